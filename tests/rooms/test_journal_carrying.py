"""Taking everything along and bringing it in again: the flows."""

from __future__ import annotations

import json
import tracemalloc
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from holdspace.accounts import flows as accounts
from holdspace.accounts.flows import profiles
from holdspace.core import guides
from holdspace.core.guides import Answers, NotABundle, plain
from holdspace.journal import flows, pages, rows
from holdspace.journal.carried import Refused
from holdspace.journal.flows.slips import add_slip
from holdspace.journal.models import Leaving, SealedRow, Slip
from holdspace.journal.slips import Rating
from holdspace.library import shelf
from tests.rooms import people
from tests.rooms.people import LONDON, NOON

LATER = NOON + timedelta(days=1)


def carried(someone, now=NOON):
    """What is exported, decoded, and the export with its figures."""
    export = flows.begin_export(someone.space, zone=LONDON, now=NOON)
    raw = b"".join(export.bundle(now=now))
    return json.loads(raw), raw, export


def bring(someone, raw, now=LATER):
    """Bring a file in, in small pieces."""
    pieces = [raw[i : i + 1000] for i in range(0, len(raw), 1000)]
    return flows.import_bundle(someone.space, pieces, now=now)


def responses(bundle):
    found = (one["resource"] for one in bundle["entry"])
    return [one for one in found if one["resourceType"] == "QuestionnaireResponse"]


def live(someone):
    """A small life: kept, added to, corrected, declined, left open, own words."""
    first = people.keep(someone, mood=2, words="The heron at the weir")
    given = {"at": ["20-minutes"], "mood": ["6"]}
    flows.follow_up(someone.space, reflection=first, given=given, now=NOON, zone=LONDON)
    flows.decline_follow_up(someone.space, reflection=first, code="next-day")
    tears = people.begin(someone)
    own = {"feelings": ["sadness"], "feelings+own": ["weir-blue"]}
    people.write(someone, tears, given={**own, "feelings-words": ["So much rain"]})
    flows.keep(someone.space, draft=tears, zone=LONDON)
    people.begin(someone, shelf.HELD_BACK_TEARS)
    correction = flows.begin_correction(someone.space, reflection=tears, zone=LONDON)
    people.write(someone, correction, given={"feelings-words": ["Less rain"]})
    flows.begin_addition(someone.space, reflection=first, now=NOON, zone=LONDON)
    accounts.rename(someone.space, name="Ana B.", zone=LONDON)
    flows.change_words(
        someone.space, question="feelings", added=["weir-blue"], hidden=["shame"]
    )
    return first, tears, correction


def without_time(bundle):
    return {**bundle, "timestamp": ""}


def test_what_goes_out_comes_in_elsewhere_and_goes_out_the_same(ana):
    live(ana)
    before, raw, export = carried(ana)
    assert export.whole
    fresh = people.make("fresh", zone="")
    tally = bring(fresh, raw)
    assert (tally.reflections, tally.drafts, tally.later) == (2, 3, 1)
    assert tally.whole
    assert tally.told
    after, _, _ = carried(fresh, now=LATER)
    assert without_time(after) == without_time(before)
    assert accounts.get_profile(fresh.space) == accounts.get_profile(ana.space)


def test_what_was_brought_in_is_read_corrected_and_kept_like_anything_else(ana):
    first, tears, correction = live(ana)
    _, raw, _ = carried(ana)
    fresh = people.make("fresh", zone="")
    bring(fresh, raw)
    found = flows.read(fresh.space, reflection=first)
    assert found.answers.first("words") == "The heron at the weir"
    assert [one.first("mood") for _, one in found.later] == [6]
    assert found.document.declined == ("next-day",)
    assert found.when == flows.read(ana.space, reflection=first).when
    kept = flows.keep(fresh.space, draft=correction, zone=LONDON)
    assert kept == tears
    again = flows.read(fresh.space, reflection=tears)
    assert again.answers.first("feelings-words") == "Less rain"


