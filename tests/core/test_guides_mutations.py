"""Forms with something wrong in them are read, shown and packed, or refused."""

from __future__ import annotations

import json
import random

import pytest

from holdspace.core.guides import GuideRefused, read_guide
from tests.everything import EVERYTHING
from tests.mutations import mutated, originals, through


@pytest.fixture(scope="module")
def forms():
    return originals()


def test_what_is_mutated_is_fine_itself(forms):
    assert all(through(raw) for raw in forms)


@pytest.mark.parametrize("part", range(10))
def test_no_mutated_form_is_more_than_refused(part, forms):
    for seed in range(part * 20, part * 20 + 20):
        chance = random.Random(seed)  # noqa: S311  (told again by its seed)
        through(mutated(chance.choice(forms), chance))


def test_mutations_change_something_and_leave_some_of_it_usable(forms):
    seeds = [random.Random(seed) for seed in range(60)]  # noqa: S311
    changed = [mutated(forms[0], chance) for chance in seeds]
    assert len(set(changed)) > 50
    usable = [through(raw) for raw in changed]
    assert 10 < sum(usable) < 60


def test_a_form_of_everything_is_asked_but_for_what_cannot_be():
    guide = read_guide(json.dumps(EVERYTHING).encode())
    closed = [k for k, place in guide.places.items() if not place.item.supported]
    assert closed == ["far", "file", "who-else"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'{"resourceType": 5}'])
def test_what_is_no_form_is_refused_with_a_reason(raw):
    with pytest.raises(GuideRefused) as caught:
        read_guide(raw)
    assert caught.value.problems
