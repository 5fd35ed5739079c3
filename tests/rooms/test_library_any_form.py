"""A form from anywhere on a page: every kind of item, its texts and its rules."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from holdspace.core.guides import (
    Answers,
    AnswersRefused,
    Coding,
    Guide,
    Item,
    Option,
    Quantity,
    asked,
    check,
    read_guide,
)
from holdspace.library.fields import Sheet, fields_of
from holdspace.library.naming import OURS, inner, outer
from holdspace.library.pages import try_page
from holdspace.library.shapes import FieldPage, amiss, language_of
from holdspace.library.walking import next_screen, opened_unseen
from tests.forms import FOLDER, form

WEEK = form("allotment-week")
SYSTEM = "https://forms.example/codes/allotment"
UTC = ZoneInfo("UTC")
FHIR = "http://hl7.org/fhir/StructureDefinition/"


def code(value: str) -> Coding:
    return Coding(SYSTEM, value)


def every(fields: tuple[FieldPage, ...]) -> dict[str, FieldPage]:
    found: dict[str, FieldPage] = {}
    for one in fields:
        found[one.name] = one
        for inside in (*(row.fields for row in one.rows), one.fields, one.under):
            found |= every(inside)
    return found


def on_screen(
    number: int, sheet: Sheet | None = None, guide: Guide = WEEK
) -> dict[str, FieldPage]:
    return every(fields_of(guide, guide.screens[number], sheet or Sheet()))


def drawn(fields: tuple[FieldPage, ...] | list[FieldPage]) -> str:
    return "".join(
        render_to_string("library/fields/field.html", {"field": one}) for one in fields
    )


def page(number: int, sheet: Sheet | None = None, guide: Guide = WEEK) -> str:
    return drawn(fields_of(guide, guide.screens[number], sheet or Sheet()))


def read(*items: dict[str, Any], **more: Any) -> Guide:
    raw = {"resourceType": "Questionnaire", "status": "active", "item": list(items)}
    return read_guide(json.dumps(raw | more).encode())


def only(item: Item) -> FieldPage:
    guide = Guide("https://forms.example/a", "1", "A", "active", (item,), {})
    (field,) = fields_of(guide, guide.screens[0], Sheet())
    return field


class Sending(HTMLParser):
    """What a browser would send back, hidden fields and lists to open included."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.area = self.list = ""
        self.carried: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.carried |= {tag, *found}
        name = found.get("name", "")
        if tag == "textarea":
            self.area = name
            self.sent.setdefault(name, []).append("")
        elif tag == "select":
            self.list = name
            self.sent.setdefault(name, [""])
        elif tag == "option" and "selected" in found:
            self.sent[self.list] = [found["value"]]
        elif tag == "input" and name:
            tapped = found.get("type") in {"radio", "checkbox"}
            if not tapped or "checked" in found:
                self.sent.setdefault(name, []).append(found.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][-1] += data.removeprefix("\n")


def sent(text: str) -> dict[str, list[str]]:
    found = Sending(text).sent
    return {inner(name): values for name, values in found.items() if name not in OURS}


FULL = Answers(
    {
        "plot": ("14b",),
        "story": ("\nWet.\n<i>All</i> of it.",),
        "soil": (code("waterlogged"),),
        "crops": (code("beans"), code("leeks")),
        "tool": ("a spoon",),
        "seed": (code("mill-lane"),),
        "beds": (2,),
        "visitor": (True,),
        "visitor-name": ("Ana",),
        "visitor-again": (code("yes-please"),),
        "sun": (0,),
        "worms": (0,),
        "sown": ("2019-05",),
        "dusk": ("18:30:00",),
        "often-water": (code("never"),),
        "often-why": (code("every-day"),),
        "a-state": (code("leaking"),),
        "b-pots": (0,),
        "bench": ("Green.",),
        "bench-who": ("The cat.",),
        "map": ("https://forms.example/map",),
        "harvest": (Quantity(Decimal("2.50"), "g", "http://unitsofmeasure.org", "g"),),
    },
    {
        "days": (
            Answers({"day": ("Monday",), "wet": (True,), "coat": (code("at-home"),)}),
            Answers({"day": ("Tuesday",), "wet": (False,)}),
        )
    },
)