def test_a_correction_of_what_differs_here_asks_before_it_takes_its_place(ana):
    _, tears, correction = live(ana)
    _, raw, _ = carried(ana)
    other = people.make("other")
    part = json.loads(raw)
    for one in responses(part):
        if one["id"] == str(tears):
            one["status"] = "amended"
    bring(other, json.dumps(part).encode())
    draft = flows.open_draft(other.space, draft=correction, zone=LONDON)
    flows.let_go(other.space, row=correction, now=NOON - timedelta(days=2))
    tally = bring(other, raw, now=NOON)
    assert draft.draft.base == 1
    assert (tally.drafts, tally.different) == (1, 1)
    with pytest.raises(flows.ChangedMeanwhile):
        flows.keep(other.space, draft=correction, zone=LONDON)


def test_twice_changes_nothing(ana):
    live(ana)
    before, raw, _ = carried(ana)
    stored = set(SealedRow.objects.values_list("id", "sealed"))
    tally = bring(ana, raw)
    assert (tally.reflections, tally.drafts, tally.later) == (0, 0, 0)
    assert tally.same == 6
    assert tally.whole
    assert not tally.told
    assert set(SealedRow.objects.values_list("id", "sealed")) == stored
    assert without_time(carried(ana)[0]) == without_time(before)


def test_the_same_entry_twice_in_one_file_comes_once(ana, cleo):
    people.keep(ana, words="Once")
    bundle, _, _ = carried(ana)
    bundle["entry"] += bundle["entry"]
    tally = bring(cleo, json.dumps(bundle).encode())
    assert (tally.reflections, tally.same) == (1, 1)
    assert tally.whole


def test_what_is_partly_here_is_filled_up_and_what_differs_stays(ana, cleo):
    first = people.keep(ana, words="First")
    second = people.keep(ana, words="Second")
    _, raw, _ = carried(ana)
    bring(cleo, raw)
    given = {"at": ["20-minutes"], "mood": ["6"]}
    flows.follow_up(ana.space, reflection=first, given=given, now=NOON, zone=LONDON)
    third = people.keep(ana, words="Third")
    correction = flows.begin_correction(ana.space, reflection=second, zone=LONDON)
    people.write(ana, correction, given={"words": ["Second, otherwise"]})
    flows.keep(ana.space, draft=correction, zone=LONDON)
    tally = bring(cleo, carried(ana)[1])
    assert (tally.reflections, tally.later) == (1, 1)
    assert (tally.same, tally.different) == (1, 1)
    assert not tally.whole
    assert flows.read(cleo.space, reflection=third)
    assert len(flows.read(cleo.space, reflection=first).later) == 1
    here = flows.read(cleo.space, reflection=second)
    assert here.answers.first("words") == "Second"
    assert any("stayed as it was" in one for one in pages.imported(tally))


def test_one_damaged_row_stops_nothing_and_is_told(ana, cleo):
    kept = [people.keep(ana, words=f"Number {n}") for n in range(5)]
    SealedRow.objects.filter(id=kept[2]).update(sealed=b"noise" * 1000)
    bundle, raw, export = carried(ana)
    assert export.lacks.left_out == 1
    assert not export.whole
    assert len(responses(bundle)) == 4
    told = bundle["entry"][-1]["resource"]
    assert told["resourceType"] == "OperationOutcome"
    assert told["issue"][0]["severity"] == "error"
    assert "1 that could not be opened" in json.dumps(told)
    assert bring(cleo, raw).reflections == 4


def test_a_damaged_row_here_is_not_overwritten_by_a_file(ana):
    kept = people.keep(ana, words="Whole")
    _, raw, _ = carried(ana)
    SealedRow.objects.filter(id=kept).update(sealed=b"noise" * 1000)
    tally = bring(ana, raw)
    assert tally.refused == {Refused.DAMAGED: 1}
    assert bytes(SealedRow.objects.get(id=kept).sealed) == b"noise" * 1000


