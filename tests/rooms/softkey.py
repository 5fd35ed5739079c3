"""A passkey that lives in a test: it answers as a browser with a key in it does."""

from __future__ import annotations

import base64
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT = AuthenticatorData.FLAG.UP
ATTESTED = AuthenticatorData.FLAG.AT


class SoftKey:
    """One passkey, at home at one origin."""

    def __init__(self, origin="http://localhost", host="localhost"):
        self.origin, self.host = origin, host
        self.id = secrets.token_bytes(32)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options):
        """Answer to being asked for a new passkey."""
        client = self._client("webauthn.create", options)
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        data = AuthenticatorData.create(
            sha256(self.host.encode()), PRESENT | ATTESTED, 0, credential
        )
        made = AttestationObject.create("none", data, {})
        return self._answer(clientDataJSON=client, attestationObject=made)

    def get(self, options):
        """Answer to being asked to prove it."""
        client = self._client("webauthn.get", options)
        data = AuthenticatorData.create(sha256(self.host.encode()), PRESENT, 1)
        signed = self.key.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signed
        )

    def _client(self, kind, options):
        challenge = json.loads(options)["challenge"]
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, **parts):
        named = {name: _text(part) for name, part in parts.items()}
        mine = _text(self.id)
        return json.dumps(
            {"id": mine, "rawId": mine, "type": "public-key", "response": named}
        )


def _text(data):
    return base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode()
