"""What is read of an export outside of here, and what an import came to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from holdspace.journal import drafting
from holdspace.journal.carried import Refused
from holdspace.journal.pages.answers import (
    LinePage,
    SectionPage,
    is_empty,
    moment_of,
    sections,
    title_of,
)
from holdspace.journal.pages.reading import ReadPage, month_of, read
from holdspace.journal.pages.writing import as_typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from holdspace.accounts.flows import Profile
    from holdspace.core.vault import Entry
    from holdspace.journal.carried import Lacks, Tally
    from holdspace.journal.opened import OpenDraft, OpenReflection

# What Markdown would take for a sign of its own.
_ANYWHERE: Final = re.compile(r"([\\`*_\[\]<])|(&)(?=#?\w+;)")
_AT_START: Final = re.compile(r"^(\s*)([#>+\-=~|]|\d+(?=[.)]))")
_LOCKED: Final = (
    "Part of this came in while the space was locked, so there is no proof of who "
    "wrote it."
)
_NOTHING_ELSE: Final = "That it happened is kept. Nothing else was written."


class Everything(Protocol):
    """Everything of one person, on its way out."""

    told: Profile
    reflections: list[Entry]

    @property
    def lacks(self) -> Lacks:
        """What it lacks, as far as it was carried."""

    def open_reflections(self, entries: Sequence[Entry]) -> Iterator[OpenReflection]:
        """Open some of the reflections, to be read."""

    def open_drafts(self) -> Iterator[OpenDraft]:
        """Open what was left open, to be read."""


@dataclass(frozen=True, slots=True)
class ExportPage:
    """What there is to take along; ``years`` has the newest first."""

    reflections: int
    drafts: int
    damaged_parts: int
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One reflection on paper; ``month`` is told where a new one begins."""

    month: str
    read: ReadPage


@dataclass(frozen=True, slots=True)
class LeftPage:
    """Something left open, as it is read; ``others`` are texts not decided on."""

    title: str
    when: str
    locked: bool
    sections: tuple[SectionPage, ...]
    others: tuple[LinePage, ...]


def export(
    reflections: Sequence[Entry], drafts: int, damaged_parts: int, zone: tzinfo
) -> ExportPage:
    """What there is to take along, without opening any of it."""
    years = {str(year_of(entry, zone)) for entry in reflections}
    return ExportPage(
        reflections=len(reflections),
        drafts=drafts,
        damaged_parts=damaged_parts,
        years=tuple(sorted(years, reverse=True)),
    )


def year_of(entry: Entry, zone: tzinfo) -> int:
    """The year that an entry is about."""
    try:
        return datetime.fromtimestamp(entry.when * 60, tz=UTC).astimezone(zone).year
    except (ValueError, OverflowError, OSError):
        return 0


def printed(found: Iterable[OpenReflection], zone: tzinfo) -> Iterator[PrintedPage]:
    """Reflections on paper, oldest first, month by month."""
    before = ""
    for one in found:
        month = month_of(one.when.astimezone(zone))
        yield PrintedPage(month if month != before else "", read(one, zone))
        before = month


def left(opened: OpenDraft) -> LeftPage:
    """Something that was left open, to be read."""
    zone = drafting.zone_of(opened.draft.zone)
    began = drafting.moment_of(opened.draft.authored, zone)
    typed = (as_typed(opened.guide, other.given) for other in opened.draft.others)
    return LeftPage(
        title=title_of(opened.guide),
        when=moment_of(began.astimezone(zone)) if began else "",
        locked=opened.draft.locked,
        sections=()
        if is_empty(opened.guide, opened.answers)
        else sections(opened.guide, opened.answers, zone),
        others=tuple(line for lines in typed for line in lines),
    )


def markdown(export: Everything, *, made: datetime) -> Iterator[bytes]:
    """Everything as Markdown, to be read: by month, with the questions as headings.

    Args:
        export: What goes out.
        made: When the file is written; its zone is the one that days begin in.
    """
    zone = made.tzinfo or UTC
    yield _text(_begun(export.told, made))
    for page in printed(export.open_reflections(export.reflections), zone):
        yield _text(_entry(page))
    heading = ["## Left open", ""]
    for opened in export.open_drafts():
        yield _text([*heading, *_left(left(opened))])
        heading = []
    lacks = not_whole(export.lacks) or ("This is all of it.",)
    yield _text(_ended(export.told, lacks))


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _begun(told: Profile, made: datetime) -> list[str]:
    lines = ["# Notes", "", f"Written out on {moment_of(made)}.", ""]
    return [*lines, f"They belong to {_plain(told.name)}.", ""] if told.name else lines


def _entry(page: PrintedPage) -> list[str]:
    lines = [f"## {page.month}", ""] if page.month else []
    lines += [f"### {page.read.when} · {_plain(page.read.title)}", ""]
    if page.read.locked:
        lines += [f"*{_LOCKED}*", ""]
    if page.read.is_empty:
        lines += [_NOTHING_ELSE, ""]
    else:
        lines += _sections(page.read.sections)
    for later in page.read.later:
        lines += [f"#### {later.title}, {later.when}", "", *_under(later.lines)]
    return lines


