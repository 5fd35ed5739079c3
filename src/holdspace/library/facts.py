"""What a guide says about itself: for what, for whom, how long, by whom looked at.

All of it stands in the Questionnaire, in elements that FHIR has for it, so that an
exported guide is whole (``docs/format/guides.md``). A guide that says nothing about
who may open it is not open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdspace.core.guides import Guide

OURS: Final = "https://holdspace.org/guides/"
"""What the addresses of the guides that come with Holdspace begin with."""
CONTEXT: Final = "https://holdspace.org/codes/guide-context"

type OpenedBy = Literal["open", "assigned", "therapist", "elsewhere"]

OPEN: Final = "open"
ASSIGNED: Final = "assigned"
THERAPIST: Final = "therapist"
ELSEWHERE: Final = "elsewhere"
_KNOWN: Final[Mapping[str, OpenedBy]] = {
    OPEN: "open",
    ASSIGNED: "assigned",
    THERAPIST: "therapist",
    ELSEWHERE: "elsewhere",
}

# Published before guides said this about themselves, and never changed since.
_SAID_HERE: Final[Mapping[str, tuple[OpenedBy, str, tuple[int, int]]]] = {
    "https://holdspace.org/guides/after-tears": ("open", "after-tears", (5, 20)),
    "https://holdspace.org/guides/held-back-tears": ("open", "after-tears", (2, 8)),
    "https://holdspace.org/guides/check-in": ("open", "after-tears", (1, 2)),
    "https://holdspace.org/guides/after-tears-later": ("elsewhere", "", (1, 3)),
}
_ESSAY: Final = (
    "The questions are of Holdspace itself, and are where it began. That feelings "
    "often settle later than expected is known from research on crying."
)
_NOT_YET: Final = " No clinician has reviewed this version yet."


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guide says about itself.

    Attributes:
        opened_by: Who decides that it is begun: anybody, a therapist for one
            person, a therapist for themselves, or a page that it belongs to.
        place: The code of its place in the open list; empty if it has none.
        minutes: Roughly how long it takes, from and to, if it says so.
        touches: What is told before it is begun; empty if there is nothing to tell.
        purpose: What it is for.
        source: Where the idea comes from, and whose the words are.
        reviewed: The day on which a clinician approved this version, or nothing.
    """

    opened_by: OpenedBy
    place: str
    minutes: tuple[int, int] | None
    touches: str
    purpose: str
    source: str
    reviewed: str


def is_ours(guide: Guide) -> bool:
    """Whether a guide comes with Holdspace."""
    return guide.url.startswith(OURS)


def moment_links(guide: Guide) -> tuple[str, ...]:
    """The questions of a guide of ours that say when it was, and no more than that.

    In a form from elsewhere the same names may mean anything.
    """
    return ("when", "at") if is_ours(guide) else ()


def facts_of(guide: Guide) -> Facts:
    """Read what a guide says about itself; what cannot be read counts as not said."""
    raw = guide.raw
    said = dict(_contexts(raw))
    opened_by: OpenedBy = _KNOWN.get(_code(said, "opened-by"), "assigned")
    place, minutes = _code(said, "shelf"), _minutes(said)
    source = _text(raw.get("copyright"))
    if guide.url in _SAID_HERE:
        opened_by, place, minutes = _SAID_HERE[guide.url]
        source = source or _ESSAY
    return Facts(
        opened_by=opened_by,
        place=place,
        minutes=minutes,
        touches=_text(_concept(said, "touches").get("text")),
        purpose=_text(raw.get("purpose")).removesuffix(_NOT_YET),
        source=source,
        reviewed=_text(raw.get("approvalDate")),
    )


def _contexts(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = raw.get("useContext")
    for one in found if isinstance(found, list) else ():
        code = one.get("code") if isinstance(one, dict) else None
        if isinstance(code, dict) and code.get("system") == CONTEXT:
            yield _text(code.get("code")), one


def _concept(said: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    found = said.get(name, {}).get("valueCodeableConcept")
    return found if isinstance(found, dict) else {}


def _code(said: Mapping[str, Mapping[str, Any]], name: str) -> str:
    codings = _concept(said, name).get("coding")
    first = codings[0] if isinstance(codings, list) and codings else None
    return _text(first.get("code")) if isinstance(first, dict) else ""


def _minutes(said: Mapping[str, Mapping[str, Any]]) -> tuple[int, int] | None:
    found = said.get("minutes", {}).get("valueRange")
    ends = found if isinstance(found, dict) else {}
    low, high = (_whole(ends.get(end)) for end in ("low", "high"))
    return None if low is None or high is None else (low, high)


def _whole(quantity: object) -> int | None:
    value = quantity.get("value") if isinstance(quantity, dict) else None
    return value if isinstance(value, int) else None


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""