def test_what_was_let_go_of_stays_so_for_ten_minutes_and_comes_back_after(ana):
    kept = people.keep(ana, words="Gone and back")
    _, raw, _ = carried(ana)
    flows.let_go(ana.space, row=kept, now=NOON)
    tally = bring(ana, raw, now=NOON + timedelta(minutes=5))
    assert (tally.leaving, tally.reflections) == (1, 0)
    tally = bring(ana, raw, now=NOON + timedelta(minutes=11))
    assert (tally.leaving, tally.reflections) == (0, 1)
    # The note that it was to be overwritten is gone with what it was about.
    assert not Leaving.objects.exists()
    assert flows.sweep(NOON + timedelta(hours=1)) == 0
    assert flows.read(ana.space, reflection=kept)


def test_later_answers_find_their_reflection_in_whatever_order(ana, cleo):
    first, _, _ = live(ana)
    bundle, _, _ = carried(ana)
    bundle["entry"].reverse()
    tally = bring(cleo, json.dumps(bundle).encode())
    assert (tally.reflections, tally.drafts, tally.later) == (2, 3, 1)
    assert tally.whole
    assert len(flows.read(cleo.space, reflection=first).later) == 1


def test_later_answers_without_their_reflection_are_told(ana, cleo):
    first, _, _ = live(ana)
    bundle, _, _ = carried(ana)
    bundle["entry"] = [
        one for one in bundle["entry"] if one["resource"].get("id") != str(first)
    ]
    tally = bring(cleo, json.dumps(bundle).encode())
    assert tally.refused == {Refused.NOTHING_TO_FOLLOW: 1}
    assert tally.reflections == 1


def _rate_locked(someone, at, **given):
    chosen = {name: [str(value)] for name, value in given.items()}
    flows.rate_locked(person=someone.id, page=uuid4(), given=chosen, now=at)


def test_a_rating_that_waited_is_in_what_goes_out_straight_after_unlocking(ana, cleo):
    kept = people.keep(ana, shelf.AFTER_TEARS)
    _rate_locked(ana, NOON + timedelta(minutes=20), mood=6)
    _, raw, export = carried(ana, now=LATER)
    assert export.whole
    assert not Slip.objects.exists()
    assert bring(cleo, raw).later == 1
    ((_, later),) = flows.read(cleo.space, reflection=kept).later
    assert later.first("mood") == 6
    assert later.codes("at") == ("20-minutes",)


def test_a_rating_that_goes_on_waiting_is_told_in_what_goes_out(ana):
    people.begin(ana)
    _rate_locked(ana, NOON + timedelta(minutes=20), mood=6)
    bundle, _, export = carried(ana)
    assert export.lacks.waiting == 1
    assert not export.whole
    outcome = bundle["entry"][-1]["resource"]["issue"]
    assert {one["severity"] for one in outcome} == {"error"}
    assert "Not in it: 1 of the ratings" in json.dumps(outcome)
    assert "Not in it yet: 1 later rating." in markdown_of(ana)
    assert Slip.objects.count() == 1


def test_a_rating_of_what_may_still_be_taken_back_waits_and_is_told(ana):
    kept = people.keep(ana, shelf.AFTER_TEARS)
    rating = Rating(NOON.isoformat(), {"mood": ["6"]}, reflection=kept)
    add_slip(ana.id, uuid4(), rating, most=1)
    flows.let_go(ana.space, row=kept, now=NOON)
    _, _, export = carried(ana)
    assert export.lacks.waiting == 1
    flows.take_back(ana.space, row=kept, now=NOON)
    _, _, export = carried(ana)
    assert export.whole


def test_what_came_in_locked_and_does_not_open_is_told_in_what_goes_out(ana):
    _rate_locked(ana, NOON, mood=6)
    Slip.objects.update(sealed=b"noise" * 100)
    bundle, _, export = carried(ana)
    assert export.lacks.lost == 1
    assert "Not in it: 1 that came in" in json.dumps(bundle["entry"][-1])


def test_that_no_mail_is_wanted_about_one_comes_along(ana, cleo):
    quiet, other = people.keep(ana), people.keep(ana)
    flows.set_quiet(ana.space, reflection=quiet, quiet=True)
    before, raw, _ = carried(ana)
    bring(cleo, raw)
    assert flows.read(cleo.space, reflection=quiet).document.quiet
    assert not flows.read(cleo.space, reflection=other).document.quiet
    assert without_time(carried(cleo)[0])["entry"][1:] == before["entry"][1:]


