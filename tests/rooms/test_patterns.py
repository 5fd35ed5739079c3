"""The page of patterns in a browser: of the diary that is kept, and of no other."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta

import pytest

from holdspace.journal import flows, store
from holdspace.journal.models import IndexPart, SealedRow
from holdspace.patterns import flows as patterns
from tests import episodes
from tests.rooms.people import NOON, shown

pytestmark = pytest.mark.django_db

LETTER, CHANCE = "/patterns/", "/patterns/chance/"
PATTERN = re.compile(r'name="pattern" value="([^"]+)"')
STRIP = re.compile(r'<svg class="plot strip".*?</svg>', re.DOTALL)
LARGE = re.compile(r"Of 500 shuffles, (\w+) showed")


def fill(someone, count=80, *, company=3.0):
    made = episodes.episodes(count, company=company)
    tally = flows.import_bundle(someone.space, [episodes.bundle(made)], now=NOON)
    assert tally.reflections == count


def let_go(someone, row):
    flows.let_go(someone.space, row=row, now=NOON)


def rows_of(someone):
    rows = SealedRow.objects.filter(person=someone.id)
    return list(rows.values_list("id", flat=True))


def ask(someone, pattern="3.company.partner", **more):
    return someone.client.post(CHANCE, {"pattern": pattern, **more})


def test_the_page_is_reached_from_every_page_of_a_space(ana):
    assert f'href="{LETTER}"' in shown(ana.client.get("/today/"))
    page = shown(ana.client.get(LETTER))
    assert f'href="{LETTER}" aria-current="page"' in page
    assert "nothing here yet" in page


def test_the_page_says_what_the_kept_diary_shows(ana):
    fill(ana)
    page = shown(ana.client.get(LETTER))
    for one in patterns.look_at_patterns(ana.space, now=NOON).statements:
        # The others are counts in tables, which the page's own tests look for.
        if one.shown and not one.id.endswith((".same", ".worse")):
            assert one.sentence[1:] in page, one.id
    assert "Your entries carry this" in page
    assert "What research says" in page


def test_a_space_that_is_locked_or_nobodys_shows_no_patterns(ana, visitor):
    fill(ana)
    locked = ana.locked_browser()
    for client in (locked, visitor):
        for answer in (client.get(LETTER), client.get(CHANCE), client.post(CHANCE)):
            assert answer.status_code in (303, 403)
            assert b"points of 10" not in answer.content


def test_letting_go_counts_at_once_and_so_does_taking_back(ana):
    fill(ana, 12)
    before = shown(ana.client.get(LETTER))
    for row in rows_of(ana):
        let_go(ana, row)
    assert "nothing here yet" in shown(ana.client.get(LETTER))
    for row in rows_of(ana):
        flows.take_back(ana.space, row=row, now=NOON + timedelta(minutes=1))
    opening = re.search(r"From [^<]+?\.", before)[0]
    assert opening in shown(ana.client.get(LETTER))


def test_what_cannot_be_opened_is_counted_and_the_rest_is_shown(ana):
    fill(ana, 12)
    (first, *_) = rows_of(ana)
    SealedRow.objects.filter(id=first).update(sealed=b"damaged")
    # The index remembers what it read before; where it is lost, the row has to tell.
    store.remove_index(ana.id)
    page = shown(ana.client.get(LETTER))
    assert "1 reflection cannot be opened" in page
    assert "From " in page
    assert flows.count_damaged(ana.space) == 1


def test_chance_is_asked_in_a_forms_body_and_again_with_other_shuffles(ana):
    fill(ana)
    first = ask(ana)
    assert first.status_code == 200
    text = shown(first)
    assert "with you" in text
    assert LARGE.search(text)
    again = re.search(r'name="seed" value="(\d+)"', text)[1]
    second = shown(ask(ana, seed=again))
    assert "Shuffled again: of 500 shuffles" in second
    assert STRIP.search(text)[0] != STRIP.search(second)[0]
    assert STRIP.search(text)[0] == STRIP.search(shown(ask(ana)))[0]
    assert f'action="{CHANCE}"' in text


def test_chance_often_makes_as_much_where_there_is_nothing(ana):
    fill(ana, company=0.0)
    counted = shown(ask(ana))
    assert "cannot tell yet" in counted
    assert LARGE.search(counted)[1] not in ("none", "one")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"pattern": "3.company.somebody-else"},
        {"pattern": "1.mood.90-minutes"},
        {"pattern": '5.feelings."' + "x" * 5000},
        {"pattern": "3.setting.home", "seed": "0"},
    ],
)
def test_what_cannot_be_shuffled_leads_back_to_the_letter(ana, sent):
    fill(ana, 12)
    answer = ana.client.post(CHANCE, sent)
    assert (answer.status_code, answer["Location"]) == (303, LETTER)


@pytest.mark.parametrize("seed", ["-1", "x", "٣", "9" * 5000, "0", "1.5"])
def test_an_odd_seed_is_the_first_one(ana, seed):
    fill(ana)
    odd = STRIP.search(shown(ask(ana, seed=seed)))
    assert odd[0] == STRIP.search(shown(ask(ana)))[0]


def test_an_address_of_chance_alone_leads_to_the_letter(ana):
    answer = ana.client.get(CHANCE)
    assert (answer.status_code, answer["Location"]) == (303, LETTER)


def test_every_pattern_of_the_page_can_be_asked_about(ana):
    fill(ana)
    found = PATTERN.findall(shown(ana.client.get(LETTER)))
    assert len(found) > 5
    for pattern in found:
        assert ask(ana, pattern).status_code == 200, pattern


def test_cleos_page_is_as_empty_as_before(ana, cleo):
    before = shown(cleo.client.get(LETTER))
    fill(ana)
    assert shown(cleo.client.get(LETTER)) == before
    assert ask(cleo)["Location"] == LETTER


def test_looking_writes_nothing_but_an_index_that_was_missing(ana):
    fill(ana, 12)
    ana.client.get(LETTER)
    before = list(IndexPart.objects.filter(person=ana.id).values_list("part", "sealed"))
    ana.client.get(LETTER)
    ask(ana)
    after = list(IndexPart.objects.filter(person=ana.id).values_list("part", "sealed"))
    assert before == after


def test_a_server_starts_without_numpy():
    program = (
        "import sys, django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "from holdspace.config.space import urls;"
        "print('numpy' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "src:."},
    )
    assert told.stdout.strip() == "False"