def _left(page: LeftPage) -> list[str]:
    lines = [f"### {page.title}, begun {page.when}", ""]
    if page.locked:
        lines += [f"*{_LOCKED}*", ""]
    lines += _sections(page.sections) or [_NOTHING_ELSE, ""]
    if page.others:
        heading = "#### Another text for it, not decided on yet"
        lines += [heading, "", *_under(page.others)]
    return lines


def _ended(told: Profile, sentences: Iterable[str]) -> list[str]:
    own = [word for words in told.words_added.values() for word in words]
    lines = ["## Words of your own", ""] if own else []
    lines += [*(f"- {_plain(word)}" for word in own), ""]
    lines += ["## Patterns that you kept", ""] if told.patterns else []
    lines += [f"- {_plain(one.sentence)}" for one in told.patterns]
    return [*lines, "", "---", "", *sentences]


def _under(found: Iterable[LinePage]) -> list[str]:
    lines: list[str] = []
    for line in found:
        lines += [f"**{_plain(_asked(line))}**", "", *_values(line)]
    return lines


def not_whole(lacks: Lacks) -> tuple[str, ...]:
    """What an export lacks, in sentences; none when it lacks nothing."""
    said = []
    if lacks.left_out:
        entries = _count(lacks.left_out, "entry", "entries")
        said.append(f"{entries} could not be opened.")
    if lacks.damaged_parts:
        parts = _count(lacks.damaged_parts, "part", "parts")
        said.append(
            f"{parts} of the list of what there is could not be read, so some entries "
            "may be missing."
        )
    if lacks.lost:
        pieces = _count(lacks.lost, "piece", "pieces")
        said.append(
            f"{pieces} that came in while the space was locked could not be opened."
        )
    if lacks.waiting:
        ratings = _count(lacks.waiting, "later rating", "later ratings")
        said.append(
            f"Not in it yet: {ratings}. What they belong to may still be an open "
            "draft, or was let go of minutes ago."
        )
    return tuple(said)


def imported(tally: Tally) -> tuple[str, ...]:
    """What became of a file, in sentences."""
    new = (
        (tally.reflections, "reflection", "reflections"),
        (tally.drafts, "draft left open", "drafts left open"),
        (tally.later, "later answer", "later answers"),
    )
    came = [_count(number, *names) for number, *names in new if number]
    said = [f"New here: {', '.join(came)}." if came else "Nothing in it was new here."]
    if tally.told:
        said.append(
            "What you had told about yourself was taken over where it was empty."
        )
    if tally.same:
        said.append(f"{_count(tally.same, 'entry was', 'entries were')} here already.")
    if tally.different:
        said.append(
            f"{_count(tally.different, 'entry is', 'entries are')} here in another "
            "wording. What is here stayed as it was."
        )
    if tally.leaving:
        said.append(
            f"{_count(tally.leaving, 'entry was', 'entries were')} let go of here only "
            "minutes ago, and stayed so."
        )
    for why, number in sorted(tally.refused.items(), key=lambda one: one[0].name):
        said.append(
            f"{_count(number, 'entry was', 'entries were')} not taken in: {why.value}."
        )
    if Refused.UNKNOWN_GUIDE in tally.refused:
        said.append(
            "Answers are read with exactly the form they were given to. Once this "
            "server's keeper has put it on the shelf, bring the same file in again."
        )
    if tally.cut:
        said.append(
            "The file could not be read to its end. What came before that was taken "
            "in; the whole file can be brought in again, and nothing comes twice."
        )
    return tuple(said)


def _sections(found: Iterable[SectionPage]) -> list[str]:
    lines: list[str] = []
    for section in found:
        for line in section.lines:
            lines += [f"#### {_plain(_asked(line))}", "", *_values(line)]
    return lines


def _asked(line: LinePage) -> str:
    """The question, after what its group says: alone it may be half of one."""
    if not line.within:
        return line.label
    return f"{line.within.removesuffix(':')}: {line.label}"


def _values(line: LinePage) -> list[str]:
    if line.rows:
        return [*(f"- {_plain(' · '.join(row))}" for row in line.rows), ""]
    if not line.is_text:
        return [_plain(", ".join(line.values)), ""]
    lines: list[str] = []
    for value in line.values:
        lines += [f"> {_plain(one)}".rstrip() for one in value.splitlines()]
        lines.append("")
    return lines


def _plain(words: str) -> str:
    """Keep a person's signs as they typed them, whatever Markdown makes of them."""
    safe = _ANYWHERE.sub(lambda found: f"\\{found[0]}", words)
    return _AT_START.sub(
        lambda found: (
            f"{found[1]}{found[2]}\\"
            if found[2].isdigit()
            else f"{found[1]}\\{found[2]}"
        ),
        safe,
    )


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"