@pytest.mark.parametrize("number", range(len(WEEK.screens)))
def test_what_was_answered_goes_there_and_back(number: int) -> None:
    screen = WEEK.screens[number]
    back = check(WEEK, sent(page(number, Sheet(FULL))), zone=UTC, screen=screen)
    assert back == FULL.only(asked(WEEK, screen))


def test_each_item_gets_the_field_that_it_asks_for() -> None:
    kinds = {name: one.kind for n in range(4) for name, one in on_screen(n).items()}
    for name, kind in {
        "soil": "choice",
        "crops": "chips",
        "tool": "choice",
        "seed": "select",
        "beds": "choice",
        "visitor": "yes-no",
        "sun": "slider",
        "worms": "scale",
        "rain": "number",
        "sown": "date",
        "dusk": "line",
        "met": "moment",
        "age": "fixed",
        "harvest": "quantity",
        "map": "line",
        "photo": "unsupported",
        "often": "matrix",
        "sheds": "grid",
        "days": "rows",
        "outer": "group",
    }.items():
        assert kinds[name] == kind, name


def test_a_slider_has_its_ends_and_no_place_of_its_own() -> None:
    sun = on_screen(1)["sun"]
    assert (sun.low, sun.high) == ("0: none at all", "100: from dawn to dusk")
    assert (sun.least, sun.most, sun.step) == ("0", "100", "5")
    text = drawn([sun])
    (track,) = re.findall(r'<input type="range"[^>]*>', text)
    # Without script it is not there, and it never sends anything itself.
    assert " hidden" in track
    assert "name=" not in track
    assert "value=" not in track
    assert sent(text) == {"sun": [""]}


def test_a_slider_without_labels_still_says_its_numbers() -> None:
    item = Item("a", "decimal", minimum=10, maximum=20, control="slider")
    assert (only(item).low, only(item).high) == ("10", "20")
    assert only(replace(item, type="integer", maximum=120)).step == "1"


def test_a_wide_number_without_a_wish_for_a_slider_is_a_number() -> None:
    minutes = Item("a", "integer", minimum=0, maximum=1440)
    assert only(minutes).kind == "number"
    assert only(replace(minutes, high_label="all day")).kind == "slider"


def test_the_texts_around_a_question_are_all_there() -> None:
    plot = on_screen(0)["plot"]
    text = drawn([plot])
    assert plot.label == "A1 Which plot is it?"
    assert plot.short == "Plot"
    assert re.search(r"<summary[^>]*>What is meant</summary>", text)
    for told in (
        "such as 14b",
        "The number on the gate post.",
        "Plots are let for one year at a time.",
    ):
        assert told in text
    assert 'href="https://forms.example/plots"' in text
    assert 'rel="noopener noreferrer"' in text


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "/you/", "HTTPS:evil", "a b"]
)
def test_an_address_that_is_none_of_the_web_is_never_a_link(link: str) -> None:
    field = only(Item("a", "string", "Well", support_link=link))
    assert (field.link, field.source) == ("", link)
    assert "<a " not in drawn([field])


def test_prefixes_and_the_way_options_stand() -> None:
    soil = on_screen(0)["soil"]
    assert soil.options[0].text == "a) Dry"
    assert soil.upright
    assert "chips upright" in drawn([soil])
    assert "upright" not in drawn([on_screen(0)["crops"]])


def test_many_options_are_a_list_unless_the_form_wants_them_tapped() -> None:
    many = tuple(Option(str(n), str(n), str(n)) for n in range(40))
    item = Item("a", "choice", options=many)
    assert only(item).kind == "select"
    assert only(replace(item, control="radio-button")).kind == "choice"
    assert only(replace(item, repeats=True, control="drop-down")).kind == "chips"


def test_a_unit_is_said_beside_its_number() -> None:
    rain = on_screen(1)["rain"]
    assert rain.described_by == "f4-rain-unit"
    assert 'id="f4-rain-unit">mm<' in drawn([rain])


