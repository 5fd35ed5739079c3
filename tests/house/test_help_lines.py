"""The shipped help lines are sourced, dated, dialable, and not stale."""

from __future__ import annotations

import datetime
import re

import pytest

from holdspace.web import help as lines

LONGEST_AGE = datetime.timedelta(days=365)
# Read from the written research and never to be shipped: lists disagree, or the
# number belongs to something else.
NEVER = {"TR": "182", "KR": "1393", "NL": "09000113", "CZ": "116111", "CL": "*4141"}

ROWS = [
    pytest.param(country, line, id=f"{country.country}-{line.name}-{line.channel}")
    for country in lines.countries()
    for line in country.lines
]


def today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()  # noqa: TID251


def test_as_many_countries_have_a_line_as_the_research_found():
    with_lines = [each for each in lines.countries() if each.lines]
    assert len(with_lines) == 48
    assert len(lines.countries()) == 58


@pytest.mark.parametrize(("country", "line"), ROWS)
def test_a_line_is_sourced_graded_and_not_older_than_a_year(country, line):
    assert line.grade in {"A", "B"}
    assert line.sources
    assert set(line.sources) <= set(lines.book().sources)
    assert line.checked_on <= today()
    assert today() - line.checked_on <= LONGEST_AGE, f"{country.country_name}: stale"


@pytest.mark.parametrize(("country", "line"), ROWS)
def test_a_line_can_be_reached_exactly_as_it_is_written(country, line):
    if line.channel == "call":
        assert line.dial
        assert re.fullmatch(r"\+?[0-9][0-9 -]*[0-9]", line.dial)
        assert line.href == "tel:" + re.sub(r"[ -]", "", line.dial)
    elif line.channel == "sms":
        assert line.sms_to
        number = re.sub(r"[ -]", "", line.sms_to)
        assert line.href.startswith(f"sms:{number}")
    else:
        assert re.fullmatch(r"https://[a-z0-9.-]+/", line.url)


@pytest.mark.parametrize(("country", "line"), ROWS)
def test_a_number_with_a_plus_is_a_whole_number(country, line):
    for number in (line.dial, line.sms_to):
        if number.startswith("+"):
            assert sum(sign.isdigit() for sign in number) >= 8


@pytest.mark.parametrize(("country", "line"), ROWS)
def test_day_and_night_is_claimed_only_on_a_source_of_grade_a(country, line):
    if "24/7" in line.hours:
        assert line.grade == "A"


@pytest.mark.parametrize("country", lines.countries(), ids=lambda each: each.country)
def test_a_country_has_an_emergency_number_that_can_be_dialled(country):
    assert re.fullmatch("[A-Z]{2}", country.country)
    assert country.emergency
    assert all(number.isdecimal() for number in country.emergency)


@pytest.mark.parametrize(("code", "number"), NEVER.items())
def test_a_number_known_to_be_wrong_is_not_shipped(code, number):
    country = lines.lines_for(code)
    assert country is not None
    assert number not in {lines.dialled(line.dial) for line in country.lines}


def test_short_codes_stand_as_they_are_dialled_at_home():
    dialled = {
        (country.country, line.dial)
        for country in lines.countries()
        for line in country.lines
    }
    assert ("US", "988") in dialled
    assert ("GB", "116 123") in dialled
    assert ("FR", "3114") in dialled
    assert ("NL", "113") in dialled


def test_no_country_stands_twice():
    codes = [country.country for country in lines.countries()]
    assert len(codes) == len(set(codes))
