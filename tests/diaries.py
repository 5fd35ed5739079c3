"""Diaries compared, and Bundles written as somebody else would write them."""

from __future__ import annotations

import json

import numpy as np

GUIDES = "https://holdspace.org/guides/"


def assert_same(one, other):
    """Two diaries are the same, place by place."""
    for name in ("kind", "when", "local", "has_hour"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    assert one.numbers.keys() == other.numbers.keys()
    for link, column in one.numbers.items():
        np.testing.assert_array_equal(column, other.numbers[link], link)
    assert one.choices.keys() == other.choices.keys()
    for link, chosen in one.choices.items():
        assert chosen.said == other.choices[link].said, link
        np.testing.assert_array_equal(chosen.of, other.choices[link].of, link)
        np.testing.assert_array_equal(chosen.which, other.choices[link].which, link)
    assert one.later.keys() == other.later.keys()
    for at, later in one.later.items():
        for name in ("mood", "tension", "minutes"):
            np.testing.assert_array_equal(
                getattr(later, name), getattr(other.later[at], name), f"{at} {name}"
            )
    assert one.ledger == other.ledger


def bundle(*entries, **more):
    """A Bundle of resources, or of whole entries."""
    found = [one if "resource" in one else {"resource": one} for one in entries]
    head = {"resourceType": "Bundle", "type": "collection", "entry": found}
    return json.dumps({**head, **more}).encode()


def response(guide="after-tears", ident=None, *, items=(), **more):
    """A response to one of the guides."""
    made = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{GUIDES}{guide}|1.0.0",
        "status": "completed",
        "authored": "2026-03-01T10:00:00+01:00",
        "item": list(items),
    }
    return {**made, **({"id": ident} if ident else {}), **more}


def later(of, ident=None, *, at="90-minutes", mood=7, when="2026-03-01T11:30:00+01:00"):
    """A later rating of one of them."""
    items = [
        {"linkId": "of", "answer": [{"valueReference": {"reference": of}}]},
        codes("at", at),
        moment(when),
        number("mood", mood),
    ]
    return response("after-tears-later", ident, items=items, authored=when)


def number(link, value):
    """A question that was answered with a number."""
    return {"linkId": link, "answer": [{"valueInteger": value}]}


def codes(link, *chosen):
    """A question at which something was chosen."""
    answers = [{"valueCoding": {"system": "urn:x", "code": one}} for one in chosen]
    return {"linkId": link, "answer": answers}


def words(link, *own):
    """A question that was answered in somebody's own words."""
    return {"linkId": link, "answer": [{"valueString": one} for one in own]}


def yes(link, value=True):
    """A question that was answered with yes."""
    return {"linkId": link, "answer": [{"valueBoolean": value}]}


def moment(text, kind="valueDateTime"):
    """When it was."""
    return {"linkId": "when", "answer": [{kind: text}]}


def group(link, *items):
    """Questions under one head."""
    return {"linkId": link, "item": list(items)}