def test_two_texts_that_wait_for_a_decision_come_along(ana, cleo):
    draft = people.begin(ana, shelf.CHECK_IN)
    people.write(ana, draft, given={"words": ["The first text"]}, seen=0)
    people.write(ana, draft, given={"words": ["The second text"]}, seen=0)
    _, raw, _ = carried(ana)
    bring(cleo, raw)
    found = flows.open_draft(cleo.space, draft=draft, zone=LONDON)
    assert found.answers.first("words") == "The first text"
    assert [one.given for one in found.draft.others] == [{"words": ["The second text"]}]
    page = cleo.client.get(f"/journal/both/{draft}/")
    assert "The second text" in people.shown(page)


def test_what_came_in_while_it_was_locked_is_filed_and_carried_with_its_mark(ana, cleo):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on_new_page(ana, draft)
    sent = {"token": token, "words": "Typed while locked", "mood": "3"}
    ana.locked_browser().post(people.address(draft), sent)
    _, raw, _ = carried(ana)
    bring(cleo, raw)
    found = flows.open_draft(cleo.space, draft=draft, zone=LONDON)
    assert found.answers.first("words") == "Typed while locked"
    assert found.draft.locked
    flows.keep(cleo.space, draft=draft, zone=LONDON)
    again = people.make("again", zone="")
    bring(again, carried(cleo)[1])
    assert flows.read(again.space, reflection=draft).document.locked


# --- What others may have written ------------------------------------------------


def response(**more):
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(uuid4()),
        "questionnaire": shelf.guide(shelf.CHECK_IN).canonical,
        "status": "completed",
        "authored": "2026-11-23T12:00:00Z",
        **more,
    }


def item(link, **answer):
    return {"linkId": link, "answer": [answer]}


def words(text, **more):
    screen = shelf.guide(shelf.CHECK_IN).screens[0].link_id
    inner = [{**item("words", valueString=text), **more}]
    return [{"linkId": screen, "item": inner}] if screen else inner


def bundle_of(*resources, **more):
    entries = [{"resource": one} for one in resources]
    found = {"resourceType": "Bundle", "type": "collection", "entry": entries, **more}
    return json.dumps(found).encode()


def test_an_id_that_is_no_plain_uuid_leads_to_the_same_row_every_time(ana):
    for ident in ("entry-7", str(UUID(int=7)), "0b0a7d0e-7a3f-11ef-8f3c-0242ac120002"):
        raw = bundle_of(response(id=ident, item=words("Theirs")))
        assert bring(ana, raw).reflections == 1
        assert bring(ana, raw).same == 1
        (entry,) = flows.list_entries(ana.space, kind=flows.REFLECTION)
        # What stands in clear tells no moment and no machine.
        assert entry.row.version == 5
        found = flows.read(ana.space, reflection=entry.row)
        kept = guides.unpack(bytes(found.document.response))
        assert kept.ident == entry.row
        assert kept.raw["identifier"] == {"value": ident}
        again = carried(ana)[1]
        assert bring(ana, again).same == 1
        flows.let_go(ana.space, row=entry.row, now=NOON - timedelta(hours=1))
        flows.come_back(ana.space, now=NOON)


def test_without_any_id_the_text_itself_tells_whether_it_came_before(ana):
    one = response(item=words("Nameless"))
    del one["id"]
    assert bring(ana, bundle_of(one)).reflections == 1
    assert bring(ana, bundle_of(one)).same == 1


