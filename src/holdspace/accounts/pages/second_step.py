"""What a page about second steps shows, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

import qrcode

_CALLED = "Notes"
"""What an authenticator app shows it under: as discreet as our titles are."""


@dataclass(frozen=True, slots=True)
class AppPage:
    """What an authenticator app needs to know, in three ways.

    Attributes:
        link: For an app on the same device.
        typed: To be typed, in groups of four.
        size: How many squares the picture is wide.
        path: The dark squares of the picture, as the path of an SVG.
    """

    link: str
    typed: str
    size: int
    path: str


def app_page(secret: str) -> AppPage:
    """Draw what an app scans; it is drawn here, so that no picture is ever a file.

    No name of the person is in it: it is an address, and an app shows it openly.
    """
    query = urlencode({"secret": secret, "issuer": _CALLED})
    link = f"otpauth://totp/{_CALLED}?{query}"
    picture = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L)
    picture.add_data(link)
    picture.make()
    squares = picture.get_matrix()
    typed = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return AppPage(link, typed, len(squares), _path(squares))


def _path(squares: list[list[bool]]) -> str:
    pieces = []
    for y, row in enumerate(squares):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                pieces.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(pieces)
