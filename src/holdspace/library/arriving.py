"""A form on its way in: read, named, and refused with the reason where it cannot be."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from holdspace.core.guides import GuideRefused, read_guide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.core.guides import Guide, Item

MOST_BYTES: Final = 5_000_000
OURS: Final = "https://holdspace.org/guides/"
"""Under this address are the guides that come with Holdspace, and nothing else."""
PREFIX: Final = "form-"

_BOM: Final = b"\xef\xbb\xbf"
_MOST_TITLE: Final = 300
_MOST_TOLD: Final = 5
# What can stand in `url|version`, in a column and in a page: no space, no bar, no sign
# that is none.
_SIGNS: Final = r"[^\s|\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_URL: Final = re.compile(rf"{_SIGNS}{{1,500}}")
_VERSION: Final = re.compile(rf"{_SIGNS}{{1,200}}")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


class FormRefused(Exception):
    """It is not done; ``problems`` says why, in sentences for the keeper."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("The form is not taken.")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A form that was read.

    Attributes:
        raw: Its bytes, which never change.
        guide: What was read; it goes by ``url|version`` even where the file does not.
        name: A short name for addresses, the same for every version.
        title: What it calls itself.
        remarks: What the keeper ought to know about its name and its file.
        unanswerable: The questions that cannot be answered here.
        questions: How many questions a person can be shown.
    """

    raw: bytes
    guide: Guide
    name: str
    title: str
    remarks: tuple[str, ...]
    unanswerable: tuple[Item, ...]
    questions: int


def arrive(raw: bytes) -> Arrived:
    """Read a file that is to become a form here.

    Nothing in it is run and nothing that it names is fetched.

    Raises:
        FormRefused: It is no form, or one that cannot be kept. No other exception
            leaves this function, for any bytes.
    """
    if len(raw) > MOST_BYTES:
        raise FormRefused(["This file is larger than 5 MB. A form is smaller."])
    raw, remarks = _out_of_bundle(raw)
    try:
        guide = read_guide(raw)
    except GuideRefused as refusal:
        raise FormRefused(refusal.problems) from None
    named = with_name(guide, raw)
    _check_name(named)
    questions = [item for item in _every_item(named.items) if _is_asked(item)]
    return Arrived(
        raw=raw,
        guide=named,
        name=name_of(named.url),
        title=_UNSEEN.sub(" ", guide.title).strip()[:_MOST_TITLE] or "Without a title",
        remarks=(*remarks, *_named_here(guide, named)),
        unanswerable=tuple(item for item in questions if not item.supported),
        questions=len(questions),
    )


def with_name(guide: Guide, raw: bytes) -> Guide:
    """Give a form that has no url or no version a name made from its own bytes.

    The same bytes always get the same name, and others another one.
    """
    digest = hashlib.sha256(raw).hexdigest()
    url = guide.url.strip() or f"urn:uuid:{uuid5(NAMESPACE_URL, digest)}"
    version = guide.version.strip() or f"sha256-{digest[:16]}"
    if (url, version) == (guide.url, guide.version):
        return guide
    # In an export the form has to be found by the name that a response gives it.
    told = {**guide.raw, "url": url, "version": version}
    return replace(guide, url=url, version=version, raw=told)


def name_of(url: str) -> str:
    """The short name of a form; it tells nothing of it to whoever sees an address."""
    return f"{PREFIX}{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def may_be_a_form(named: str) -> bool:
    """Whether a form from elsewhere could go by this name or address at all."""
    if named.startswith(OURS):
        return False
    url, bar, version = named.partition("|")
    if bar and not _VERSION.fullmatch(version):
        return False
    return bool(_URL.fullmatch(url)) and (":" in url or url.startswith(PREFIX))


def _check_name(guide: Guide) -> None:
    if guide.url.startswith(OURS):
        raise FormRefused([f"{OURS} is where the guides of Holdspace itself are."])
    if not _URL.fullmatch(guide.url) or ":" not in guide.url:
        raise FormRefused(
            [
                "The form's url is no full address, or has a space or a bar in it, or "
                "more than 500 characters. An answer could not name it."
            ]
        )
    if not _VERSION.fullmatch(guide.version):
        raise FormRefused(
            [
                "The form's version has a space or a bar in it, or more than 200 "
                "characters. An answer could not name it."
            ]
        )


def _named_here(read: Guide, named: Guide) -> Iterator[str]:
    if read.url != named.url:
        yield f"The file has no url of its own. Here it goes by {named.url}."
    if read.version != named.version:
        yield f"The file says no version. Here it goes by {named.version}."


class _Head(msgspec.Struct):
    resourceType: str = ""  # noqa: N815  (as FHIR writes it)
    title: str = ""


class _Entry(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw(b"{}")


class _Bundle(msgspec.Struct):
    resourceType: str  # noqa: N815  (as FHIR writes it)
    entry: list[_Entry] = []


def _out_of_bundle(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Take the one form out of a Bundle, byte for byte; anything else stays as it is.

    Raises:
        FormRefused: It is a Bundle of several, of none, or of somebody's answers.
    """
    try:
        bundle = msgspec.json.decode(raw.removeprefix(_BOM), type=_Bundle)
        if bundle.resourceType != "Bundle":
            return raw, ()
        heads = [
            (msgspec.json.decode(bytes(one.resource), type=_Head), bytes(one.resource))
            for one in bundle.entry
        ]
    except (ValueError, RecursionError):
        return raw, ()
    kinds = [head.resourceType for head, _ in heads]
    if "QuestionnaireResponse" in kinds:
        raise FormRefused(
            [
                "Somebody's answers are in this Bundle. They are nobody's business "
                "but theirs: save the form alone, and bring in that."
            ]
        )
    forms = [(h, part) for h, part in heads if h.resourceType == "Questionnaire"]
    if not forms:
        raise FormRefused(["This is a Bundle, and no form is in it."])
    if len(forms) > 1:
        titles = ", ".join(
            h.title or "one without a title" for h, _ in forms[:_MOST_TOLD]
        )
        more = " and others" if len(forms) > _MOST_TOLD else ""
        raise FormRefused(
            [
                f"This Bundle has {len(forms)} forms in it: {titles}{more}. Save the "
                "one you mean as a file of its own."
            ]
        )
    return forms[0][1], ("It came in a Bundle. The form alone was taken out of it.",)


def _is_asked(item: Item) -> bool:
    return not item.hidden and (item.is_question or not item.supported)


def _every_item(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _every_item(item.items)
