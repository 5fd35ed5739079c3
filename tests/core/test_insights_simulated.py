"""The simulator that patterns are tried on knows its own truth."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from benchmarks import open_data
from benchmarks.bars import Read, comparing, coverage, errors
from benchmarks.bounds import least, most
from benchmarks.bundles import bundle_of
from benchmarks.cells import CELLS
from benchmarks.circumstances import draw
from benchmarks.insights import rated_ends, read_diary
from benchmarks.moods import rated, scattered, steady
from benchmarks.others import shown_by_others
from benchmarks.prefixes import first
from benchmarks.simulated import Settings, simulate
from benchmarks.truths import Truths, difference, matched

from holdspace.cli import diaries
from holdspace.core import guides
from holdspace.core.insights import HELD_BACK, TEARS, Statement, diary_of, look_at

LONG = Settings(weeks=100, tears=14, held=14, low=1, ordinary=1)
MAIN = "90-minutes"


def chance(seed=1):
    return np.random.default_rng(seed)


def same(one, other):
    return json.dumps(one, default=str) == json.dumps(other, default=str)


def plain(diary):
    return {
        "kind": diary.kind.tolist(),
        "when": diary.when.tolist(),
        "numbers": {k: v.tolist() for k, v in sorted(diary.numbers.items())},
        "choices": {
            k: (v.said, v.of.tolist(), v.which.tolist())
            for k, v in sorted(diary.choices.items())
        },
        "later": {
            k: (v.mood.tolist(), v.tension.tolist(), v.minutes.tolist())
            for k, v in diary.later.items()
        },
    }


def test_the_same_seed_gives_the_same_diary_and_another_one_another():
    assert simulate(Settings(weeks=9), 4) == simulate(Settings(weeks=9), 4)
    assert simulate(Settings(weeks=9), 4) != simulate(Settings(weeks=9), 5)


@pytest.mark.parametrize("keep", [3.0, 40.0])
def test_what_is_left_of_a_mood_is_what_was_set(keep):
    path = steady(400_000, keep, chance())
    left = np.corrcoef(path[:-10], path[10:])[0, 1]
    assert left == pytest.approx(np.exp(-10 / keep), abs=0.03)
    assert path.std() == pytest.approx(1, abs=0.05)


def test_what_carries_over_between_scattered_moments_is_what_was_set():
    times = np.cumsum(chance().exponential(5, 4_000))
    path = scattered(times, 20, 30, chance(2))
    gaps = np.diff(times)
    near = (gaps > 4) & (gaps < 6)
    left = np.mean(path[1:][near] * path[:-1][near])
    assert left == pytest.approx(np.exp(-5 / 20), abs=0.05)


def test_ratings_are_whole_and_heaped_as_set():
    latent = chance().uniform(-2, 12, 60_000)
    given = rated(latent, 0.2, 0.3, chance(2))
    assert set(given) == set(range(11))
    inside = rated(chance().uniform(0.5, 9.5, 60_000), 0, 1, chance(3))
    assert set(inside) == {0, 5, 10}


def test_tears_come_when_mood_is_low_and_mood_recovers_without_them():
    diary = diary_of(simulate(LONG, 3))
    before = diary.number("mood-before")
    change = diary.later[MAIN].mood - before
    held = diary.kind == HELD_BACK
    assert np.nanmean(before[diary.kind == TEARS]) < LONG.base - 1.5
    assert np.nanmean(change[held]) > 0.4
    assert matched([diary], remembered=True) == pytest.approx(0, abs=0.25)


def test_what_tears_do_is_found_again():
    helped = replace(LONG, help={MAIN: 1.5})
    pool = [diary_of(simulate(helped, seed)) for seed in range(3)]
    assert matched(pool, remembered=True) == pytest.approx(1.5, abs=0.2)


def test_a_difference_is_of_the_size_and_between_as_many_as_set():
    settings = CELLS["difference-2-apology"].settings
    pool = [diary_of(simulate(settings, seed)) for seed in range(30)]
    for diary in pool[:5]:
        rows = np.array(rated_ends(diary)[:80]) - 1
        assert diary.chose("apology", "said-sorry")[rows].sum() == 40
    said = Statement(
        id="3.apology.said-sorry",
        shown=False,
        n=80,
        unit="points",
        sentence="",
        factor="apology",
        level="said-sorry",
        against="not-said-sorry",
    )
    assert difference(pool, said) == pytest.approx(2, abs=0.2)


def test_without_an_effect_a_difference_is_nothing_though_it_is_in_the_pool():
    pool = [diary_of(simulate(LONG, 1))]
    said = Statement(
        id="3.kinds.grief",
        shown=False,
        n=1,
        unit="points",
        sentence="",
        factor="kinds",
        level="grief",
        against="not-grief",
    )
    assert Truths(CELLS["null"], pool).of(said) == 0
    assert difference(pool, said) != 0


@pytest.mark.parametrize(
    ("missing", "sign"), [("only-when-better", 1), ("only-when-worse", -1)]
)
def test_ratings_can_be_missing_by_how_it_went(missing, sign):
    diary = diary_of(simulate(replace(LONG, missing=missing), 2))
    change = diary.later[MAIN].mood - diary.number("mood-after")
    change = change[~np.isnan(change)]
    assert len(change) > 300
    assert (np.sign(change) == sign).all()


def test_circumstances_come_in_runs_where_that_is_set():
    times = np.arange(6_000) * 1_000.0
    runs = draw(times, (0.9, 40_000), {}, chance()).has("kinds", "grief")
    apart = draw(times, (0, 0), {}, chance()).has("kinds", "grief")
    assert np.corrcoef(runs[:-1], runs[1:])[0, 1] > 0.5
    assert abs(np.corrcoef(apart[:-1], apart[1:])[0, 1]) < 0.05


def test_the_beginning_of_a_diary_is_the_diary_of_its_beginning():
    episodes = simulate(Settings(weeks=20), 8)
    diary = diary_of(episodes)
    for count in (1, 7, 60):
        assert same(plain(first(diary, count)), plain(diary_of(episodes[:count])))


def test_what_is_kept_between_looks_changes_nothing_that_is_said():
    cell = replace(CELLS["difference-1.5-support"], sizes=(40, 50, 80))
    kept, anew = (read_diary(cell, every, 7) for every in (False, True))
    assert not kept.broken
    assert set(kept.said) == {40, 50, 80}
    assert kept.said == anew.said


def test_a_bundle_holds_what_was_simulated():
    episodes = simulate(Settings(weeks=6), 3)
    written = bundle_of(episodes)
    resources = [one["resource"] for one in json.loads(written)["entry"]]
    responses = [r for r in resources if r["resourceType"] == "QuestionnaireResponse"]
    ratings = sum(len(one.later) for one in episodes)
    assert len(responses) == len(episodes) + ratings
    moods = [
        item["answer"][0]["valueInteger"]
        for one in responses
        for item in _items(one)
        if item["linkId"] == "mood-before"
    ]
    told = [
        int(one.numbers["mood-before"])
        for one in episodes
        if "mood-before" in one.numbers
    ]
    assert moods == told
    known = {
        resource["url"]: guides.read_guide(json.dumps(resource).encode())
        for resource in resources
        if resource["resourceType"] == "Questionnaire"
    }
    for one in responses:
        guide = known[one["questionnaire"].partition("|")[0]]
        read = guides.unpack(json.dumps(one).encode())
        assert guides.check_response(guide, read, strict=True) == ()


def test_a_bundle_says_what_the_simulated_diary_says():
    episodes = simulate(CELLS["help"].settings, 1)
    read = diaries.read_bundle(bundle_of(episodes))
    assert look_at(diary_of(read.episodes)) == look_at(diary_of(episodes))


def _items(one):
    for item in one.get("item", ()):
        yield item
        yield from _items(item)


def test_bounds_are_those_of_the_tables():
    # 5 of 10, both sides 2.5 %: 18.7 and 81.3 % (Clopper and Pearson).
    assert least(5, 10) == pytest.approx(0.1871, abs=1e-4)
    assert most(5, 10) == pytest.approx(0.8129, abs=1e-4)
    assert (least(0, 10), most(10, 10)) == (0, 1)


def test_errors_are_counted_once_a_diary():
    reads = [
        Read(30, patterns={20: ["3.a.b"], 30: ["3.a.b"]}),
        *(Read(30, patterns={20: [], 30: []}) for _ in range(99)),
    ]
    found = errors(reads)
    assert found["share"] == 0.01
    assert found["kept"]
    assert found["first"] == {20: 1}


def test_coverage_tells_too_narrow_intervals():
    def said(low, high):
        return Statement(
            id=f"2.remembered.{MAIN}",
            shown=True,
            n=9,
            unit="points",
            sentence="",
            estimate=(low + high) / 2,
            low=low,
            high=high,
        )

    truths = Truths(CELLS["null"], [])
    honest = [Read(9, said={25: (said(-1, 1),)}) for _ in range(1_800)]
    sure_of_nothing = [Read(9, said={25: (said(0.1, 1),)}) for _ in range(400)]
    found = list(coverage([*honest, *sure_of_nothing], truths, 25))
    assert [one["kept"] for one in found] == [False]
    assert [one["kept"] for one in coverage(honest, truths, 25)] == [True]
    told = next(comparing(CELLS["null"], [*honest, *sure_of_nothing], truths, 25))
    assert told["relief"] == pytest.approx(400 / 2200)
    assert not told["kept"]


def test_other_rules_count_as_told():
    diary = diary_of(simulate(replace(LONG, weeks=40), 1))
    found = shown_by_others(diary)
    assert set(found) == {"correlation", "correlation-from-5", "lift", "three-three"}
    # Not before thirty; from thirty on the two are one rule.
    assert not found["correlation"][:10].any()
    assert (found["correlation"][10:] == found["correlation-from-5"][10:]).all()


def cells_of(mood):
    if mood is None:
        return [""] * 8
    return [50 + mood / 2] * 4 + [50 - mood / 2] * 4


def moods_file(folder, changes):
    """A file of the shape of Rowland and Wenzel: three days of one person."""
    file = folder / "moods.csv"
    with file.open("w", newline="") as opened:
        written = csv.writer(opened)
        written.writerow(["subjno", "dayno", "beep", "group", *open_data.FEELINGS])
        for (day, beep), mood in changes.items():
            cells = cells_of(mood)
            written.writerow([1, day, beep, 2, *cells])
    return file


def test_consecutive_observations_are_of_the_same_day_and_complete(tmp_path):
    moods = {(day, beep): 20.0 for day in range(1, 11) for beep in range(1, 7)}
    moods[(1, 3)] = None
    moods[(2, 2)] = -80.0
    moods[(3, 6)] = -80.0
    found = open_data.recovery(moods_file(tmp_path, moods))
    # Five a day; the empty one takes two away; nothing follows the last of a day.
    assert found["pairs"] == 48
    assert found["low"] == 1
    assert found["better"] == 1


def test_a_toss_calls_half_of_the_low_moments_tears():
    days = np.repeat(np.arange(20.0), 6)
    prompts = np.tile(np.arange(6.0), 20)
    mood = chance().normal(0, 30, 120)
    episodes = open_data.tossed(days, prompts, mood, chance(2))
    tears = sum(one.kind == TEARS for one in episodes)
    assert abs(2 * tears - len(episodes)) <= 1
    assert all(len(one.later) == 1 for one in episodes)


def test_a_file_of_another_shape_is_refused(tmp_path, capsys, monkeypatch):
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    monkeypatch.setattr("sys.argv", ["open_data", "moods", str(file)])
    assert open_data.main() == 2
    assert "cannot be used" in capsys.readouterr().err
