"""Statement 5: words, places and needs, counted with their denominators."""

import json
from collections.abc import Mapping, Sequence

import pytest

from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Diary,
    Episode,
    Need,
    Statement,
    WhyNot,
    diary_of,
    look_at,
)
from holdspace.core.insights.counting import MOST, counts_of
from holdspace.core.insights.phrases import PHRASES

START = 27_997_920
DAY = 24 * 60


def with_choices(
    *each: Mapping[str, Sequence[str]], kind: int = TEARS, start: int = 0
) -> list[Episode]:
    return [
        Episode(kind, START + (start + place) * DAY, choices=chosen)
        for place, chosen in enumerate(each)
    ]


def found(diary: Diary) -> dict[str, Statement]:
    said = counts_of(diary)
    assert len({one.id for one in said}) == len(said)
    return {one.id: one for one in said}


def test_a_share_is_out_of_those_that_answered() -> None:
    answered = [{"feelings": ["sadness", "love"]}] * 8 + [{"feelings": ["love"]}] * 4
    said = found(diary_of(with_choices(*answered, {}, {}, {"trigger": ["loss"]})))
    sadness = said["5.feelings.sadness"]
    assert sadness.shown
    assert (sadness.n, sadness.unit) == (12, "share")
    assert sadness.estimate == pytest.approx(8 / 12)
    assert sadness.low is not None
    assert sadness.high is not None
    assert 0 < sadness.low < 8 / 12 < sadness.high < 1
    assert sadness.sentence.startswith(
        "You named sadness in 8 of 12 times that you noted tears and what you felt:"
        " in the long run likely between "
    )


def test_of_fewer_than_ten_the_count_alone_is_given() -> None:
    said = found(diary_of(with_choices(*[{"body-places": ["chest"]}] * 4)))
    chest = said["5.body-places.chest"]
    assert not chest.shown
    assert chest.why_not is WhyNot.TOO_FEW
    assert (chest.unit, chest.estimate, chest.n, chest.needed) == ("count", 4, 4, 6)
    assert (chest.low, chest.high) == (None, None)
    assert "100" not in chest.sentence


def test_only_what_went_with_tears_is_counted() -> None:
    tears = with_choices(*[{"feelings": ["grief"]}] * 12)
    held = with_choices(*[{"feelings": ["anger"]}] * 12, kind=HELD_BACK, start=20)
    alone, beside = found(diary_of(tears)), found(diary_of(tears + held))
    assert alone == beside
    assert "5.feelings.anger" not in beside


def test_own_words_are_counted_as_they_are() -> None:
    said = found(diary_of(with_choices(*[{"feelings": ['"Sehnsucht nach See']}] * 11)))
    own = said['5.feelings."Sehnsucht nach See']
    assert own.estimate == 1
    assert "You named “Sehnsucht nach See” in 11 of 11 times" in own.sentence


def test_the_most_frequent_come_first_and_equals_as_on_the_list() -> None:
    each = [
        {"needs": ["talk", '"sea', "rest"]},
        {"needs": ["talk", "quiet", '"air']},
    ]
    names = [
        one.id.removeprefix("5.needs.")
        for one in counts_of(diary_of(with_choices(*each)))
        if one.id.startswith("5.needs.")
    ]
    assert names[:5] == ["talk", "rest", "quiet", '"sea', '"air']


def test_what_is_beyond_the_twelve_is_one_count() -> None:
    feelings = list(PHRASES["feelings"])
    each = [{"feelings": feelings[:MOST]}] * 10 + [{"feelings": feelings[MOST:]}] * 4
    said = found(diary_of(with_choices(*each)))
    others = said["5.feelings.others"]
    # Four times, however many of them were named each time.
    assert others.estimate == pytest.approx(4 / 14)
    assert f"5.feelings.{feelings[MOST]}" not in said
    exactly = found(diary_of(with_choices({"feelings": feelings[:MOST]})))
    assert "5.feelings.others" not in exactly


def test_different_words_are_counted_once_each() -> None:
    each = [
        {"feelings": ["sadness", '"sadness', "cannot-tell"]},
        {"feelings": ['"homesick', "love"]},
        {"feelings": ["love"]},
        {"feelings": ["cannot-tell"]},
    ]
    different = found(diary_of(with_choices(*each)))["5.feelings.different"]
    assert different.shown
    assert different.estimate == different.low == different.high == 3
    assert different.sentence == "You have used 3 different words for what you felt."


def test_no_words_yet_is_an_answer() -> None:
    different = found(diary_of([]))["5.feelings.different"]
    assert not different.shown
    assert different.why_not is WhyNot.TOO_FEW
    assert different.estimate is None


