"""Every guide goes the whole road: begun, left, kept, read, found, carried."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest

from holdspace.core import guides
from holdspace.journal import flows
from holdspace.journal.flows import writing
from holdspace.library import shelf
from holdspace.library.facts import OPEN, facts_of
from holdspace.web.refusals import NotThere
from tests.rooms import people
from tests.rooms.people import LONDON, NOON

# These have an entrance of their own.
OWN_WAYS = {shelf.LATER, shelf.PAPER_TOTAL}
ALL = sorted({shelf.name_of(one) for one in shelf.every_version()} - OWN_WAYS)
OPEN_ONES = [name for name in ALL if facts_of(shelf.guide(name)).opened_by == OPEN]
CLOSED = [name for name in ALL if name not in OPEN_ONES]
# No word of ours contains it, so what is found is what was written.
HERON = "heronwort"


@pytest.fixture
def assigned(monkeypatch):
    """Every guide may be begun, as if it had been assigned."""
    monkeypatch.setattr(writing, "may_begin", lambda space, guide: True)


def answers_to(items, before=""):
    """Something for every question, and the texts by which it is read again."""
    given: dict[str, list[str]] = {}
    for item in items:
        name = f"{before}{item.link_id}"
        if item.is_rows:
            for row in (0, 1):
                given |= answers_to(item.items, f"{name}.{row}.")
        elif item.type == "group":
            given |= answers_to(item.items, before)
        elif item.is_question and item.link_id != "when":
            given[name] = sample(item, name)
    return given


def sample(item, name):
    if item.options:
        own = [f"{HERON} own"] if item.type == "open-choice" and item.repeats else []
        return [item.options[0].code, *own]
    if item.type in ("text", "string"):
        return [f"{HERON} {name.replace('.', ' ')}"]
    numbers = {"integer": str(item.maximum), "boolean": "yes"}
    moments = {"date": "2026-11-23", "time": "18:30", "dateTime": "2026-11-23T18:30"}
    return [{**numbers, **moments}[item.type]]


def fill(ana, draft, guide, screens):
    for place in screens:
        given = answers_to(guide.screens[place].items)
        people.write(ana, draft, screen=place, given=given)


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("name", ALL)
def test_a_guide_goes_the_whole_road(ana, assigned, name):
    guide = shelf.guide(name)
    draft = people.begin(ana, name)
    half = max(1, len(guide.screens) // 2)
    fill(ana, draft, guide, range(half))

    # Left half-way: it stands on Today, and every page shows what was written.
    assert guide.title in page(ana.client, "/today/") or name in shelf_titles()
    for number in range(1, len(guide.screens) + 1):
        shown = page(ana.client, people.address(draft, number))
        assert f"Page {number} of {len(guide.screens)}" in shown
        assert (HERON in shown) == (number <= half and asks_words(guide, number))

    fill(ana, draft, guide, range(half, len(guide.screens)))
    opened = flows.open_draft(ana.space, draft=draft, zone=LONDON)
    settled = guides.settle(guide, opened.answers)
    assert page(ana.client, f"/journal/end/{draft}/")
    kept = flows.keep(ana.space, draft=draft, zone=LONDON)

    # Read, with every answer in it.
    shown = page(ana.client, f"/journal/read/{kept}/")
    written = guides.words_of(guide, settled)
    assert written or name == shelf.CHECK_IN
    for text in written:
        assert text in shown
    assert len(re.findall("<d[td]", shown)) >= len(settled.without(("when",)).links)

    # On the timeline under its own name, and found by a word of it.
    listed = page(ana.client, "/timeline/")
    assert guide.title in listed or name in shelf_titles()
    found = ana.client.post("/search/", {"words": HERON}).content.decode()
    assert f"/journal/read/{kept}/" in found

    # Corrected, and carried into an empty space and out again.
    change = flows.begin_correction(ana.space, reflection=kept, zone=LONDON)
    fill(ana, change, guide, [0])
    assert flows.keep(ana.space, draft=change, zone=LONDON) == kept
    there = people.make("bea", zone="")
    tally = flows.import_bundle(there.space, [out(ana)], now=NOON)
    assert (tally.reflections, tally.whole) == (1, True)
    assert responses(out(there)) == responses(out(ana))
    assert flows.read(there.space, reflection=kept).answers == settled


def shelf_titles():
    """The guides that are called otherwise when they are looked back at."""
    own = (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN)
    return (*own, *shelf.CLOSER_LOOKS)


def asks_words(guide, number):
    asked = answers_to(guide.screens[number - 1].items)
    return any(HERON in one for values in asked.values() for one in values)


def out(someone):
    export = flows.begin_export(someone.space, zone=LONDON, now=NOON)
    return b"".join(export.bundle(now=NOON))


def responses(raw):
    found = (one["resource"] for one in json.loads(raw)["entry"])
    return [one for one in found if one["resourceType"] == "QuestionnaireResponse"]


@pytest.mark.parametrize("name", OPEN_ONES)
def test_an_open_guide_is_begun_from_its_page(ana, name):
    shown = page(ana.client, f"/guides/{shelf.code_of(shelf.guide(name))}/")
    assert f'name="guide" value="{name}"' in shown
    answer = ana.client.post("/begin/", {"guide": name})
    assert answer.status_code == 303
    assert re.fullmatch(r"/journal/write/[0-9a-f-]+/1/", answer["Location"])


@pytest.mark.parametrize("name", [*CLOSED, *sorted(OWN_WAYS), "never-a-guide"])
def test_what_is_not_assigned_is_not_there(ana, name):
    for code in (
        name,
        *(shelf.code_of(shelf.guide(one)) for one in ALL if one == name),
    ):
        assert ana.client.get(f"/guides/{code}/").status_code == 404
        assert ana.client.get(f"/guides/{code}/sheet/").status_code == 404
    assert ana.client.post("/begin/", {"guide": name}).status_code == 404
    with pytest.raises(NotThere):
        people.begin(ana, name)
    assert flows.list_drafts(ana.space) == ()


@pytest.mark.parametrize("alias", ["url", "canonical"])
def test_a_guide_is_begun_by_its_short_name_alone(ana, alias):
    guide = shelf.guide("grounding")
    with pytest.raises(NotThere):
        people.begin(ana, getattr(guide, alias))


@pytest.mark.parametrize("name", OPEN_ONES)
def test_only_what_was_always_followed_up_is_followed_up(ana, name):
    if name in (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN):
        return
    draft = people.begin(ana, name)
    flows.keep(ana.space, draft=draft, zone=LONDON)
    soon = NOON + timedelta(minutes=20)
    assert flows.due_follow_up(ana.space, now=soon) is None


def test_a_rating_asked_twice_is_read_side_by_side(ana):
    guide = shelf.guide("closer-look-short")
    assert guide.item("mood-one-strength-again") is None
    draft = people.begin(ana, "closer-look-middle")
    people.write(ana, draft, screen=1, given={"mood-one-strength": ["80"]})
    people.write(ana, draft, screen=4, given={"mood-one-strength-again": ["55"]})
    kept = flows.keep(ana.space, draft=draft, zone=LONDON)
    shown = page(ana.client, f"/journal/read/{kept}/")
    assert "80 before, 55 now (0 not there at all, 100 as strong" in shown
    assert "<h1>A closer look at a thought</h1>" in shown


def test_a_second_rating_alone_is_read_alone(ana):
    draft = people.begin(ana, "closer-look-middle")
    people.write(ana, draft, screen=4, given={"mood-one-strength-again": ["0"]})
    kept = flows.keep(ana.space, draft=draft, zone=LONDON)
    shown = page(ana.client, f"/journal/read/{kept}/")
    assert "before," not in shown
    assert "0 of 100" in shown


def test_rows_are_read_with_one_answer_or_several(ana):
    draft = people.begin(ana, "how-the-week-went")
    row = {"piece.1.day": ["monday"], "piece.1.piece-mood": ["6"]}
    people.write(ana, draft, given={"piece.0.did": [HERON], **row})
    kept = flows.keep(ana.space, draft=draft, zone=LONDON)
    shown = page(ana.client, f"/journal/read/{kept}/")
    assert f"<dd>{HERON}</dd>" in shown
    assert "<dd>Monday · Mood: 6 of 10</dd>" in shown


def test_a_guide_that_does_not_ask_when_is_listed_at_the_moment_it_was_begun(ana):
    assert shelf.guide("grounding").item("when") is None
    draft = people.begin(ana, "grounding")
    kept = flows.keep(ana.space, draft=draft, zone=LONDON)
    assert flows.read(ana.space, reflection=kept).when == NOON
    assert "Nothing else was written" in page(ana.client, f"/journal/read/{kept}/")