def test_what_a_form_works_out_is_shown_as_it_stands() -> None:
    sun = Answers({"sun": (50,)})
    assert on_screen(1, Sheet(sun))["total"].inputs == ()
    both = on_screen(1, Sheet(sun.with_values("worms", (4,))))
    assert [one.value for one in both["total"].inputs] == ["54"]
    assert not both["prize"].off


def test_what_hangs_on_an_expression_is_left_to_the_server() -> None:
    prize = on_screen(1)["prize"]
    assert (prize.off, prize.when) == (True, "")
    seen = opened_unseen(WEEK, Answers({"sun": (50,), "worms": (4,)}), [prize.unseen])
    assert seen == str(prize.place)


def test_what_stands_in_for_an_answer_is_said_until_there_is_one() -> None:
    raw = (FOLDER / "allotment-week.json").read_text(encoding="utf-8")
    guide = read(json.loads(raw.replace("true", "false"))["item"][1])
    known = Answers({"sun": (50,), "worms": (4,)})
    assert on_screen(0, Sheet(known), guide)["total"].stands_in == "54"
    own = Sheet(known.with_values("total", (9,)))
    assert on_screen(0, own, guide)["total"].stands_in == ""


def test_a_quantity_may_be_told_in_any_unit_where_the_form_names_none() -> None:
    guide = read({"linkId": "a", "type": "quantity", "text": "How much?"})
    given = {"a": ["2"], "a+unit": ["jam jars"]}
    (field,) = fields_of(guide, guide.screens[0], Sheet(given=given))
    assert field.own_unit == "jam jars"
    assert sent(drawn([field])) == given
    answers = check(guide, given, zone=UTC)
    back = check(guide, sent(page(0, Sheet(answers), guide)), zone=UTC)
    assert back == answers


def test_a_quantity_is_a_number_and_a_unit() -> None:
    units = tuple(Option(Coding("u", one), one, one) for one in ("kg", "g"))
    item = Item("a", "quantity", "How heavy?", units=units)
    guide = Guide("https://forms.example/a", "1", "A", "active", (item,), {})
    given = {"a": ["2.50"], "a+unit": ["g"]}
    (field,) = fields_of(guide, guide.screens[0], Sheet(given=given))
    assert field.kind == "quantity"
    assert sent(drawn([field])) == given
    (plain,) = fields_of(guide, guide.screens[0], Sheet(given={"a": ["heavy"]}))
    assert sent(drawn([plain]))["a"] == ["heavy"]


@pytest.mark.parametrize("typed", ["2019-05-01", "2019-05", "2019", "some day in May"])
def test_a_day_is_shown_as_sharp_as_it_was_given(typed: str) -> None:
    guide = read({"linkId": "a", "type": "date", "text": "When?"})
    (field,) = fields_of(guide, guide.screens[0], Sheet(given={"a": [typed]}))
    text = drawn([field])
    assert [one for one in sent(text)["a"] if one] == [typed]
    assert text.count("<details") == 1
    assert (" open>" in text) is (typed != "2019-05-01")


def test_what_cannot_be_changed_is_said_in_words() -> None:
    answers = Answers({"age": (Decimal("12"),)})
    assert "not yet" in drawn([on_screen(1)["age"]])
    text = drawn([on_screen(1, Sheet(answers))["age"]])
    assert re.search(
        r'<output [^>]*aria-labelledby="f3-age-label">12 years</output>', text
    )
    assert sent(text) == {}


def test_what_cannot_be_answered_here_says_so_with_all_its_texts() -> None:
    inside = {"linkId": "b", "type": "string", "text": "And then?"}
    guide = read(
        {
            "linkId": "a",
            "type": "group",
            "text": "A thing",
            "item": [inside],
            "modifierExtension": [{"url": "https://forms.example/x"}],
        }
    )
    text = page(0, guide=guide)
    for told in ("A thing", "And then?", "This cannot be answered here."):
        assert told in text
    assert text.count("This cannot be answered here.") == 1
    assert sent(text) == {}


def test_a_table_is_read_by_row_and_column() -> None:
    text = page(2)
    assert 'role="columnheader" scope="col">Some days</th>' in text
    assert 'aria-labelledby="f11-often-water-label f11-often-water-1-word"' in text
    assert text.count("<tr") == 1 + 4 + 1 + 2
    assert "One answer a line, or none." in text