def test_digits_and_extensions_that_are_not_known_here_survive(ana):
    more = {"url": "https://example.org/x", "valueDecimal": 0}
    one = response(item=words("Kept", extension=[more]))
    raw = bundle_of(one).replace(b'"valueDecimal": 0', b'"valueDecimal": 1.500')
    assert bring(ana, raw).reflections == 1
    again = carried(ana)[1]
    assert b'"valueDecimal":1.500' in again
    assert bring(ana, again).same == 1


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (response(questionnaire="https://example.org/g|1"), Refused.UNKNOWN_GUIDE),
        (response(questionnaire="check-in"), Refused.UNKNOWN_GUIDE),
        (
            response(questionnaire="https://holdspace.org/guides/check-in|99.0.0"),
            Refused.UNKNOWN_GUIDE,
        ),
        (response(item=[item("mood", valueInteger=99)]), Refused.DOES_NOT_FIT),
        (response(item=words("x" * 100_001)), Refused.DOES_NOT_FIT),
        (response(item=[item("nowhere", valueString="x")]), Refused.DOES_NOT_FIT),
        (response(modifierExtension=[{"url": "x"}]), Refused.DOES_NOT_FIT),
        (response(authored="2026"), Refused.NO_MOMENT),
        (response(authored="2026-11-23"), Refused.NO_MOMENT),
        (response(authored="0001-01-01T00:00:00Z"), Refused.NO_MOMENT),
        (response(authored=None), Refused.NO_MOMENT),
        (response(authored="yesterday"), Refused.UNREADABLE),
        (response(status="entered-in-error"), Refused.NOT_FINISHED),
        (response(status="stopped"), Refused.NOT_FINISHED),
        (response(status=7), Refused.UNREADABLE),
        (response(item="x"), Refused.UNREADABLE),
        (response(item=[{"linkId": "a", "answer": [7]}]), Refused.UNREADABLE),
        (response(item=words("\ud800")), Refused.UNREADABLE),
        (response(id="\ud800"), Refused.UNREADABLE),
        ({"resourceType": "Patient"}, Refused.NOT_A_REFLECTION),
        ({}, Refused.NOT_A_REFLECTION),
    ],
)
def test_what_does_not_fit_is_told_and_never_loses_the_rest(ana, found, why):
    good = response(item=words("Good"))
    tally = bring(ana, bundle_of(found, good))
    assert tally.refused == {why: 1}
    assert tally.reflections == 1
    assert ana.client.get("/timeline/").status_code == 200
    assert ana.client.get(f"/journal/read/{good['id']}/").status_code == 200
    told = " ".join(pages.imported(tally))
    assert why.value in told
    assert "Good" not in told


def test_an_entry_cannot_take_the_place_of_what_the_person_told(ana):
    raw = bundle_of(response(id=str(ana.id), item=words("Instead of them")))
    before = accounts.get_profile(ana.space)
    assert bring(ana, raw).refused == {Refused.UNREADABLE: 1}
    assert accounts.get_profile(ana.space) == before


def test_whose_file_it_was_makes_no_difference_to_whose_it_becomes(ana, cleo):
    kept = people.keep(ana, words="Ana's")
    bring(cleo, carried(ana)[1])
    assert SealedRow.objects.filter(id=kept).count() == 2
    assert flows.read(cleo.space, reflection=kept).answers.first("words") == "Ana's"
    flows.let_go(cleo.space, row=kept, now=NOON)
    assert flows.read(ana.space, reflection=kept)


def test_what_is_told_here_already_is_not_told_anew(ana):
    told = guides.told_resource(
        guides.Told(
            name="Somebody else",
            zone="Asia/Tokyo",
            added=(("feelings", "new"), ("feelings", "x" * 61), ("mood", "no")),
            hidden=(("feelings", "joy"),),
        )
    )
    accounts.rename(ana.space, name="Ana", zone=LONDON)
    flows.change_words(ana.space, question="feelings", added=["old"], hidden=["shame"])
    assert bring(ana, bundle_of(json.loads(told))).told
    profile = accounts.get_profile(ana.space)
    assert (profile.name, profile.zone) == ("Ana", LONDON)
    assert profile.words_added == {"feelings": ("old", "new")}
    assert profile.words_hidden == {"feelings": ("shame",)}


def test_kept_patterns_are_carried_and_joined(ana, cleo):
    mine = accounts.KeptPattern('3.company."Mo', "more", "Higher with Mo, 4 of 6.")
    also = accounts.KeptPattern("4.rate", "counted", "About two a week.")
    other = accounts.KeptPattern("4.rate", "counted", "About five a week.")
    for someone, kept in ((ana, (mine, also)), (cleo, (other,))):
        accounts.change_profile(
            someone.space, lambda one, kept=kept: accounts.with_patterns(one, kept)
        )
    raw = carried(ana)[1]
    assert b"Higher with Mo, 4 of 6." in raw
    assert bring(cleo, raw).told
    assert accounts.get_profile(cleo.space).patterns == (other, mine)
    assert not bring(cleo, raw).told


