"""Our verdicts beside those of two other validators, where the cases are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdspace.cli import main
from holdspace.cli.pairs import verdicts

# Every case in which we agree with neither, and why. It is shorter or longer than
# the truth at no time.
EXPLAINED = {
    "string-with-coding-async-qr": (
        "A text is to be one of a value set that the form does not carry. Nothing is "
        "fetched, so any text may be one of them."
    ),
}


def _folder() -> Path:
    for parent in Path(__file__).parents:
        found = parent / "shared" / "fhir-corpus" / "pairs"
        if (found / "index.json").is_file():
            return found
    pytest.skip("the public cases are not on this machine")


def test_each_difference_is_explained_and_each_explanation_needed():
    differing = {one.name for one in verdicts(_folder()) if not one.agrees}
    assert differing == set(EXPLAINED)


def test_nearly_all_verdicts_agree(capsys):
    assert main(["guide", "check-pairs", str(_folder())]) == 0
    agreed, _, count = capsys.readouterr().out.splitlines()[-1].partition("/")
    assert int(agreed) >= 0.95 * int(count)


FORM = {
    "resourceType": "Questionnaire",
    "url": "https://x.org/f",
    "status": "active",
    "item": [{"linkId": "q", "type": "choice", "answerValueSet": "https://x.org/v"}],
}
LIST = {
    "resourceType": "ValueSet",
    "url": "https://x.org/v",
    "compose": {"include": [{"system": "s", "concept": [{"code": "a"}]}]},
}
WRONG = {"issue": [{"severity": "error", "details": {"text": "no"}}]}
FINE = {"issue": [{"severity": "warning", "diagnostics": "hm"}]}


def response(code, **more):
    answer = {"valueCoding": {"system": "s", "code": code}}
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "https://x.org/f",
        "status": "completed",
        "item": [{"linkId": "q", "answer": [answer]}],
    } | more


@pytest.fixture
def folder(tmp_path):
    files = {
        "f.json": FORM,
        "bundle.json": {"resourceType": "Bundle", "entry": [{"resource": LIST}]},
        "a.json": response("a"),
        "b.json": response("b"),
        "none.json": response("a", questionnaire="https://x.org/other"),
        "inside.json": response(
            "a", questionnaire="#f", contained=[FORM | {"id": "f"}]
        ),
        "broken.json": response("a", status="made-up"),
        "wrong.json": WRONG,
        "fine.json": FINE,
    }
    for name, found in files.items():
        (tmp_path / name).write_text(json.dumps(found))
    return tmp_path


def case(name, **outcomes):
    supporting = ["f.json", "bundle.json", "not-there.json"]
    return {
        "name": name,
        "response": f"{name}.json",
        "supporting": supporting,
    } | outcomes


def run(folder, *cases):
    (folder / "index.json").write_text(json.dumps(cases))
    return main(["guide", "check-pairs", str(folder)])


def test_one_agreeing_validator_is_enough_and_differences_are_printed(folder, capsys):
    cases = [
        case("a", java="fine.json"),
        case("b", java="wrong.json"),
        case("b", java="fine.json", brianpos="wrong.json"),
        case("none", brianpos="wrong.json"),
        case("broken", brianpos="wrong.json"),
        case("gone", brianpos="wrong.json"),
        case("inside", java="fine.json"),
        case("a"),
        case("b", java="fine.json", brianpos="fine.json"),
    ]
    assert run(folder, *cases) == 0
    assert capsys.readouterr().out.splitlines() == [
        "b",
        "  ours: invalid: QuestionnaireResponse.item[0].answer[0]: "
        "This answer is not one of the choices offered here.",
        "  java: valid",
        "  brianpos: valid",
        "7/8",
    ]


@pytest.mark.parametrize("index", ["{}", "[5]", "["])
def test_a_folder_without_an_index_is_told(folder, index, capsys):
    (folder / "index.json").write_text(index)
    assert main(["guide", "check-pairs", str(folder)]) == 2
    assert main(["guide", "check-pairs", str(folder / "none")]) == 2
    assert "no index.json" in capsys.readouterr().err
