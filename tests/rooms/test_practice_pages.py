"""A keeper's pages: forms brought in, looked at, published and retired."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from holdspace.accounts import flows as accounts
from holdspace.library import flows as library
from holdspace.library import shelf
from holdspace.library.models import Form
from holdspace.web import headers
from tests.rooms import people, sheets

SHELF = "/keeper/"


@pytest.fixture
def keeper(ana):
    accounts.add_keeper(sign_in="ana", now=people.NOON)
    return ana


def upload(client, raw, name="form.json"):
    return client.post(SHELF, {"file": SimpleUploadedFile(name, raw)})


def bring(client, **more):
    """Bring a form in, and give the address of its page."""
    answer = upload(client, sheets.written(**more))
    assert answer.status_code == 303, people.shown(answer)
    return answer["Location"].partition("?")[0]


def publish(client, page, licence=sheets.LICENCE, **more):
    return client.post(f"{page}publish/", {"licence": licence, **more})


def test_an_empty_shelf_says_so_and_you_leads_there(keeper):
    assert 'href="/keeper/"' in people.shown(keeper.client.get("/you/"))
    page = people.shown(keeper.client.get(SHELF))
    assert "Nothing was brought in yet" in page


def test_a_form_comes_in_is_looked_at_published_and_retired(keeper):
    page = bring(keeper.client)
    shown = people.shown(keeper.client.get(f"{page}?done=new"))
    assert "It was brought in, as a draft" in shown
    assert "2 questions, and all can be answered here" in shown
    assert publish(keeper.client, page)["Location"] == f"{page}?done=published"
    shown = people.shown(keeper.client.get(page))
    assert "to be handed out" in shown
    assert sheets.LICENCE in shown
    assert shelf.guide(sheets.CANONICAL).title == "An evening sheet"
    answer = keeper.client.post(f"{page}retire/")
    assert answer["Location"] == f"{page}?done=retired"
    shown = people.shown(keeper.client.get(SHELF))
    assert "Nobody begins these any more" in shown


def test_the_same_file_again_leads_to_what_is_there(keeper):
    page = bring(keeper.client)
    assert upload(keeper.client, sheets.written())["Location"] == f"{page}?done=there"
    assert Form.objects.count() == 1


def test_what_cannot_be_taken_is_told_with_the_reason(keeper):
    for raw, said in (
        (b"", "No file came with it"),
        (b"{}", "This file is not a FHIR Questionnaire"),
        (sheets.written(version="1 2"), "version has a space"),
    ):
        answer = upload(keeper.client, raw)
        assert answer.status_code == 422
        assert said in people.shown(answer)
        assert 'aria-invalid="true"' in people.shown(answer)
    bring(keeper.client)
    answer = upload(keeper.client, sheets.written(title="Changed"))
    assert "another content" in people.shown(answer)
    assert Form.objects.count() == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(keeper):
    answer = upload(keeper.client, b" " * (headers.MOST_FORM_BYTES + 1))
    assert answer.status_code == 413
    assert "up to 5 MB" in people.shown(answer)


def test_what_reading_showed_stands_there_before_publishing(keeper):
    lacking = {"linkId": "x", "type": "reference", "text": "Pick a record"}
    page = bring(
        keeper.client,
        url=None,
        status="nonsense",
        copyright="Some rights reserved",
        item=[*sheets.evening()["item"], lacking],
    )
    shown = people.shown(keeper.client.get(page))
    assert "1 of 3 questions cannot be answered here" in shown
    assert "Pick a record" in shown
    assert "The file has no url of its own" in shown
    assert "does not say whether it is in use" in shown
    assert "Some rights reserved" in shown


def test_it_is_seen_as_a_client_will_see_it_and_nothing_can_be_sent(keeper):
    page = bring(keeper.client)
    for part in ("whole/", "screen/1/", "screen/0/"):
        answer = keeper.client.get(page + part)
        shown = people.shown(answer)
        assert "Did you go for a walk?" in shown, part
        assert "<form" not in shown.partition("<main")[2].partition("</main")[0]
    assert keeper.client.get(f"{page}screen/2/").status_code == 404
    assert keeper.client.post(f"{page}whole/").status_code == 405


def test_the_whole_form_puts_nothing_away_and_its_screens_do(keeper):
    walk, *others = sheets.evening()["item"]
    rule = {"question": walk["linkId"], "operator": "=", "answerBoolean": True}
    hung = {"linkId": "hung", "type": "text", "text": "Where to?", "enableWhen": [rule]}
    page = bring(keeper.client, item=[walk, *others, hung])
    whole, screen = (
        people.shown(keeper.client.get(page + part)).partition("<main")[2]
        for part in ("whole/", "screen/1/")
    )
    put_away = re.compile(r'data-link="hung"[^>]* hidden')
    assert "Where to?" in whole
    assert not put_away.search(whole)
    assert put_away.search(screen)
    assert "data-preview" in screen


def test_publishing_without_a_line_keeps_what_was_ticked(keeper):
    page = bring(keeper.client)
    answer = publish(keeper.client, page, licence=" ", open="yes")
    shown = people.shown(answer)
    assert answer.status_code == 422
    assert "licence or leave this form may be used" in shown
    assert re.search(r'name="open" value="yes" checked', shown)


def test_it_goes_into_the_open_list_and_out_of_it(keeper):
    page = bring(keeper.client)
    publish(keeper.client, page, open="yes")
    assert "in the open list" in people.shown(keeper.client.get(page))
    keeper.client.post(f"{page}open/")
    kept = library.find(sheets.CANONICAL)
    assert not kept.is_open
    keeper.client.post(f"{page}open/", {"open": "yes"})
    assert library.find(sheets.CANONICAL).is_open


def test_which_measure_it_is_can_be_said(keeper):
    page = bring(keeper.client)
    keeper.client.post(f"{page}measure/", {"measure": " phq-9 "})
    assert library.find(sheets.CANONICAL).measure == "phq-9"
    shown = people.shown(keeper.client.get(page))
    assert 'value="phq-9" selected' in shown
    assert "Form and facts disagree, so nothing of it is counted" in shown
    answer = keeper.client.post(f"{page}measure/", {"measure": "No Code"})
    assert answer.status_code == 422
    assert library.find(sheets.CANONICAL).measure == "phq-9"


def test_what_comes_too_late_is_told_and_changes_nothing(keeper):
    page = bring(keeper.client)
    for path in ("retire/", "open/"):
        assert keeper.client.post(page + path).status_code == 422
    publish(keeper.client, page)
    for path in ("publish/", "remove/"):
        answer = keeper.client.post(page + path, {"licence": "x"})
        assert answer.status_code == 422
    assert library.find(sheets.CANONICAL).licence == sheets.LICENCE


def test_a_draft_is_removed(keeper):
    page = bring(keeper.client)
    assert keeper.client.post(f"{page}remove/")["Location"] == SHELF
    assert keeper.client.get(page).status_code == 404
    assert not Form.objects.exists()


def test_the_file_goes_out_as_it_came_and_opens_nowhere(keeper):
    raw = b"\xef\xbb\xbf" + sheets.written()
    page = upload(keeper.client, raw)["Location"].partition("?")[0]
    answer = keeper.client.get(f"{page}file/")
    assert answer.content == raw
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "evening" not in answer["Content-Disposition"]


def test_a_form_that_cannot_be_read_any_more_is_told_and_goes_out(keeper):
    page = bring(keeper.client)
    Form.objects.update(raw=b'{"resourceType":"Questionnaire","implicitRules":"x"}')
    for part in ("", "whole/", "screen/1/"):
        answer = keeper.client.get(page + part)
        assert answer.status_code == 409
        assert "cannot read it" in people.shown(answer)
    assert keeper.client.get(f"{page}file/").status_code == 200
    assert publish(keeper.client, page).status_code == 409


def test_no_address_or_title_tells_which_form_it_is(keeper):
    page = bring(keeper.client)
    for path in (SHELF, page, f"{page}whole/", f"{page}screen/1/"):
        answer = keeper.client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        (title,) = re.findall(r"<title>(.*?)</title>", people.shown(answer))
        assert title == "Shelf · Notes"
        assert "evening" not in path


def test_very_long_texts_are_cut_where_they_only_name(keeper):
    items = [
        {"linkId": f"x{n}", "type": "reference", "text": "Long " * 500}
        for n in range(150)
    ]
    ask = {"linkId": "a", "type": "string", "text": "One question"}
    page = bring(keeper.client, title="T" * 5000, item=[ask, *items])
    shown = people.shown(keeper.client.get(page))
    assert "150 of 151 questions" in shown
    assert "more of the kind" in shown
    assert len(shown) < 80_000


# --- Who is a keeper -------------------------------------------------------------


def test_whoever_joins_with_the_first_code_is_made_keeper_and_told(visitor, held):
    code = accounts.invite(first=True)
    given = {
        "sign_in": "ana",
        "password": people.PASSWORD,
        "of_age": "on",
        "zone": people.LONDON,
        "invitation": code,
    }
    visitor.post("/create/", given)
    assert accounts.list_keepers() == ["ana"]
    page = visitor.get("/code/").content.decode()
    shown = re.search(r'id="recovery-code">([^<]+)<', page)[1]
    visitor.post("/code/", {"code": shown})
    assert "You became a keeper" in people.shown(visitor.get("/you/trail/"))


@pytest.mark.parametrize("signup", ["open", "invited"])
def test_nobody_else_who_joins_is(visitor, settings, signup):
    settings.SIGNUP = signup
    given = {
        "sign_in": "ana",
        "password": people.PASSWORD,
        "of_age": "on",
        "zone": people.LONDON,
        "invitation": accounts.invite(first=False),
    }
    assert visitor.post("/create/", given).status_code in (302, 303)
    assert accounts.list_keepers() == []


def test_the_trail_tells_when_it_began_and_ended(keeper):
    accounts.remove_keeper(sign_in="ana", now=people.NOON)
    # What changes nothing leaves no line.
    assert not accounts.remove_keeper(sign_in="ana", now=people.NOON)
    trail = people.shown(keeper.client.get("/you/trail/"))
    assert trail.count("You became a keeper") == 1
    assert trail.count("You are no longer a keeper") == 1
    assert keeper.client.get(SHELF).status_code == 404
    assert SHELF not in people.shown(keeper.client.get("/you/"))
