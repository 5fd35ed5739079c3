"""How items of a guide become fields, without a page."""

import json
import re
from datetime import UTC, datetime
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
    asked,
    check,
    given_from,
    read_guide,
)
from holdspace.library import shelf
from holdspace.library.fields import Sheet, fields_of, with_needs_in_ledger
from holdspace.library.shapes import FieldPage

TEARS = shelf.guide(shelf.AFTER_TEARS)
CODES = "https://holdspace.org/codes/after-tears"
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 18, 30, 15, tzinfo=LONDON)


def code(value: str) -> Coding:
    return Coding(CODES, value)


def by_name(
    sheet: Sheet | None = None, *, screen: int = 0, guide: Guide = TEARS
) -> dict[str, FieldPage]:
    found = fields_of(guide, guide.screens[screen], sheet or Sheet())
    return {one.name: one for one in found}


def form_of(*items: dict[str, Any]) -> Guide:
    raw = {"resourceType": "Questionnaire", "status": "active", "item": list(items)}
    return read_guide(json.dumps(raw).encode())


def texts(field: FieldPage, *, checked: bool = False) -> list[str]:
    return [o.text for o in field.options if o.checked or not checked]


class Controls(HTMLParser):
    """Gathers what a form would send, as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name"), found.get("value") or ""
        if tag == "textarea":
            self.area = name or ""
            self.sent.setdefault(self.area, []).append("")
        if tag != "input" or not name:
            return
        if found.get("type") in {"radio", "checkbox"} and "checked" not in found:
            return
        self.sent.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.sent[self.area][-1] = data.removeprefix("\n")


def drawn(fields: tuple[FieldPage, ...]) -> str:
    return "".join(
        render_to_string("library/fields/field.html", {"field": one}) for one in fields
    )


def sent(fields: tuple[FieldPage, ...]) -> dict[str, list[str]]:
    controls = Controls()
    controls.feed(drawn(fields))
    return controls.sent


def test_each_kind_of_question_gets_its_field() -> None:
    kinds = {
        field.link_id: field.kind
        for screen in range(len(TEARS.screens))
        for field in by_name(screen=screen).values()
    }
    assert kinds["feelings"] == "chips"
    assert kinds["feelings-words"] == "text"
    assert kinds["recent-shock"] == "yes-no"
    assert kinds["mood-after"] == "scale"
    assert kinds["body-places"] == "body"
    assert kinds["clearer"] == "choice"
    assert kinds["when"] == "moment"
    assert kinds["minutes"] == "number"
    assert "support-ledger" not in kinds


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"type": "string"}, "line"),
        ({"type": "date"}, "date"),
        ({"type": "time"}, "line"),
        ({"type": "decimal"}, "number"),
        ({"type": "integer"}, "number"),
        ({"type": "dateTime", "repeats": True}, "line"),
        ({"type": "string", "answerOption": [{"valueString": "a"}]}, "choice"),
        ({"type": "open-choice"}, "choice"),
        ({"type": "quantity"}, "quantity"),
        ({"type": "url"}, "line"),
        ({"type": "attachment"}, "unsupported"),
        ({"type": "choice", "answerValueSet": "http://a.example/x"}, "unsupported"),
        ({"type": "display"}, "display"),
        ({"type": "string", "readOnly": True}, "fixed"),
        ({"type": "group", "item": [{"linkId": "b", "type": "text"}]}, "group"),
        (
            {
                "type": "group",
                "repeats": True,
                "item": [{"linkId": "b", "type": "text"}],
            },
            "rows",
        ),
    ],
)
def test_forms_from_elsewhere_get_a_field_for_everything(
    item: dict[str, Any], kind: str
) -> None:
    guide = form_of({"linkId": "a", "text": "Well", **item})
    (field,) = fields_of(guide, guide.screens[0], Sheet())
    assert field.kind == kind
    assert "Well" in drawn((field,))


def test_a_rating_of_a_hundred_is_a_slider_and_no_row_of_taps() -> None:
    ends = [
        {
            "url": f"http://hl7.org/fhir/StructureDefinition/{end}Value",
            "valueInteger": n,
        }
        for end, n in (("min", 0), ("max", 100))
    ]
    guide = form_of({"linkId": "a", "type": "integer", "extension": ends})
    assert by_name(guide=guide)["a"].kind == "slider"


def test_a_rating_has_eleven_taps_and_no_position_of_its_own() -> None:
    mood = by_name(screen=2)["mood-after"]
    assert texts(mood) == [str(step) for step in range(11)]
    assert not mood.answered
    assert (mood.low, mood.high) == ("0: very low", "10: very good")


def test_nought_and_no_are_shown_as_answers() -> None:
    answers = Answers({"mood-after": (0,), "recent-shock": (False,)})
    assert texts(by_name(Sheet(answers), screen=2)["mood-after"], checked=True) == ["0"]
    assert texts(by_name(Sheet(answers))["recent-shock"], checked=True) == ["no"]


def test_own_words_stand_among_the_options_and_hidden_ones_are_gone() -> None:
    sheet = Sheet(
        Answers({"feelings": (code("guilt"), "wistful")}),
        own={"feelings": ("saudade", "wistful")},
        hidden={"feelings": {"anger", "guilt"}},
    )
    feelings = by_name(sheet)["feelings"]
    assert texts(feelings, checked=True) == ["guilt", "wistful"]
    assert "anger" not in texts(feelings)
    assert texts(feelings)[-2:] == ["saudade", "wistful"]


def test_only_what_shuts_out_the_rest_is_marked_so() -> None:
    feelings = by_name()["feelings"]
    assert [o.value for o in feelings.options if o.exclusive] == ["cannot-tell"]


def test_after_a_shock_the_story_is_not_asked_and_a_quiet_moment_is_offered() -> None:
    shocked = Answers({"recent-shock": (True,)})
    for screen, words, quiet in (
        (1, "trigger-words", "settling-origin"),
        (3, "clearer-words", "settling-clearer"),
    ):
        assert words in by_name(screen=screen)
        assert quiet not in by_name(screen=screen)
        after = by_name(Sheet(shocked), screen=screen)
        assert words not in after
        assert after[quiet].settling


def test_words_under_a_question_switched_off_travel_with_the_form() -> None:
    answers = Answers({"recent-shock": (True,), "trigger-words": ("The\nphone.",)})
    fields = fields_of(TEARS, TEARS.screens[1], Sheet(answers))
    back = check(TEARS, sent(fields), zone=UTC, screen=TEARS.screens[1])
    about = asked(TEARS, TEARS.screens[1])
    assert answers.merged(back, about) == answers


def test_what_a_page_leaves_out_is_not_lost_either() -> None:
    later = shelf.guide(shelf.LATER)
    answers = Answers({"at": (code("90-minutes"),), "mood": (7,)})
    fields = fields_of(later, later.screens[0], Sheet(answers, leave_out={"at"}))
    assert "at" not in {field.name for field in fields if field.kind != "carried"}
    assert check(later, sent(fields), zone=UTC).codes("at") == ("90-minutes",)


def test_something_new_is_laid_out_because_the_setting_is_beside_it() -> None:
    assert "said-something-new" in by_name(screen=5)


def test_when_begins_with_now_in_the_persons_zone() -> None:
    when = by_name(Sheet(now=NOW, zone="Europe/London"), screen=5)["when"]
    assert (when.date, when.time, when.zone) == (
        "2026-11-23",
        "18:30",
        "Europe/London",
    )


def test_a_kept_moment_is_shown_in_the_persons_zone() -> None:
    kept = Answers({"when": ("2026-07-01T23:30:00Z",)})
    when = by_name(Sheet(kept, now=NOW), screen=5)["when"]
    assert (when.date, when.time) == ("2026-07-02", "00:30")
    assert when.instant == "2026-07-01T23:30:00Z"


def test_a_day_or_a_year_without_a_time_stays_as_it_is() -> None:
    day = by_name(Sheet(Answers({"when": ("2026-07-01",)}), now=NOW), screen=5)["when"]
    year = by_name(Sheet(Answers({"when": ("2019",)}), now=NOW), screen=5)["when"]
    assert (day.date, day.time, day.date_type) == ("2026-07-01", "", "date")
    assert (year.date, year.time, year.date_type) == ("2019", "", "text")
    assert not day.instant + year.instant


def test_a_form_that_comes_back_shows_exactly_what_was_typed() -> None:
    given = {
        "when.date": ["31.12."],
        "when.time": ["late"],
        "minutes": ["a few"],
        "setting": ["home"],
    }
    with pytest.raises(AnswersRefused) as refused:
        check(TEARS, given, zone=UTC, screen=TEARS.screens[5])
    problems = refused.value.problems
    sheet = Sheet(given=given, now=NOW, problems=problems)
    fields = fields_of(TEARS, TEARS.screens[5], sheet)
    back = sent(fields)
    assert {name: back[name] for name in given} == given
    named = {field.name: field for field in fields}
    assert named["when"].problems
    assert named["minutes"].problems
    assert not named["setting"].problems
    page = drawn((named["minutes"],))
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="f7-minutes-problem"' in page


def test_a_form_emptied_on_purpose_is_not_filled_with_now() -> None:
    when = by_name(Sheet(given={}, now=NOW), screen=5)["when"]
    assert (when.date, when.time) == ("", "")


def test_needs_get_a_line_in_the_ledger_once() -> None:
    answers = Answers({"needs": (code("rest"), "a walk", code("none"))})
    once = with_needs_in_ledger(answers)
    assert [row.first("need") for row in once.rows("support-ledger")] == [
        code("rest"),
        "a walk",
    ]
    assert with_needs_in_ledger(once) == once
    assert with_needs_in_ledger(Answers()) == Answers()


def test_a_need_taken_away_leaves_a_line_only_where_something_was_said() -> None:
    silent = Answers({"need": (code("rest"),)})
    said = Answers({"need": (code("quiet"),), "came": (False,)})
    answers = Answers(rows={"support-ledger": (silent, said)})
    assert with_needs_in_ledger(answers).rows("support-ledger") == (said,)


def test_the_ledger_goes_there_and_back() -> None:
    row = Answers({"need": (code("rest"),), "asked": (False,), "helped": (code("no"),)})
    answers = with_needs_in_ledger(
        Answers(
            {"needs": (code("rest"), code("quiet"))}, rows={"support-ledger": (row,)}
        )
    )
    fields = fields_of(TEARS, TEARS.screens[4], Sheet(answers))
    ledger = fields[-1]
    assert [one.label for one in ledger.rows] == ["rest", "quiet"]
    assert check(TEARS, sent(fields), zone=UTC, screen=TEARS.screens[4]) == answers


def test_rows_end_with_an_empty_one_and_carry_what_they_do_not_show() -> None:
    hidden = [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden",
            "valueBoolean": True,
        }
    ]
    guide = form_of(
        {
            "linkId": "days",
            "type": "group",
            "repeats": True,
            "item": [
                {"linkId": "note", "type": "string"},
                {"linkId": "mark", "type": "string", "extension": hidden},
                {
                    "linkId": "inner",
                    "type": "group",
                    "item": [{"linkId": "fixed", "type": "string", "readOnly": True}],
                },
            ],
        }
    )
    one = Answers({"note": ("a",), "mark": ("b",), "fixed": ("c",)})
    answers = Answers(rows={"days": (one,)})
    fields = fields_of(guide, guide.screens[0], Sheet(answers))
    assert len(fields[0].rows) == 2
    assert check(guide, sent(fields), zone=UTC) == answers


def test_a_line_that_may_be_given_again_has_room_for_one_more() -> None:
    guide = form_of({"linkId": "a", "type": "string", "repeats": True})
    sheet = Sheet(Answers({"a": ("one", "two")}))
    (field,) = fields_of(guide, guide.screens[0], sheet)
    assert [one.value for one in field.inputs] == ["one", "two", ""]
    assert len({one.id for one in field.inputs}) == 3


def test_strange_link_ids_make_safe_and_different_ids() -> None:
    names = ["a b", "a.b", "a_b", "a/b", 'a"b', "ä", "a", "a-own", "a-0"]
    asked = ({"linkId": name, "type": "open-choice"} for name in names)
    guide = form_of(*asked)
    sheet = Sheet(own={"a": ["word"]})
    fields = fields_of(guide, guide.screens[0], sheet)
    ids = [field.id for field in fields]
    on_the_page = re.findall(r' id="(.*?)"', drawn(fields))
    assert len(set(on_the_page)) == len(on_the_page) > len(ids)
    assert len(set(ids)) == len(names)
    assert all(one.replace("-", "").replace("_", "").isalnum() for one in ids)
    assert all(one.isascii() for one in ids)


def test_every_screen_goes_there_and_back_through_the_page() -> None:
    full = Answers(
        {
            "feelings": (code("sadness"), "wistful"),
            "feelings-words": ("\n <b>Under</b> & over\nnight",),
            "recent-shock": (False,),
            "trigger": (code("loss"),),
            "trigger-words": ("The house.",),
            "mood-after": (0,),
            "tension-after": (10,),
            "body-places": (code("chest"), code("whole-body")),
            "body-sensations": (code("tight"), "like rain"),
            "clearer": (code("a-little"),),
            "needs": (code("rest"),),
            "when": ("2026-11-23T18:30:00+00:00",),
            "minutes": (15,),
            "setting": (code("in-session"),),
            "said-something-new": (True,),
            "company": (code("therapist"),),
            "kinds": (code("grief"), code("relief")),
            "mood-before": (2,),
        }
    )
    for screen in TEARS.screens:
        fields = fields_of(TEARS, screen, Sheet(full, now=NOW))
        back = check(TEARS, sent(fields), zone=LONDON, screen=screen)
        assert given_from(TEARS, back) == given_from(
            TEARS, full.only(asked(TEARS, screen))
        )


def test_without_a_moment_at_hand_everything_is_in_one_plain_zone() -> None:
    kept = Answers({"when": ("2026-07-01T23:30:00+01:00",)})
    when = by_name(Sheet(kept, zone="Europe/London"), screen=5)["when"]
    assert (when.time, when.zone) == ("22:30", "UTC")


def test_two_forms_on_one_page_share_no_id() -> None:
    one, other = (by_name(Sheet(apart=apart))["feelings"] for apart in ("a", "b"))
    assert one.name == other.name
    assert one.id != other.id
    assert not {o.id for o in one.options} & {o.id for o in other.options}


def test_places_on_the_drawing_are_the_boxes_of_the_list() -> None:
    body = by_name(screen=2)["body-places"]
    ids = {option.value: option.id for option in body.options}
    spots = {spot.at: spot.id for spot in body.spots}
    assert spots["chest"] == ids["chest"]
    assert spots["arm-one"] == spots["arm-other"] == ids["arms"]
    assert {ids["whole-body"], ids["numb"]}.isdisjoint(spots.values())
    assert [spot.at for spot in body.spots if spot.behind] == ["back"]
    page = drawn((body,))
    assert page.count(f'for="{ids["chest"]}"') == 2