def test_questions_with_other_answers_are_no_table() -> None:
    table = WEEK.places["often"].item
    odd = replace(table.items[0], options=table.items[0].options[:2])
    assert only(replace(table, items=(*table.items, odd))).kind == "group"
    open_ = replace(table.items[0], type="open-choice")
    assert only(replace(table, items=(open_,))).kind == "group"
    assert only(replace(table, items=())).kind == "group"


def test_groups_with_other_questions_are_no_grid() -> None:
    grid = WEEK.places["sheds"].item
    odd = replace(grid.items[1], items=grid.items[1].items[:1])
    assert only(replace(grid, items=(grid.items[0], odd))).kind == "group"
    long = replace(grid.items[0], items=(Item("x", "text", "Words"),))
    assert only(replace(grid, items=(long,))).kind == "group"


def test_every_id_is_there_once_and_every_reference_has_its_other_end() -> None:
    text = "".join(page(n, Sheet(FULL, sends=True)) for n in range(len(WEEK.screens)))
    ids = re.findall(r' id="(.*?)"', re.sub(r' id="(?:at|row)-\d+"', "", text))
    assert len(ids) == len(set(ids)) > 100
    for key in ("for", "aria-describedby", "aria-labelledby", "list"):
        for told in re.findall(rf' {key}="(.*?)"', text):
            assert set(told.split()) <= set(ids), told


def test_questions_under_a_question_stand_below_it() -> None:
    below = Item("b", "string", "Which one?")
    field = only(Item("a", "boolean", "A hat?", items=(below,)))
    assert [one.name for one in field.under] == ["b"]
    text = drawn([field])
    assert text.index("A hat?") < text.index('class="under"') < text.index("Which one?")


def test_what_is_off_stands_hidden_until_its_rules_hold() -> None:
    fields = on_screen(0)
    name, again = fields["visitor-name"], fields["visitor-again"]
    assert name.off
    assert again.off
    (rule,) = json.loads(name.when)
    assert rule == {"ask": "visitor", "sort": "word", "op": "=", "to": ["yes"]}
    text = drawn([name])
    assert re.search(r'data-when="[^"]*"[^>]* hidden\s*>', text)
    assert re.search(r'name="unseen" value="\d+:visitor-name"', text)
    shown = on_screen(0, Sheet(Answers({"visitor": (True,)})))
    assert not shown["visitor-name"].off
    assert not shown["visitor-name"].unseen
    assert shown["visitor-again"].off


def test_a_row_of_a_table_can_be_off_too() -> None:
    sit = Answers({"often-sit": (code("never"),)})
    assert on_screen(2, Sheet(sit))["often-why"].off
    assert not on_screen(2)["often-why"].off
    assert re.search(r"<tr [^>]* hidden\s*>", page(2, Sheet(sit)))


def test_rules_in_a_row_look_into_the_same_row() -> None:
    fields = on_screen(3, Sheet(FULL))
    asks = [json.loads(fields[f"days.{n}.coat"].when)[0]["ask"] for n in range(3)]
    assert asks == ["days.0.wet", "days.1.wet", "days.2.wet"]
    assert [fields[f"days.{n}.coat"].off for n in range(3)] == [False, True, True]


@pytest.mark.parametrize(
    ("asked_for", "rule", "told"),
    [
        (
            {"type": "integer"},
            {"operator": ">", "answerInteger": 3},
            {"sort": "number", "op": ">", "to": ["3"]},
        ),
        (
            {"type": "date"},
            {"operator": "<=", "answerDate": "2019-05"},
            {"sort": "day", "op": "<=", "to": ["2019-05"]},
        ),
        (
            {"type": "open-choice", "answerOption": [{"valueCoding": {"code": "x"}}]},
            {"operator": "!=", "answerString": "other"},
            {"sort": "word", "op": "!=", "to": ["other"]},
        ),
        (
            {
                "type": "choice",
                "answerOption": [{"valueCoding": {"system": "s", "code": "x"}}],
            },
            {"operator": "=", "answerCoding": {"code": "x"}},
            {"sort": "word", "op": "=", "to": ["x"]},
        ),
        (
            {"type": "choice", "answerOption": [{"valueCoding": {"code": "x"}}]},
            {"operator": "=", "answerCoding": {"system": "s", "code": "gone"}},
            {"sort": "word", "op": "=", "to": []},
        ),
        (
            {"type": "dateTime"},
            {"operator": "exists", "answerBoolean": False},
            {"sort": "", "op": "exists", "to": ["no"]},
        ),
    ],
)
def test_a_rule_is_told_as_a_form_says_it(
    asked_for: dict[str, Any], rule: dict[str, Any], told: dict[str, Any]
) -> None:
    guide = read(
        {"linkId": "a", **asked_for},
        {"linkId": "b", "type": "string", "enableWhen": [{"question": "a", **rule}]},
    )
    (found,) = json.loads(on_screen(0, guide=guide)["b"].when)
    assert found == {"ask": "a", **told}


