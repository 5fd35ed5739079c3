"""``holdspace patterns``: what a file of anybody's hand shows, and that none hurts."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace import cli
from holdspace.cli.diaries import (
    LeftOut,
    NotReadable,
    dictionary,
    letter,
    read_bundle,
    resources,
)
from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS, Need, diary_of, look_at
from holdspace.library import shelf
from tests.diaries import (
    bundle,
    codes,
    group,
    later,
    moment,
    number,
    response,
    words,
    yes,
)

WHEN = "2026-03-01T10:00:00+01:00"
MINUTE = (date(2026, 3, 1).toordinal() - date(1970, 1, 1).toordinal()) * 1440 + 540
ROOMS = Path(__file__).parents[2] / "src"


def only(*entries, **more):
    """The one episode of a Bundle, and what was left out."""
    found = read_bundle(bundle(*entries, **more))
    (episode,) = found.episodes
    return episode, found.left_out


def run(*given):
    return cli.main(["patterns", *map(str, given)])


def lines(text):
    return [json.loads(one) for one in text.splitlines()]


# --- What is taken -----------------------------------------------------------------


def test_the_dictionary_is_that_of_the_guides():
    seen = {"codes": {}, "numbers": set(), "flags": set(), "open": set()}
    for name in (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN, shelf.LATER):
        for link, place in shelf.guide(name).places.items():
            item = place.item
            if item.options:
                known = seen["codes"].setdefault(link, set())
                known.update(option.code for option in item.options)
                if item.type == "open-choice":
                    seen["open"].add(link)
            elif item.type == "integer":
                seen["numbers"].add(link)
            elif item.type == "boolean":
                seen["flags"].add(link)
    assert seen["numbers"] == set(dictionary.RANGES)
    assert seen["flags"] == set(dictionary.FLAGS)
    assert seen["open"] == set(dictionary.OPEN)
    # In the ledger no line says that nothing was needed; elsewhere somebody's may.
    seen["codes"]["need"].add("none")
    assert seen["codes"] == {link: set(one) for link, one in dictionary.CODES.items()}


def test_answers_are_found_nested_and_flat():
    nested = group("screen", moment(WHEN), group("inner", number("mood-before", 3)))
    under = {**number("intensity", 7)}
    under["answer"][0]["item"] = [codes("company", "friend", "partner")]
    flat = [
        codes("feelings", "grief"),
        words("feelings", "homesick"),
        yes("recent-shock"),
    ]
    episode, left_out = only(response(items=[nested, under, *flat]))
    assert (episode.kind, episode.when, episode.offset) == (TEARS, MINUTE, 60)
    assert episode.numbers == {"mood-before": 3, "intensity": 7, "recent-shock": 1}
    assert episode.choices == {
        "company": ["friend", "partner"],
        "feelings": ["grief", '"homesick'],
    }
    assert not left_out


@pytest.mark.parametrize(
    ("guide", "kind"),
    [
        ("https://holdspace.org/guides/after-tears|1.0.0", TEARS),
        ("https://holdspace.org/guides/after-tears", TEARS),
        ("https://elsewhere.example/fhir/Questionnaire/held-back-tears|7", HELD_BACK),
        ("Questionnaire/check-in", CHECK_IN),
    ],
)
def test_a_guide_is_known_by_what_its_address_ends_in(guide, kind):
    assert only(response(questionnaire=guide))[0].kind == kind


def test_other_responses_and_resources_are_passed_over():
    others = [
        response("short-note"),
        response("not-after-tears"),
        {"resourceType": "Patient", "id": "p", "status": {"of": "another form"}},
        {"resourceType": "Questionnaire", "item": [{"linkId": "mood"}]},
    ]
    found = read_bundle(bundle(*others))
    assert found.episodes == ()
    assert not found.left_out


@pytest.mark.parametrize(
    ("entry", "reference"),
    [
        ({}, "QuestionnaireResponse/one"),
        ({}, "one"),
        ({}, "#one"),
        ({}, "urn:uuid:one"),
        ({}, "https://clinic.example/fhir/QuestionnaireResponse/one"),
        ({}, "QuestionnaireResponse/one/_history/2"),
        ({"fullUrl": "urn:uuid:other"}, "urn:uuid:other"),
        (
            {"fullUrl": "https://a.example/QuestionnaireResponse/x"},
            "QuestionnaireResponse/x",
        ),
    ],
)
def test_a_later_rating_finds_what_it_follows(entry, reference):
    main = {**entry, "resource": response(ident="one")}
    # It may stand before what it follows.
    for order in ((main, later(reference)), (later(reference), main)):
        episode, left_out = only(*order)
        assert [(one.at, one.mood) for one in episode.later] == [("90-minutes", 7)]
        assert not left_out


def test_a_later_rating_of_nothing_is_counted():
    found = read_bundle(bundle(response(ident="one"), later("two"), later("")))
    assert [len(one.later) for one in found.episodes] == [0]
    assert found.left_out == {LeftOut.FOLLOWS_NOTHING: 2}


def test_of_two_with_the_same_id_the_last_counts():
    first = response(ident="one", items=[number("mood-before", 1)])
    again = response(ident="one", items=[number("mood-before", 4)])
    episode, _ = only(
        first, again, later("one", "r", mood=2), later("one", "r", mood=9)
    )
    assert episode.numbers == {"mood-before": 4}
    assert [one.mood for one in episode.later] == [9]
    withdrawn = {**again, "status": "entered-in-error"}
    assert read_bundle(bundle(first, withdrawn)).episodes == ()


@pytest.mark.parametrize(
    "status", ["in-progress", "stopped", "entered-in-error", "new"]
)
def test_what_is_not_finished_does_not_count(status):
    found = read_bundle(bundle(response(status=status)))
    assert found.episodes == ()
    assert found.left_out == {LeftOut.NOT_FINISHED: 1}


def test_without_a_moment_it_is_the_one_of_writing():
    episode, _ = only(response(authored=WHEN))
    assert (episode.when, episode.offset, episode.day_only) == (MINUTE, 60, False)
    found = read_bundle(bundle(response(authored="some day")))
    assert found.left_out == {LeftOut.NO_MOMENT: 1}


@pytest.mark.parametrize(
    ("given", "minute"),
    [
        ("2026-03-01T09:00:00Z", MINUTE),
        ("2026-03-01T09:00:59.123456789Z", MINUTE),
        ("2026-03-01T09:00:00", MINUTE),
        ("1900-01-01T00:00:00Z", -36_816_480),
        ("2200-01-01T00:00:00Z", MINUTE),
        ("9999-12-31T23:59:59Z", MINUTE),
    ],
)
def test_moments_in_many_forms(given, minute):
    assert only(response(items=[moment(given)]))[0].when == minute


def test_a_day_has_no_hour_and_is_the_day_of_whoever_named_it():
    day = response(items=[moment("2026-07-05", "valueDate")])
    plain, _ = only(day)
    assert plain.day_only
    assert plain.when % 1440 == 0
    kept = {"url": "about", "valueDateTime": "2026-07-04T23:00:00Z"}
    beside = [{"url": "https://holdspace.org/fhir/kept", "extension": [kept]}]
    ours, _ = only({"resource": day, "extension": beside})
    assert (ours.when, ours.offset) == (plain.when - 60, 60)


def test_the_support_ledger_is_read_line_by_line():
    lines = [
        group(
            "support-ledger", codes("need", "rest"), yes("asked"), yes("came", False)
        ),
        group("support-ledger", words("need", "a long walk"), codes("helped", "some")),
        group("support-ledger", yes("asked")),
    ]
    episode, _ = only(response(items=lines))
    assert episode.ledger == (
        Need("rest", asked=True, came=False),
        Need('"a long walk', helped="some"),
    )


@pytest.mark.parametrize("value", [-1, 11, 1e300, 10**40, True, "7", None, [], {}])
def test_a_number_out_of_its_range_is_left_out(value):
    items = [number("mood-before", value), number("intensity", 4)]
    episode, left_out = only(response(items=items))
    assert episode.numbers == {"intensity": 4}
    assert left_out == ({} if value is None else {LeftOut.NUMBER: 1})


def test_a_choice_that_no_guide_has_is_left_out():
    items = [
        codes("company", "alone", "the whole street"),
        words("company", "partner", "my neighbour"),
        words("feelings", "x" * 1_000, " "),
    ]
    episode, left_out = only(response(items=items))
    assert episode.choices == {"company": ["alone", "partner"]}
    assert left_out == {LeftOut.CHOICE: 3}


def test_an_own_word_may_come_as_a_coding():
    both = [{"valueCoding": {"display": "homesick"}}, {"valueCoding": {"code": "lost"}}]
    episode, _ = only(response(items=[{"linkId": "feelings", "answer": both}]))
    assert episode.choices == {"feelings": ['"homesick', '"lost']}


# --- What a stranger's file may not do ---------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"resourceType": "Patient"}',
        b'{"resourceType": "Bundle", "entry": [NaN]}',
        b'{"resourceType": "Bundle", "entry": {}}',
        b'{"resourceType": "Bundle", "entry": [',
        b'{"resourceType": "Bundle", "entry": [' + b"[" * 100_000,
        b'{"x": ' + b'{"x": ' * 100_000,
        b'{"resourceType": "Bundle", "entry": [' + b"{}," * 400_001 + b"{}]}",
    ],
)
def test_what_is_no_bundle_is_refused(raw):
    with pytest.raises(NotReadable) as refusal:
        read_bundle(raw)
    assert str(refusal.value).endswith(".")


def test_what_would_grow_in_memory_is_refused_before_it_does(monkeypatch):
    monkeypatch.setattr(resources, "MOST_PARTS", 1_000)
    assert len(read_bundle(bundle(response(ident="one"))).episodes) == 1
    with pytest.raises(NotReadable, match="parts"):
        read_bundle(b'{"resourceType": "Bundle", "entry": [' + b"1," * 1_000 + b"1]}")


def test_one_odd_entry_does_not_hide_the_others():
    deep = group("a")
    for _ in range(200):
        deep = group("a", deep)
    odd = [
        {"resource": "text"},
        {"resource": response(items=[{"linkId": 7}])},
        {"resource": response(item="none")},
        {"resource": {**response(), "id": {"a": 1}}},
    ]
    found = read_bundle(bundle(*odd, response(ident="one"), response(items=[deep])))
    assert len(found.episodes) == 2
    assert found.left_out == {LeftOut.UNREADABLE: 4}


def test_a_million_choices_and_words_are_bounded():
    many = [codes("kinds", *["grief"] * 100_000)]
    own = [words("feelings", *(f"w{n}-{i}" for i in range(200))) for n in range(20)]
    episodes = read_bundle(
        bundle(response(items=many), *(response(items=[one]) for one in own))
    ).episodes
    assert len(episodes[0].choices["kinds"]) == 255
    told = {word for one in episodes for word in one.choices.get("feelings", ())}
    assert len(told) == 2_000
    assert look_at(diary_of(episodes))


def test_what_is_too_much_is_counted():
    lines = [group("support-ledger", codes("need", "rest"))] * 256
    items = [
        *lines,
        codes("kinds", *["grief"] * 257),
        yes("asked"),
        codes("need", "talk"),
    ]
    episode, left_out = only(response(items=items))
    assert len(episode.ledger) == 255
    assert left_out == {LeftOut.CHOICE: 3}
    assert (episode.numbers, list(episode.choices)) == ({}, ["kinds"])


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
PLACES = (
    "linkId",
    "answer",
    "item",
    "valueInteger",
    "valueCoding",
    "valueString",
    "code",
)
items = st.recursive(
    json_values,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(PLACES), inner),
    max_leaves=12,
)


@given(items, json_values, json_values)
def test_no_file_does_anything_but_be_read_or_refused(item, ident, authored):
    odd = {**response(ident="one"), "item": item}
    other = {**response(), "id": ident, "authored": authored}
    raw = bundle(odd, other, {"resource": item}, response(ident="two"))
    try:
        found = read_bundle(raw)
    except NotReadable:
        # What no JSON allows, as a number without end.
        return
    assert look_at(diary_of(found.episodes))


@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_bytes_do_either(some, at):
    whole = bundle(
        response(ident="one", items=[number("mood-before", 4)]), later("one")
    )
    for raw in (some, whole[:at], whole[:at] + some + whole[at:]):
        try:
            diary_of(read_bundle(raw).episodes)
        except NotReadable:
            continue


# --- The command -------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "notes.json"
    entries = []
    for day in range(1, 29):
        text = f"2026-03-{day:02}T{8 + day % 12:02}:00:00Z"
        entries.append(response(ident=f"r{day}", items=[
            moment(text),
            number("mood-before", day % 4),
            number("mood-after", 5),
            words("feelings", "weir-blue\x1b[31m"),
        ]))  # fmt: skip
    made.write_bytes(bundle(*entries))
    return made


def test_each_file_has_its_line_and_what_is_not_read_says_so(file, tmp_path, capsys):
    secret = tmp_path / "secret.json"
    secret.write_text("The heron at the weir")
    missing = tmp_path / "missing.json"
    assert run("--json", file, secret, missing, tmp_path, file) == 1
    said = capsys.readouterr()
    found = lines(said.out)
    assert [one["file"] for one in found] == [
        str(one) for one in (file, secret, missing, tmp_path, file)
    ]
    assert [sorted(one) for one in found] == [
        ["file", "statements"],
        ["error", "file"],
        ["error", "file"],
        ["error", "file"],
        ["file", "statements"],
    ]
    assert "heron" not in said.out + said.err
    assert found[0] == found[4]


def test_a_fault_of_ours_costs_one_line_and_not_the_others(file, monkeypatch, capsys):
    seen = []

    def first_fails(diary):
        seen.append(diary)
        if len(seen) == 1:
            raise OverflowError
        return look_at(diary)

    monkeypatch.setattr("holdspace.cli.diaries.looking.look_at", first_fails)
    assert run(file, file, "--json") == 1
    failed, other = lines(capsys.readouterr().out)
    assert failed["error"]
    assert other["statements"]


def test_the_statements_are_those_of_the_diary(file, capsys):
    assert run("--json", file) == 0
    (found,) = lines(capsys.readouterr().out)
    expected = look_at(diary_of(read_bundle(file.read_bytes()).episodes))
    assert len(found["statements"]) == len(expected)
    for one, statement in zip(found["statements"], expected, strict=True):
        told = statement.plain()
        assert one.keys() == told.keys()
        assert (one["id"], one["sentence"]) == (told["id"], told["sentence"])
        assert one["estimate"] == pytest.approx(told["estimate"], nan_ok=True)


def test_what_was_left_out_is_counted_in_the_line(tmp_path, capsys):
    made = tmp_path / "odd.json"
    made.write_bytes(bundle(response(items=[number("mood-before", 12)]), later("x")))
    assert run("--json", made) == 0
    (found,) = lines(capsys.readouterr().out)
    assert found["left_out"] == {"number": 1, "follows-nothing": 1}


def test_standard_input_is_a_file(file, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert run("--json", "-") == 0
    assert lines(capsys.readouterr().out)[0]["file"] == "-"


def test_several_at_a_time_say_the_same_in_the_same_order(file, tmp_path, capsys):
    files = [file, tmp_path / "missing.json", file]
    assert run("--json", *files) == 1
    one_by_one = capsys.readouterr().out
    assert run("--json", "--jobs", "2", *files) == 1
    assert capsys.readouterr().out == one_by_one


def test_without_json_it_is_a_letter_that_steers_no_terminal(file, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    assert run(file) == 0
    said = capsys.readouterr().out
    assert "28 times of tears, from 2026-03-01 to" in said
    assert letter.PARTS[1] in said.replace("\n", " ")
    assert letter.NOT_YET in said
    assert "\x1b" not in said
    folder = str(file.parent)
    assert all(len(one) <= 40 or one in folder for one in said.splitlines())


def test_every_sentence_is_in_the_letter(file, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run(file) == 0
    said = " ".join(capsys.readouterr().out.split())
    for one in look_at(diary_of(read_bundle(file.read_bytes()).episodes)):
        assert " ".join(letter.named(one.sentence).split()) in said


def test_a_file_without_anything_of_ours_says_so(tmp_path, capsys):
    made = tmp_path / "empty.json"
    made.write_bytes(bundle())
    assert run(made) == 0
    assert letter.NOTHING in capsys.readouterr().out


def test_a_file_without_an_end_is_refused(capsys, monkeypatch):
    monkeypatch.setattr(resources, "MOST_BYTES", 5_000_000)
    monkeypatch.setattr("holdspace.cli.diaries.looking.MOST_BYTES", 5_000_000)
    assert run("--json", "/dev/zero") == 1
    assert "longer than" in lines(capsys.readouterr().out)[0]["error"]


@pytest.mark.parametrize("jobs", ["0", "65", "many"])
def test_a_number_of_jobs_that_makes_no_sense_is_refused(file, jobs):
    with pytest.raises(SystemExit) as refused:
        run("--jobs", jobs, file)
    assert refused.value.code == 2


def test_it_needs_no_setting_and_no_framework(file, tmp_path):
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOMS)}
    code = (
        "import sys; from holdspace import cli; code = cli.main(sys.argv[1:]);"
        "assert 'django' not in sys.modules and 'scipy' not in sys.modules;"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "patterns", "--json", file],
        env=bare,
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_no_other_command_waits_for_numpy():
    code = (
        "import sys; from holdspace import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "assert 'numpy' not in sys.modules and 'holdspace.core' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOMS)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
