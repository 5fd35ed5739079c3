"""``holdspace guide run``: a form and answers in, what is on and calculated out."""

import json
import os
import subprocess
import sys

import pytest

from holdspace.cli import main

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def told(name, expression):
    value = {"language": "text/fhirpath", "expression": expression}
    return [{"url": SDC + name, "valueExpression": value}]


FORM = {
    "resourceType": "Questionnaire",
    "url": "urn:form",
    "version": "1",
    "status": "active",
    "item": [
        {"linkId": "count", "type": "integer"},
        {
            "linkId": "more",
            "type": "choice",
            "answerOption": [{"valueCoding": {"system": "urn:s", "code": "a"}}],
            "extension": told(
                "enableWhenExpression",
                "%resource.item.where(linkId='count').answer.value > 2",
            ),
        },
        {
            "linkId": "half",
            "type": "decimal",
            "readOnly": True,
            "extension": told(
                "calculatedExpression",
                "%resource.item.where(linkId='count').answer.value / 2",
            ),
        },
        {
            "linkId": "day",
            "type": "date",
            "readOnly": True,
            "extension": told("calculatedExpression", "today()"),
        },
        {
            "linkId": "rows",
            "type": "group",
            "repeats": True,
            "item": [{"linkId": "size", "type": "integer"}],
        },
        {"linkId": "elsewhere", "type": "reference"},
    ],
}


@pytest.fixture
def run(tmp_path, capsys):
    def running(answers, *more, form=FORM):
        for name, found in (("form", form), ("answers", answers)):
            text = found if isinstance(found, str) else json.dumps(found)
            (tmp_path / name).write_text(text, encoding="utf-8")
        files = [str(tmp_path / "form"), str(tmp_path / "answers")]
        code = main(["guide", "run", *files, *more])
        out, err = capsys.readouterr()
        return code, out, err

    return running


def response(items, **more):
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "anything",
        "questionnaire": "urn:form|1",
        "status": "in-progress",
        "item": items,
        **more,
    }


def test_a_flat_object_of_answers(run):
    answers = {"count": 3, "more": "a", "rows": [{"size": 1}, {"size": 2}]}
    code, out, err = run(answers, "--json", "--moment", "2026-11-24")
    found = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert set(found["enabled"]) == {
        *("count", "more", "half", "day", "rows", "elsewhere"),
        *("rows.0.size", "rows.1.size"),
    }
    assert found["calculated"] == {"day": ["2026-11-24"], "half": [1.5]}
    assert found["unsupported"] == ["elsewhere"]
    assert found["problems"] == []
    assert {"linkId": "half", "answer": [{"valueDecimal": 1.5}]} in found["item"]


def test_a_response_brings_its_own_moment(run):
    items = [{"linkId": "count", "answer": [{"valueInteger": 0}]}]
    answers = response(items, authored="2020-05-01T10:00:00Z")
    code, out, _ = run(answers, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["calculated"] == {"day": ["2020-05-01"], "half": [0]}
    assert "more" not in found["enabled"]


def test_problems_are_told_with_their_path_and_the_code_says_so(run):
    items = [{"linkId": "count", "answer": [{"valueString": "a heron"}]}]
    code, out, _ = run(response(items), "--json")
    found = json.loads(out)
    assert code == 1
    assert [one["path"] for one in found["problems"]] == [
        "QuestionnaireResponse.item[0].answer[0]",
        "QuestionnaireResponse.item.where(linkId='day')",
    ]
    assert "heron" not in out


def test_without_json_it_is_lines_to_read(run):
    code, out, _ = run({"count": 5}, "--moment", "2026-11-24")
    assert code == 0
    assert "on          more" in out.splitlines()
    assert "calculated  half = [2.5]" in out.splitlines()


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ("no json", ()),
        ("[]", ()),
        ({"count": "a heron"}, ()),
        ({"nowhere": 1}, ()),
        ({"count": [1, 2]}, ()),
        ({"more": "z"}, ()),
        ({"count": {}}, ()),
        ({"rows": [{"count": [[]]}]}, ()),
        (response("no items"), ()),
        (response([], authored="soon"), ()),
        ({"count": 1}, ("--moment", "soon")),
    ],
)
def test_what_cannot_be_read_is_refused_without_its_words(run, answers, more):
    code, out, err = run(answers, "--json", *more)
    assert (code, out) == (2, "")
    assert err.startswith("holdspace: ")
    assert "heron" not in err


def test_a_form_that_is_none_and_a_file_that_is_not_there(run, capsys):
    code, out, err = run({}, form={"resourceType": "Patient"})
    assert (code, out) == (2, "")
    assert "not a FHIR Questionnaire" in err
    assert main(["guide", "run", "/nowhere/at/all", "/nowhere"]) == 2
    assert "cannot be opened" in capsys.readouterr().err


def test_forms_are_looked_over_where_nothing_was_set_up(tmp_path):
    """Without settings, a data folder or a database, as on an author's machine."""
    form = tmp_path / "form.json"
    form.write_text(
        json.dumps({"resourceType": "Questionnaire", "status": "draft", "item": []})
    )
    plain = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "holdspace.cli", "guide", "check", str(form)],
        cwd=tmp_path,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)["items"] == 0
    assert sorted(tmp_path.iterdir()) == [form]