def test_of_a_strangers_patterns_only_what_fits_is_taken_in(ana):
    long = "x" * (profiles.LONGEST_PATTERN + 1)
    many = tuple((f"3.{n}", "more", "So.") for n in range(100))
    told = guides.told_resource(
        guides.Told(patterns=(("4.rate", "counted", long), ("", "", "None"), *many))
    )
    assert bring(ana, bundle_of(json.loads(told))).told
    kept = accounts.get_profile(ana.space).patterns
    assert len(kept) == profiles.MOST_PATTERNS
    assert {one.sentence for one in kept} == {"So."}


# --- Files that are none ---------------------------------------------------------

NONE = [
    b"",
    b" ",
    b"null",
    b"[]",
    b"{}",
    b'"Bundle"',
    b"PK\x03\x04" + bytes(200),
    b"\x1f\x8b" + bytes(200),
    b"\xff\xfe{\x00",
    b"<html><body>Bundle</body></html>",
    b'{"resourceType":"Bundle"}',
    b'{"resourceType":"Bundle","type":"history","entry":[]}',
    b'{"resourceType":"Patient","type":"collection"}',
    b'{"type":"collection","entry":[],"resourceType":["Bundle"]}',
    b'{"resourceType":"Bundle","type":"collection"} more',
    b'{"resourceType":"Bundle","type":"collection",}',
    b'{"resourceType":"Bundle","type":"collection","entry":{}}',
    b'{"resourceType":"Bundle","type":"collection","entry":[,]}',
    b'{"resourceType":"Bundle","type":"collection","entry":[NaN]}',
    b'{"resourceType":"Bundle","type":"collection","entry":[1e' + b"9" * 30 + b"]}",
    b'{"resourceType":"Bundle","type":"collection","entry":[' + b"9" * 5000 + b"]}",
    b'{"resourceType":"Bundle","type":"collection","entry":' + b"[" * 200_000,
    b'{"entry":[' + b'{"a":' * 200_000,
    b'{"resourceType":"Bundle","type":"collection","entry":["' + b"x" * 6_000_000,
    b'{"resourceType":"Bundle","type":"collection","entry":["'
    + b"x" * 6_000_000
    + b'"]}',
    b"[" * 200_000,
    b'{"' + b"k" * 6_000_000,
]


@pytest.mark.parametrize("raw", NONE, ids=range(len(NONE)))
def test_a_file_that_is_none_is_refused_and_changes_nothing(ana, raw):
    with pytest.raises(NotABundle) as refusal:
        bring(ana, raw)
    assert str(refusal.value) == ""
    assert not SealedRow.objects.exists()


def test_a_file_that_breaks_off_is_taken_in_up_to_there_and_said(ana, cleo):
    for number in range(5):
        people.keep(ana, words=f"Number {number}")
    _, raw, _ = carried(ana)
    place = [i for i in range(len(raw)) if raw.startswith(b'{"fullUrl"', i)][4]
    tally = bring(cleo, raw[: place + 100])
    assert tally.cut
    assert not tally.whole
    assert 0 < tally.reflections < 5
    assert "read to its end" in " ".join(pages.imported(tally))
    assert bring(cleo, raw).reflections == 5 - tally.reflections


def _imports_in_trail(someone):
    lines = accounts.read_trail(someone.space).lines
    return [one.what for one in lines].count("imported")


def test_an_import_that_ends_early_is_in_the_trail_once(ana, cleo):
    for number in range(3):
        people.keep(ana, words=f"Number {number}")
    _, raw, _ = carried(ana)

    def gone(_tally):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        flows.import_bundle(cleo.space, [raw], now=LATER, tell=gone)
    assert len(flows.list_entries(cleo.space, kind=flows.REFLECTION)) == 3
    assert _imports_in_trail(cleo) == 1
    bring(cleo, raw)
    assert _imports_in_trail(cleo) == 2