@pytest.mark.parametrize(
    ("asked_for", "rule"),
    [
        ({"type": "dateTime"}, {"operator": ">", "answerDateTime": "2019-05-01"}),
        ({"type": "string"}, {"operator": ">", "answerString": "b"}),
    ],
)
def test_a_rule_that_a_script_could_not_follow_is_left_to_the_server(
    asked_for: dict[str, Any], rule: dict[str, Any]
) -> None:
    guide = read(
        {"linkId": "a", **asked_for},
        {"linkId": "b", "type": "string", "enableWhen": [{"question": "a", **rule}]},
    )
    field = on_screen(0, guide=guide)["b"]
    assert (field.when, field.off) == ("", True)
    assert field.unseen


def test_what_was_switched_on_unseen_is_found_once() -> None:
    before = on_screen(0)
    marks = [one.unseen for one in before.values() if one.unseen]
    yes = Answers({"visitor": (True,)})
    place = before["visitor-name"].place
    assert opened_unseen(WEEK, yes, marks) == str(place)
    after = on_screen(0, Sheet(yes))
    assert after["visitor-name"].place == place
    assert after["visitor-name"].anchor == f"at-{place}"
    marks = [one.unseen for one in after.values() if one.unseen]
    assert opened_unseen(WEEK, yes, marks) == ""
    assert opened_unseen(WEEK, yes, ["x:visitor-name", "visitor-name", ""]) == ""


def test_screens_that_are_off_are_passed_by() -> None:
    dry = Answers({"soil": (code("dry"),)})
    wet = Answers({"soil": (code("waterlogged"),)})
    assert next_screen(WEEK, wet, 3, 1) == 4
    assert next_screen(WEEK, dry, 3, 1) == 5
    assert next_screen(WEEK, dry, 5, -1) == 3
    assert next_screen(WEEK, dry, 5, 1) == 6
    assert next_screen(WEEK, dry, 0, -1) == 0
    lost = Answers({"frost-loss": ("The beans.",)})
    fields = fields_of(WEEK, WEEK.screens[4], Sheet(dry.merged(lost, {"frost-loss"})))
    assert [one.kind for one in fields] == ["carried"]


def test_on_one_long_page_a_screen_hangs_on_its_rule() -> None:
    frost = next(one for one in try_page(WEEK).sheets if one.title == "After a frost")
    assert frost.frame.off
    assert json.loads(frost.frame.when)[0]["ask"] == "soil"
    assert [one.name for one in frost.fields] == ["frost-loss"]


def test_rows_come_one_at_a_time_where_a_page_can_come_back() -> None:
    empty = on_screen(3, Sheet(sends=True))["days"]
    assert [row.is_new for row in empty.rows] == [True]
    assert empty.may_add
    two = on_screen(3, Sheet(FULL, sends=True))["days"]
    assert [row.name for row in two.rows] == ["days.0", "days.1"]
    more = on_screen(3, Sheet(FULL, sends=True, more=two.place))["days"]
    assert [row.is_new for row in more.rows] == [False, False, True]
    assert "Add another" not in page(3, Sheet(FULL))
    assert "Take this one away" not in page(3, Sheet(FULL))


