"""What is shown at once: pages, containers of pages, and portions of a long form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core.guides import Guide, Item, asked, read_guide
from holdspace.core.guides.dividing import MOST_AT_ONCE

CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
HIDDEN = {
    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden",
    "valueBoolean": True,
}


def form(*items: dict[str, Any]) -> Guide:
    raw = {"resourceType": "Questionnaire", "status": "active", "item": list(items)}
    return read_guide(json.dumps(raw).encode())


def drawn_as(code: str) -> dict[str, Any]:
    return {"url": CONTROL, "valueCodeableConcept": {"coding": [{"code": code}]}}


def questions(start: str, many: int) -> list[dict[str, Any]]:
    return [
        {"linkId": f"{start}{n}", "type": "string", "text": f"{start} {n}"}
        for n in range(many)
    ]


def group(link: str, items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"linkId": link, "type": "group", "text": link, "item": items, **more}


def links(screen: Item) -> list[str]:
    return [item.link_id for item in screen.items]


def titles(guide: Guide) -> list[str]:
    return [screen.text for screen in guide.screens]


def test_a_short_form_is_one_screen() -> None:
    guide = form(group("a", questions("x", 6)), group("b", questions("y", 6)))
    assert [links(one) for one in guide.screens] == [["a", "b"]]


def test_a_long_form_is_divided_at_its_own_groups() -> None:
    guide = form(group("a", questions("x", 7)), group("b", questions("y", 6)))
    assert [one.link_id for one in guide.screens] == ["a", "b"]


def test_questions_in_a_table_do_not_make_a_form_long() -> None:
    table = group("t", questions("x", 30), extension=[drawn_as("table")])
    assert len(form(table, *questions("y", 12)).screens) == 1
    assert len(form(table, *questions("y", 13)).screens) == 2


def test_a_long_group_is_divided_again_and_keeps_its_name() -> None:
    inner = [group("one", questions("x", 8)), group("two", questions("y", 8))]
    help_ = {
        "linkId": "h",
        "type": "display",
        "text": "Slowly.",
        "extension": [drawn_as("help")],
    }
    guide = form(group("whole", [help_, *inner]), *questions("z", 2))
    assert titles(guide) == ["whole: one", "whole: two", ""]
    assert [one.help for one in guide.screens] == ["Slowly.", "", ""]


def test_a_heading_stays_with_what_it_introduces() -> None:
    heading = {"linkId": "h", "type": "display", "text": "Now the rest"}
    guide = form(*questions("a", 12), heading, *questions("b", 2))
    assert links(guide.screens[1]) == ["h", "b0", "b1"]
    before = form(heading, group("g", questions("a", 12)), *questions("b", 2))
    assert [links(one) for one in before.screens] == [["h", "g"], ["b0", "b1"]]


@pytest.mark.parametrize("code", ["wizard", "tab-container"])
def test_the_groups_of_a_container_are_screens(code: str) -> None:
    inside = [
        group("one", questions("x", 1)),
        group("put away", questions("h", 1), extension=[HIDDEN]),
        group("two", questions("y", 1)),
    ]
    guide = form(
        *questions("before", 1), group("all", inside, extension=[drawn_as(code)])
    )
    assert [one.link_id for one in guide.screens] == ["", "one", "two"]
    assert [one.help for one in guide.screens] == ["", "all", ""]


def test_a_container_with_questions_of_its_own_stays_whole() -> None:
    inside = [group("one", questions("x", 1)), *questions("y", 1)]
    guide = form(group("all", inside, extension=[drawn_as("wizard")]))
    assert [links(one) for one in guide.screens] == [["all"]]


def test_a_hidden_page_is_no_screen() -> None:
    page, put_away = drawn_as("page"), [drawn_as("page"), HIDDEN]
    guide = form(
        group("a", questions("x", 1), extension=[page]),
        group("b", questions("y", 1), extension=put_away),
    )
    assert [one.link_id for one in guide.screens] == ["a"]


def test_a_form_of_hidden_things_alone_is_one_screen() -> None:
    hidden = group("a", questions("x", 20), extension=[drawn_as("page"), HIDDEN])
    assert len(form(hidden).screens) == 1
    assert len(form().screens) == 1


@st.composite
def trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = iter(range(10_000))

    def item(depth: int) -> dict[str, Any]:
        link = f"i{next(count)}"
        kind = draw(st.sampled_from(["string", "display", "group", "group"]))
        codes = st.sampled_from([None, None, None, "page", "table", "wizard"])
        found: dict[str, Any] = {"linkId": link, "type": kind, "text": link}
        if kind == "group":
            many = draw(st.integers(1, 9)) if depth < 3 else 0
            found["item"] = [item(depth + 1) for _ in range(many)]
            code = draw(codes)
            found |= {"extension": [drawn_as(code)]} if code else {}
            found |= {"repeats": True} if draw(st.integers(0, 5)) == 0 else {}
        return found

    return [item(0) for _ in range(draw(st.integers(0, 30)))]


@settings(deadline=None, max_examples=60)
@given(trees())
def test_every_question_is_asked_on_exactly_one_screen(
    items: list[dict[str, Any]],
) -> None:
    guide = form(*items)
    told = [link for screen in guide.screens for link in asked(guide, screen)]
    assert sorted(told) == sorted(asked(guide))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 40), max_size=12))
def test_no_screen_of_plain_questions_holds_more_than_fits(sizes: list[int]) -> None:
    guide = form(*(group(f"g{n}", questions(f"q{n}-", m)) for n, m in enumerate(sizes)))
    if len(guide.screens) > 1:
        assert all(len(asked(guide, s)) <= MOST_AT_ONCE for s in guide.screens)
