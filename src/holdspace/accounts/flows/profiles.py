"""What a person told about themselves: read, changed, never in anybody's way."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from holdspace.accounts import manifests, store
from holdspace.core import vault
from holdspace.core.vault import About, Opened, Sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from holdspace.accounts.spaces import Space

KIND = "profile"

MOST_PATTERNS: Final = 60
"""How many patterns somebody can keep: the profile is read with every page."""
LONGEST_PATTERN: Final = 600
LONGEST_PATTERN_ID: Final = 200
LONGEST_LEANING: Final = 20


@dataclass(frozen=True, slots=True)
class KeptPattern:
    """A sentence about a person that they kept, and what it takes to look again.

    Attributes:
        id: Which statement it is. It may hold a word of the person's own.
        leaning: Which way it went, in a word: what makes a later one another one.
        sentence: What it said when it was kept.
    """

    id: str
    leaning: str
    sentence: str

    @property
    def fits(self) -> bool:
        """Whether it is short enough to be kept."""
        return (
            len(self.id) <= LONGEST_PATTERN_ID
            and len(self.leaning) <= LONGEST_LEANING
            and len(self.sentence) <= LONGEST_PATTERN
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person told about themselves; sealed wherever it is stored.

    Attributes:
        name: What they want to be called, or nothing.
        zone: The IANA name of the time zone they write in, or nothing.
        words_added: Their own words for a question, by the question's id.
        words_hidden: Words of ours they do not want to see, by the question's id.
        reminders: What they asked to be mailed; only the room `journal` reads it.
        patterns: Sentences that they kept, in the order in which they kept them.
        basket: What waits to be brought to a therapist; only the room `sharing` reads
            it.
    """

    name: str = ""
    zone: str = ""
    words_added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words_hidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reminders: dict[str, Any] = field(default_factory=dict)
    patterns: tuple[KeptPattern, ...] = ()
    basket: tuple[dict[str, Any], ...] = ()

    @property
    def has_address(self) -> bool:
        """Whether an address for mails is stored, proved or still to be proved."""
        return bool(self.reminders.get("address") or self.reminders.get("asked"))


def get_profile(space: Space) -> Profile:
    """Read what the person told about themselves.

    A damaged profile reads as an empty one: it must not keep anybody from their
    reflections.
    """
    for _ in range(2):
        try:
            entry = manifests.get(space, space.person)
            return _read(space, entry.version if entry else 1)
        except vault.Unreadable:
            # Changed between the two readings, or damaged: asked once more.
            continue
    return Profile()


def change_profile(
    space: Space, change: Callable[[Profile], Profile], *, mend: bool = False
) -> None:
    """Change what the person told, as it stands at this moment.

    Args:
        space: Whose.
        change: What becomes of it.
        mend: Whether a damaged profile is begun anew; otherwise it is left alone.

    Raises:
        Unreadable: It is damaged and not to be mended.
    """
    with manifests.changing(space) as changes:
        entry = changes.get(space.person)
        version = entry.version if entry else 1
        try:
            profile = _read(space, version)
        except vault.Unreadable:
            if not mend:
                raise
            profile = Profile()
        sealed = seal_profile(space.person, space.opened, change(profile), version + 1)
        store.replace_profile(space.person, sealed)
        changes.put(vault.Entry(space.person, KIND, version + 1, 0))


def rename(space: Space, *, name: str, zone: str) -> None:
    """Keep another name to be called by, and another time zone."""
    change_profile(space, lambda one: replace(one, name=name, zone=zone), mend=True)


def with_patterns(profile: Profile, more: Iterable[KeptPattern]) -> Profile:
    """Add patterns to those that are kept; one that is kept already stays as it is.

    What is too long, or beyond ``MOST_PATTERNS``, is left out.
    """
    kept = {one.id: one for one in profile.patterns}
    for one in more:
        if one.fits and len(kept) < MOST_PATTERNS:
            kept.setdefault(one.id, one)
    return replace(profile, patterns=tuple(kept.values()))


def reseal_profile(space: Space, changes: manifests.Changes) -> None:
    """Seal the profile under the present key, as it is; a damaged one stays."""
    try:
        entry = changes.get(space.person)
        version = entry.version if entry else 1
        profile = _read(space, version)
    except vault.Unreadable:
        return
    sealed = seal_profile(space.person, space.opened, profile, version)
    store.replace_profile(space.person, sealed)


def seal_profile(
    person: UUID, opened: Opened, profile: Profile, version: int = 1
) -> Sealed:
    """Seal a profile at its version."""
    about = About(person, person, KIND, version)
    return vault.seal(json.dumps(asdict(profile)).encode(), opened.key, about)


def _read(space: Space, version: int) -> Profile:
    about = About(space.person, space.person, KIND, version)
    words = space.opened.unseal(store.get_profile(space.person), about)
    kept = json.loads(words)
    for name in ("words_added", "words_hidden"):
        kept[name] = {link: tuple(words) for link, words in kept[name].items()}
    patterns = tuple(KeptPattern(**one) for one in kept.pop("patterns", ()))
    basket = tuple(kept.pop("basket", ()))
    return Profile(**kept, patterns=patterns, basket=basket)