def test_an_import_of_several_batches_is_in_the_trail_once(ana):
    flows.import_bundle(ana.space, _many(401), now=NOON)
    assert _imports_in_trail(ana) == 1


def test_it_is_read_however_it_is_written(ana, cleo):
    live(ana)
    bundle, _, _ = carried(ana)
    for n, raw in enumerate(
        (
            json.dumps(bundle, indent=4).encode(),
            json.dumps(bundle, sort_keys=True, ensure_ascii=True).encode(),
            b"\xef\xbb\xbf" + json.dumps(bundle, separators=(",", ":")).encode(),
            json.dumps(bundle, indent=1).replace("\n", "\r\n").encode(),
        )
    ):
        tally = bring(people.make(f"reader-{n}"), raw)
        assert (tally.reflections, tally.drafts, tally.later) == (2, 3, 1)
        assert tally.whole


# --- Read by eye -----------------------------------------------------------------


def markdown_of(someone):
    export = flows.begin_export(someone.space, zone=LONDON, now=NOON)
    return b"".join(pages.markdown(export, made=NOON)).decode()


def test_markdown_holds_every_word_under_its_question_and_month(ana):
    live(ana)
    text = markdown_of(ana)
    assert "## November 2026" in text
    assert "> The heron at the weir" in text
    assert "> So much rain" in text
    assert "weir-blue" in text
    assert "#### About twenty minutes later" in text
    assert "## Left open" in text
    assert "> Less rain" in text
    assert text.rstrip().endswith("This is all of it.")
    assert text.index("heron") < text.index("## Left open")


def test_markdown_says_what_is_not_in_it(ana):
    kept = people.keep(ana, words="Damaged")
    SealedRow.objects.filter(id=kept).update(sealed=b"noise")
    assert "1 entry could not be opened." in markdown_of(ana)


def test_markdown_leaves_the_signs_of_a_person_as_they_are(ana):
    typed = "# no heading\n1. no list\n- no dash\n<b>*no* [link](x)</b> &amp; _"
    people.keep(ana, words=typed)
    text = markdown_of(ana)
    assert "> \\# no heading" in text
    assert "> 1\\. no list" in text
    assert "> \\- no dash" in text
    assert "> \\<b>\\*no\\* \\[link\\](x)\\</b> \\&amp; \\_" in text


# --- Little in memory ------------------------------------------------------------


def _peak(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _many(number):
    yield b'{"resourceType":"Bundle","type":"collection","entry":[\n'
    for n in range(number):
        comma = b"" if n == number - 1 else b","
        text = words(f"Number {n} " + "and quite a few words more " * 20)
        one = json.dumps({"resource": response(item=text)}).encode()
        yield one + comma + b"\n"
    yield b"]}"


def _drain(someone):
    export = flows.begin_export(someone.space, zone=LONDON, now=NOON)
    for _ in export.bundle(now=NOON):
        pass
    assert export.done == export.total


def test_three_times_as_much_takes_no_more_memory(ana, cleo):
    def bring_many(someone, number):
        flows.import_bundle(someone.space, _many(number), now=NOON)

    # From more than one batch on, only the sealed list grows, which names every row
    # in some three hundred bytes. An entry of these has more than a thousand.
    more = 2_400 * 450
    few = _peak(lambda: bring_many(ana, 1_200))
    assert _peak(lambda: bring_many(cleo, 3_600)) < few + more
    few = _peak(lambda: _drain(ana))
    assert _peak(lambda: _drain(cleo)) < few + more


def test_answers_that_are_found_fitting_at_once_are_those_that_are_judged(ana):
    for row in live(ana)[:2]:
        found = flows.read(ana.space, reflection=row)
        raw = bytes(found.document.response)
        taken = guides.Taken.plainly(plain.read_plain(raw), raw, row)
        assert taken is not None
        assert taken.answers(found.guide) == found.answers
        assert isinstance(found.answers, Answers)
        assert guides.check_response(found.guide, guides.unpack(raw)) == ()
        assert rows.guide_of(found.document) == found.guide
