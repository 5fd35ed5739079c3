"""What research says, as notes that can stand beside a person's own numbers.

A note is data: a claim, a grade, two sentences of ours, what is not known, the facts it
rests on and where each was read. What was not read at its source reaches nobody.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date  # noqa: TC003 - msgspec reads the types at run time
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

type Grade = Literal["strong", "moderate", "weak", "contested", "unsupported"]

Place = Literal["relief", "people", "tears", "sense", "therapy", "read"]
"""Where a note stands in the list."""

Topic = Literal[
    "relief", "remembered", "time", "comparison", "worse",
    "company", "support", "others", "held-back", "ashamed", "apology",
    "reasons", "rhythm", "no-tears", "body", "toxins", "hormones", "endorphins",
    "clearer", "feelings", "reflection", "writing", "rating", "shock",
    "therapy", "working-through", "honesty", "therapists", "feedback",
]  # fmt: skip
"""What a page can ask about. The same names as the factors of a pattern, where there
is a factor for it."""

TOPICS: Final[frozenset[str]] = frozenset(get_args(Topic))

GRADES: Final[Mapping[str, str]] = {
    "strong": "strong evidence",
    "moderate": "moderate evidence",
    "weak": "weak evidence",
    "contested": "mixed evidence",
    "unsupported": "no evidence found",
}
"""Each grade as a page says it, the surest first."""


class NoSuchNote(Exception):
    """There is no evidence note of this name."""


class NoSuchTopic(Exception):
    """No evidence note could ever be about this."""


class EvidenceRefused(Exception):
    """This is no evidence note that may be shown. The message says why."""


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A study.

    Attributes:
        authors: Empty where they were not seen.
        year: When it appeared.
        title: What it is called.
        where: The journal and its pages.
        doi: Its DOI, if that was seen in a stored source.
        no_doi: Why there is none, otherwise.
    """

    authors: str
    year: str
    title: str
    where: str
    doi: str = ""
    no_doi: str = ""

    @property
    def titled(self) -> str:
        """Its title as a sentence; a question ends by itself."""
        return self.title if self.title.endswith("?") else f"{self.title}."


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that was found, in our own words.

    Attributes:
        told: The fact, in a sentence or two.
        mark: ``read``: in the source's own summary or text; ``worked-out``: by us, from
            what the source laid open; ``second-hand``: told by somebody else;
            ``remembered``: by nobody yet. The last two reach nobody.
        sources: The names of its references.
    """

    told: str
    mark: Literal["read", "worked-out", "second-hand", "remembered"]
    sources: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        """Whether it may reach a person."""
        return self.mark in {"read", "worked-out"}


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One evidence note.

    Attributes:
        slug: Its name.
        place: Where it stands in the list.
        order: In which order there.
        topics: What it may stand beside.
        claim: What it says, in a few words.
        grade: How well that is known: one grade, or the two it lies between.
        why: Why this grade.
        heard: What many have read about it that does not hold, or not wholly.
        said: What was found, in two sentences at most.
        unknown: What is not known.
        facts: What it rests on.
        checked: The day on which it was last compared with its sources.
        reviewed: The day on which a clinician approved it, if one has.
    """

    slug: str
    place: Place
    order: int
    topics: tuple[Topic, ...]
    claim: str
    grade: tuple[Grade, ...]
    why: str
    heard: str = ""
    said: str
    unknown: str
    facts: tuple[Fact, ...]
    checked: date
    reviewed: date | None = None

    @property
    def code(self) -> str:
        """What stands for it in an address, which stays in a browser's history.

        No secret: whoever has this program can look it up.
        """
        return hashlib.sha256(f"evidence/{self.slug}".encode()).hexdigest()[:8]

    @property
    def graded(self) -> str:
        """Its grade in words: "weak to moderate evidence"."""
        *lower, last = self.grade
        return " to ".join([*lower, GRADES[last]])

    @property
    def shown(self) -> tuple[Fact, ...]:
        """The facts that may reach a person."""
        return tuple(fact for fact in self.facts if fact.is_shown)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of what those facts rest on, each once."""
        return tuple(dict.fromkeys(one for fact in self.shown for one in fact.sources))


@cache
def notes() -> tuple[Note, ...]:
    """All notes, in the order of the list."""
    folder = _folder().joinpath("notes")
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))
    read = (read_note(tomllib.loads(file.read_text("utf-8"))) for file in files)
    places = get_args(Place)
    return tuple(sorted(read, key=lambda one: (places.index(one.place), one.order)))


@cache
def references() -> Mapping[str, Reference]:
    """All studies that notes rest on, by name."""
    text = _folder().joinpath("references.toml").read_text("utf-8")
    return read_references(tomllib.loads(text))


def note(slug: str) -> Note:
    """Find a note by its name.

    Raises:
        NoSuchNote: There is none of this name.
    """
    for one in notes():
        if one.slug == slug:
            return one
    raise NoSuchNote


def notes_about(topic: str) -> tuple[Note, ...]:
    """The notes that may stand beside a number about this; perhaps none.

    Raises:
        NoSuchTopic: It is not in ``TOPICS``.
    """
    if topic not in TOPICS:
        raise NoSuchTopic
    return tuple(one for one in notes() if topic in one.topics)


def read_note(found: Mapping[str, Any]) -> Note:
    """Read one note from a decoded file.

    Raises:
        EvidenceRefused: Something is missing, unknown, or contradicts itself.
    """
    try:
        one = msgspec.convert(found, Note)
    except msgspec.ValidationError as refusal:
        raise EvidenceRefused(str(refusal)) from None
    for problem in _contradictions(one):
        raise EvidenceRefused(f"{one.slug}: {problem}")
    return one


def read_references(found: Mapping[str, Any]) -> Mapping[str, Reference]:
    """Read the list of studies from a decoded file.

    Raises:
        EvidenceRefused: Something is missing or unknown, or a study has neither a DOI
            nor a reason why it has none.
    """
    try:
        read = msgspec.convert(found, dict[str, Reference])
    except msgspec.ValidationError as refusal:
        raise EvidenceRefused(str(refusal)) from None
    for name, one in read.items():
        if bool(one.doi) == bool(one.no_doi):
            raise EvidenceRefused(f"{name}: a DOI, or why there is none")
    return read


def _contradictions(one: Note) -> list[str]:
    found = []
    grades = list(GRADES)
    # Two grades are the two it lies between, the lower one first.
    between = [grades.index(each) for each in one.grade]
    if len(between) not in {1, 2} or between != sorted(between, reverse=True):
        found.append("its grade is none, or not from lower to higher")
    if not one.topics or len(set(one.topics)) < len(one.topics):
        found.append("it is about nothing, or twice about the same")
    if not one.shown:
        found.append("it rests on nothing that was read")
    if any(not fact.sources for fact in one.facts):
        found.append("a fact has no source")
    return found


def _folder() -> resources.abc.Traversable:
    return resources.files("holdspace.content").joinpath("evidence")