def test_no_more_rows_are_offered_than_the_form_allows() -> None:
    days = WEEK.places["days"].item
    at_most = replace(WEEK, items=(replace(days, max_occurs=2),), raw={})
    field = on_screen(0, Sheet(FULL, sends=True, more=1), at_most)["days"]
    assert (len(field.rows), field.may_add) == (2, False)
    at_least = replace(WEEK, items=(replace(days, min_occurs=4),), raw={})
    assert len(on_screen(0, Sheet(FULL, sends=True), at_least)["days"].rows) == 4


def test_what_does_not_fit_is_said_at_its_field_and_listed_wherever_it_stands() -> None:
    given = {"days.0.day": ["Mo"], "a-pots": ["many"], "days.4.wet": ["maybe"]}
    with pytest.raises(AnswersRefused) as refused:
        check(WEEK, given, zone=UTC)
    sheet = Sheet(given=given, problems=refused.value.problems, sends=True)
    told = {
        one.name
        for n in (2, 3)
        for one in amiss(fields_of(WEEK, WEEK.screens[n], sheet))
    }
    assert told == {"a-pots", "days.4.wet"}
    text = page(2, sheet)
    assert 'value="many"' in text
    assert 'id="f6-a-pots-problem"' in text


def test_a_field_that_something_is_said_about_is_never_hidden() -> None:
    given = {"visitor-again": ["perhaps"]}
    with pytest.raises(AnswersRefused) as refused:
        check(WEEK, given, zone=UTC)
    sheet = Sheet(given=given, problems=refused.value.problems)
    assert not on_screen(0, sheet)["visitor-again"].off


@pytest.mark.parametrize("name", [*sorted(OURS), "=", "=go", "==x", "plain", "a.0.go"])
def test_a_question_may_be_called_what_we_call_our_own_fields(name: str) -> None:
    assert inner(outer(name)) == name
    assert outer(name) not in OURS
    guide = read({"linkId": name, "type": "string", "text": "Well"})
    text = page(0, Sheet(Answers({name: ("kept",)})), guide)
    assert check(guide, sent(text), zone=UTC).first(name) == "kept"


def test_what_a_person_put_away_belongs_to_our_own_questions_alone() -> None:
    option = {"valueCoding": {"system": SYSTEM, "code": "anger", "display": "anger"}}
    guide = read(
        {
            "linkId": "feelings",
            "type": "open-choice",
            "repeats": True,
            "answerOption": [option],
        }
    )
    sheet = Sheet(own={"feelings": ["saudade"]}, hidden={"feelings": {"anger"}})
    options = on_screen(0, sheet, guide)["feelings"].options
    assert [one.text for one in options] == ["anger"]


def test_a_name_of_ours_in_another_form_is_neither_filled_nor_styled() -> None:
    guide = read(
        {"linkId": "setting", "type": "string"},
        {
            "linkId": "said-something-new",
            "type": "boolean",
            "enableWhen": [
                {"question": "setting", "operator": "=", "answerString": "x"}
            ],
        },
    )
    field = on_screen(0, guide=guide)["said-something-new"]
    assert (field.styled, field.off) == ("", True)


@pytest.mark.parametrize(
    ("told", "said"),
    [("de", "de"), ("pt-BR", "pt-BR"), ("en-GB", ""), ("", ""), ('x" y', ""), (7, "")],
)
def test_a_language_is_said_if_it_is_one_and_another(told: object, said: str) -> None:
    assert language_of(read(language=told)) == said


def test_no_form_makes_a_page_with_a_script_or_style_in_it() -> None:
    hostile = '"><script>alert(1)</script><p style="color:red" onclick="x">'
    guide = read(
        {
            "linkId": hostile,
            "text": hostile,
            "prefix": hostile,
            "type": "choice",
            "answerOption": [{"valueString": hostile}],
        },
        {
            "linkId": "b",
            "type": "group",
            "text": hostile,
            "repeats": True,
            "item": [
                {
                    "linkId": "c",
                    "type": "string",
                    "enableWhen": [
                        {"question": hostile, "operator": "=", "answerString": hostile}
                    ],
                }
            ],
        },
    )
    text = page(0, Sheet(sends=True), guide)
    assert not Sending(text).carried & {"script", "style", "onclick"}
    assert {"fieldset", "data-when"} <= Sending(text).carried
