"""A score as a FHIR Observation, worked out from a response and never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from holdspace.core.guides.wire import dicts, text, write_object

if TYPE_CHECKING:
    from decimal import Decimal

    from holdspace.core.guides.values import Coding

OBSERVATION: Final = "Observation"
_RESPONSE: Final = "QuestionnaireResponse/"
_HL7: Final = "http://terminology.hl7.org/CodeSystem/"
_UCUM: Final = "http://unitsofmeasure.org"
_NAMESPACE: Final = UUID("6f2f4f0e-3d0b-5b0e-9d55-0c6f0f4d7a11")


def observation(
    response: UUID, code: Coding, *, effective: str, score: Decimal
) -> tuple[str, bytes]:
    """Write one score that was counted from a completed response.

    Args:
        response: The response's id.
        code: What was scored; its wording is told too.
        effective: When, as a FHIR dateTime.
        score: The number.

    Returns:
        The Observation's id, always the same for this response and code, and its JSON.
    """
    ident = str(_ident(str(response), code.system, code.code))
    found: dict[str, Any] = {
        "resourceType": OBSERVATION,
        "id": ident,
        "status": "final",
        "category": [
            {"coding": [{"system": f"{_HL7}observation-category", "code": "survey"}]}
        ],
        "code": {
            "coding": [{"system": code.system, "code": code.code}],
            "text": code.display,
        },
        "effectiveDateTime": effective,
        "valueQuantity": {
            "value": score,
            "unit": "{score}",
            "system": _UCUM,
            "code": "{score}",
        },
        "derivedFrom": [{"reference": f"{_RESPONSE}{response}"}],
    }
    return ident, write_object(found)


def is_ours(found: dict[str, Any]) -> bool:
    """Whether an Observation is one that ``observation`` gives.

    Such a one is counted anew from its response wherever it is needed, so nothing is
    lost if it is passed over.
    """
    code = found.get("code")
    codings = dicts(code.get("coding")) if isinstance(code, dict) else []
    sources = dicts(found.get("derivedFrom"))
    if not codings or not sources:
        return False
    response = text(sources[0].get("reference")).removeprefix(_RESPONSE)
    system, given = text(codings[0].get("system")), text(codings[0].get("code"))
    return text(found.get("id")) == str(_ident(response, system, given))


def _ident(response: str, system: str, code: str) -> UUID:
    return uuid5(_NAMESPACE, f"{response} {system} {code}")
