"""Reading a questionnaire: mend what is plainly meant, and say what was mended."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from holdspace.core.guides import extensions as ext
from holdspace.core.guides.describing import Describing
from holdspace.core.guides.expressions import ExpressionReader
from holdspace.core.guides.guide import Guide, Item, settling_order
from holdspace.core.guides.naming import have_clash
from holdspace.core.guides.refusals import GuideRefused
from holdspace.core.guides.valuesets import ValueSets
from holdspace.core.guides.wire import NotJson, dicts, read_object, text
from holdspace.core.guides.wording import languages_in, words

MOST_NESTING = 32
MOST_LINK_ID = 255
# All of a form together: what it offers, and the patterns that it asks for.
MOST_OPTIONS, MOST_PATTERNS = 50_000, 1_000

_STATUSES = frozenset({"draft", "active", "retired", "unknown"})


def read_guide(raw: bytes) -> Guide:
    """Read a FHIR R4 Questionnaire.

    Forms in the wild are often a little wrong. What is plainly meant is
    mended and told in ``Guide.notes``; what is not known here stays in its
    place as an item that is not ``supported``. The JSON itself is not touched.

    Raises:
        GuideRefused: It is no questionnaire, or its questions cannot be told
            apart. No other exception leaves this function, for any bytes.
    """
    try:
        found = read_object(raw)
    except NotJson:
        raise GuideRefused(["This file is not a form that can be read."]) from None
    return guide_of(found)


def guide_of(found: dict[str, Any]) -> Guide:
    """Read a FHIR R4 Questionnaire that is decoded already.

    Raises:
        GuideRefused: As ``read_guide``.
    """
    if found.get("resourceType") != "Questionnaire":
        raise GuideRefused(["This file is not a FHIR Questionnaire."])
    return _Reading(found, "").guide()


def in_language(guide: Guide, language: str) -> Guide:
    """Give the same guide with its words in another language, where it has them.

    What has no translation stays as it is. Nothing but words differs: answers to
    one are answers to the other, and ``raw`` is the same.
    """
    return _Reading(guide.raw, language).guide()


def languages(guide: Guide) -> tuple[str, ...]:
    """List the languages into which any of a guide's words are translated."""
    return tuple(sorted({tag for tag in languages_in(guide.raw) if tag}))


class _Reading:
    """One reading of one file: what was found wrong and what was mended."""

    def __init__(self, found: dict[str, Any], language: str) -> None:
        self.raw = found
        self.language = language
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.seen: Counter[str] = Counter()
        self.sets = ValueSets(found)
        self.offered = self.patterns = 0
        self.expressions = ExpressionReader()

    def guide(self) -> Guide:
        if self.raw.get("modifierExtension") or self.raw.get("implicitRules"):
            self.problems.append(
                "This form has a rule that changes its meaning and is not known here."
            )
        items = self.items(self.raw, 1, open_=True)
        for link_id, count in self.seen.items():
            if count > 1:
                self.problems.append(f"Two items have the same linkId {link_id}.")
        if not self.problems and have_clash(items):
            self.problems.append("Two questions would have the same name in a form.")
        if self.problems:
            raise GuideRefused(dict.fromkeys(self.problems))
        return self.settled(self.header(items))

    def header(self, items: tuple[Item, ...]) -> Guide:
        found = self.raw
        status = text(found.get("status"))
        if status not in _STATUSES:
            self.notes.append("The form does not say whether it is in use.")
            status = "unknown"
        if self.expressions.left_out(found):
            self.notes.append("The form has an expression that is left out.")
        for url in ext.unread(found):
            self.notes.append(f"The form has an extension not known here: {url}.")
        return Guide(
            url=text(found.get("url")),
            version=text(found.get("version")),
            title=words(found, "title", self.language) or text(found.get("name")),
            status=status,
            items=items,
            raw=found,
            notes=tuple(self.notes),
        )

    def settled(self, guide: Guide) -> Guide:
        _, circle = settling_order(guide.places)
        missing = {
            rule.question
            for place in guide.places.values()
            for rule in place.item.enable_when
        }.difference(guide.places)
        notes = [f"A rule asks {link}, which is not in the form." for link in missing]
        if circle:
            notes.append("Some rules of the form go round in a circle.")
        items = _without_circle(guide.items, circle) if circle else guide.items
        return replace(guide, items=items, notes=(*guide.notes, *sorted(notes)))

    def items(
        self, owner: dict[str, Any], depth: int, *, open_: bool
    ) -> tuple[Item, ...]:
        """Read the items under ``owner``; without ``open_`` none can be answered."""
        found = owner.get("item", [])
        if not isinstance(found, list) or len(dicts(found)) != len(found):
            self.problems.append("A list of items holds something else.")
            return ()
        if found and depth > MOST_NESTING:
            self.problems.append(f"Items are nested deeper than {MOST_NESTING} levels.")
            return ()
        read = (self.item(one, depth, open_=open_) for one in found)
        return tuple(item for item in read if item)

    def item(self, raw: dict[str, Any], depth: int, *, open_: bool) -> Item | None:
        link_id = self.link_id(raw)
        if link_id is None:
            self.problems.append("An item has no linkId, or a very long one.")
            return None
        self.seen[link_id] += 1
        if self.offered > MOST_OPTIONS or self.patterns > MOST_PATTERNS:
            self.problems.append("This form is larger than can be shown.")
            return None
        describing = Describing(raw, link_id, self.sets, self.language)
        reason = describing.reason(self.expressions.reason(raw), open_=open_)
        # What follows a question that cannot be asked cannot be asked either.
        within = not reason and describing.kind != "display"
        item = describing.item(self.items(raw, depth + 1, open_=within), reason)
        self.offered += len(item.options) + len(item.units)
        self.patterns += bool(item.regex)
        self.notes += describing.notes
        if self.expressions.left_out(raw):
            self.notes.append(f"{link_id} has an expression that is left out.")
        return item

    def link_id(self, raw: dict[str, Any]) -> str | None:
        found = raw.get("linkId")
        if type(found) is int:
            self.notes.append(f"The linkId {found} is a number; it was read as a text.")
            found = str(found)
        told = text(found)
        return told if 0 < len(told.strip()) <= MOST_LINK_ID else None


def _without_circle(
    items: tuple[Item, ...], circle: frozenset[str]
) -> tuple[Item, ...]:
    return tuple(
        replace(
            item,
            supported=item.supported and item.link_id not in circle,
            items=_without_circle(item.items, circle),
        )
        for item in items
    )