def test_people_are_never_counted() -> None:
    said = look_at(diary_of(with_choices(*[{"company": ["partner", "friend"]}] * 30)))
    assert [one.id for one in said if one.number == 5] == [
        "5.feelings.different",
        "5.needs.asked",
    ]


def ledger(*needs: Need) -> dict[str, Statement]:
    return found(diary_of([Episode(TEARS, START, ledger=needs)]))


def test_needs_are_told_with_all_their_denominators() -> None:
    said = ledger(
        *[Need("rest", asked=True, came=True, helped="yes")] * 6,
        *[Need("talk", asked=True, came=True, helped="some")] * 3,
        *[Need("quiet", asked=False, came=False, helped="no")] * 2,
        *[Need("company")] * 4,
    )
    came = said["5.needs.came"]
    assert (came.n, came.unit, came.estimate) == (11, "share", pytest.approx(9 / 11))
    assert came.sentence.startswith(
        "Of 15 needs in your support ledger, 9 came, and 4 are left open: in the long"
        " run"
    )
    helped = said["5.needs.helped"]
    assert helped.estimate == pytest.approx(9 / 11)
    assert "9 helped, 3 of them a little, and 4 are left open" in helped.sentence


def test_open_is_said_only_where_something_is() -> None:
    said = ledger(
        *[Need("rest", asked=True, came=True, helped="yes")] * 14,
        *[Need("talk", asked=False, came=True, helped="yes")] * 7,
        *[Need("quiet", asked=False, came=False, helped="no")] * 3,
    )
    told = [one.sentence.partition(":")[0] for one in said.values() if one.n == 24]
    assert told == [
        "Of 24 needs in your support ledger, 14 were asked for",
        "Of 24 needs in your support ledger, 21 came",
        "Of 24 needs in your support ledger, 21 helped",
    ]


def test_none_is_said_as_a_word() -> None:
    said = ledger(*[Need("rest", asked=False)] * 3)["5.needs.asked"]
    assert said.sentence.startswith(
        "Of 3 needs in your support ledger, none were asked for."
    )


def test_an_empty_ledger_is_said_once() -> None:
    said = [one for one in counts_of(diary_of([])) if one.id.startswith("5.needs")]
    assert [one.sentence for one in said] == [
        "There are no needs in your support ledger yet."
    ]


@pytest.mark.parametrize(
    ("link", "code", "begins"),
    [
        ("body-places", "numb", "You felt numb in 12 of 12 times"),
        ("needs", "none", "You needed nothing in 12 of 12 times"),
        ("feelings", "cannot-tell", "You could not name a feeling in 12 of 12 times"),
    ],
)
def test_what_names_no_thing_is_said_as_it_is(
    link: str, code: str, begins: str
) -> None:
    said = found(diary_of(with_choices(*[{link: [code]}] * 12)))
    assert said[f"5.{link}.{code}"].sentence.startswith(begins)


def test_what_was_left_open_is_neither_met_nor_unmet() -> None:
    said = ledger(Need("rest", asked=True), Need("talk"))
    assert said["5.needs.asked"].n == 1
    assert said["5.needs.came"].n == 0
    assert not said["5.needs.came"].shown
    assert said["5.needs.came"].estimate is None
    assert said["5.needs.came"].sentence == (
        "Of 2 needs in your support ledger, what came is left open."
    )
    assert said["5.needs.asked"].sentence == (
        "Of 2 needs in your support ledger, 1 was asked for, and 1 is left open."
        " That is too few to say more."
    )


@pytest.mark.parametrize("length", [0, 1, 9, 10, 40])
def test_every_sentence_stands_by_itself(length: int) -> None:
    each = [
        {link: [*PHRASES[link], '"a walk']}
        for link in ("feelings", "trigger", "body-places", "needs")
        for _ in range(length)
    ]
    episodes = with_choices(*each)
    ledgers = [Episode(TEARS, START - DAY, ledger=[Need("rest", came=True)] * length)]
    for one in counts_of(diary_of(episodes + ledgers)):
        assert one.sentence[0].isupper()
        assert one.sentence.endswith(".")
        assert not set("%!+;") & set(one.sentence)
        assert "should" not in one.sentence.split()
        assert one.shown or one.why_not is not None
        assert json.dumps(one.plain())


def test_a_diary_of_check_ins_has_nothing_to_count() -> None:
    said = counts_of(diary_of([Episode(CHECK_IN, START, numbers={"mood": 2})]))
    assert not any(one.shown for one in said)
