"""The facts about measures: sourced, graded, dated, and coded from the list."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from holdspace.core import scoring
from holdspace.library import measures, shelf

HOUSE = Path(__file__).parents[2]
KNOWN = measures.every_measure()
SCALES = [
    pytest.param(one, scale, id=measures.own_code(one, scale))
    for one in KNOWN
    for scale in one.scales
]
# Looked up in LOINC's pages or two code browsers: the panel and the total. No other
# code of a measure may stand here, and none is taken from somebody's code.
LOINC = {
    "phq-9": ("44249-1", "44261-6"),
    "phq-2": ("55757-9", "55758-7"),
    "gad-7": ("69737-5", "70274-6"),
    "pcl-5": ("101697-1", "101698-9"),
}
NEVER = {"ors", "srs"}
ILLNESS = re.compile(
    r"depress|anxi|disorder|sever|patholog|clinical|abnormal|mild|moderate|PTSD|insomnia",
    re.IGNORECASE,
)
NOT_SAID = re.compile(r"!|\bshould\b|\binvalid\b", re.IGNORECASE)
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def by_id(one):
    return one.code


def sourced(measure):
    for scale in measure.scales:
        yield from (*scale.bands, *scale.cut_offs, *scale.changes)


def test_the_measures_that_were_promised_are_there():
    first = ["phq-9", "phq-8", "phq-2", "gad-7", "gad-2", "pcl-5", "who-5"]
    then = ["swls", "dass-21", "pss-10", "isi", "k10", "wsas"]
    assert {one.code for one in KNOWN} == {*first, *then}
    assert NEVER.isdisjoint(one.code for one in KNOWN)


@pytest.mark.parametrize("measure", KNOWN, ids=by_id)
def test_every_fact_has_a_reference_a_grade_and_a_date(measure):
    for one in (measure, measure.licence, *sourced(measure)):
        assert one.reference
        assert MONTH.fullmatch(one.checked)
    for one in sourced(measure):
        if "from memory" in one.reference.lower():
            assert one.grade == "unverified"


@pytest.mark.parametrize("measure", KNOWN, ids=by_id)
def test_a_value_of_change_says_how_and_among_whom_it_was_found(measure):
    for scale in measure.scales:
        for change in scale.changes:
            assert change.method
            assert change.population


@pytest.mark.parametrize("measure", KNOWN, ids=by_id)
def test_codes_are_those_of_the_list_and_no_others(measure):
    panel, total = LOINC.get(measure.code, ("", ""))
    assert measure.panel == panel
    assert [scale.loinc for scale in measure.scales if scale.loinc] == [
        one for one in [total] if one
    ]


def test_no_code_belongs_to_two_measures():
    codes = [code for one in KNOWN for code in sorted(one.codes)]
    assert len(codes) == len(set(codes))


def test_a_score_entry_measure_fits_no_form():
    entered_only = {one.code for one in KNOWN if one.licence.allows == "total"}
    assert entered_only == {"pss-10", "isi", "k10", "wsas"}


def test_items_ranges_and_reversals_are_those_of_the_research():
    found = {
        one.code: (one.items, int(one.lowest), int(one.highest), one.reversed)
        for one in KNOWN
    }
    assert found == {
        "phq-9": (9, 0, 3, ()),
        "phq-8": (8, 0, 3, ()),
        "phq-2": (2, 0, 3, ()),
        "gad-7": (7, 0, 3, ()),
        "gad-2": (2, 0, 3, ()),
        "pcl-5": (20, 0, 4, ()),
        "who-5": (5, 0, 5, ()),
        "swls": (5, 1, 7, ()),
        "dass-21": (21, 0, 3, ()),
        "pss-10": (10, 0, 4, (4, 5, 7, 8)),
        "isi": (7, 0, 4, ()),
        "k10": (10, 1, 5, ()),
        "wsas": (5, 0, 8, ()),
    }


def test_the_item_that_asks_about_death_is_named_where_there_is_one():
    assert {one.code: one.safety_item for one in KNOWN if one.safety_item} == {
        "phq-9": 9
    }


def test_the_three_scales_share_no_item_and_leave_none_out():
    dass = measures.measure("dass-21")
    items = sorted(item for scale in dass.scales for item in scale.items)
    assert items == list(range(1, 22))


@pytest.mark.parametrize(("measure", "scale"), SCALES)
def test_bands_cover_the_range_without_a_gap(measure, scale):
    if scale.bands:
        limits = measure.limits(scale)
        assert scale.bands[0].low == limits.low
        assert scale.bands[-1].high == limits.high
        for lower, upper in zip(scale.bands, scale.bands[1:], strict=False):
            assert upper.low == lower.high + limits.step


@pytest.mark.parametrize("measure", KNOWN, ids=by_id)
def test_nothing_that_reaches_a_person_names_an_illness_or_scolds(measure):
    said = [measure.about, measure.upwards, measure.counting, measure.recall]
    said += [measure.interval, measure.licence.told]
    for scale in measure.scales:
        said += [scale.name, *(band.name for band in scale.bands)]
        for change in scale.changes:
            if change.is_shown:
                said += [change.population, change.doubt]
    for one in said:
        assert not ILLNESS.search(one), one
        assert not NOT_SAID.search(one), one


def test_what_is_not_verified_reaches_nobody():
    for measure in KNOWN:
        for scale in measure.scales:
            limits = measure.limits(scale)
            found = scoring.compare(
                measure, scale, limits.high, limits.low, days=limits.high
            )
            shown = {one.value for one in (*found.noise, *found.matters)}
            assert all(one.grade == "verified" for one in shown)


def test_the_guide_for_totals_asks_for_exactly_these_measures():
    guide = shelf.guide(shelf.PAPER_TOTAL)
    chosen = guide.item("measure")
    assert [(one.code, one.text) for one in chosen.options] == [
        (one.code, one.name) for one in KNOWN
    ]
    for measure in KNOWN:
        for scale in measure.scales:
            item = guide.item(measures.paper_link(measure, scale))
            limits = measure.limits(scale)
            assert item.between == (limits.low, limits.high)
            assert [rule.expected.code for rule in item.enable_when] == [measure.code]
    numbers = [one for one in guide.places.values() if one.item.type == "integer"]
    assert len(numbers) == len(SCALES)


def test_a_file_of_facts_says_that_no_wording_stands_in_it():
    folder = HOUSE / "src" / "holdspace" / "content" / "measures"
    files = sorted(folder.iterdir())
    assert len(files) == len(KNOWN)
    for path in files:
        assert path.read_text(encoding="utf-8").startswith("# Facts about a measure.")


def _loinc_codes(text):
    return set(re.findall(r"\b[0-9]{5,6}-[0-9]\b", text))


def test_no_other_loinc_code_stands_in_what_is_shipped():
    allowed = {code for pair in LOINC.values() for code in pair}
    for path in sorted((HOUSE / "src").rglob("*")):
        if path.suffix in {".toml", ".py", ".html"}:
            # The end of a DOI may look like such a code.
            text = DOI.sub("", path.read_text(encoding="utf-8"))
            assert _loinc_codes(text) <= allowed, path


def test_the_guide_for_totals_is_canonical_json():
    path = HOUSE / "src/holdspace/content/guides/paper-total-1.0.0.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert measures.is_paper(f"{found['url']}|{found['version']}")
