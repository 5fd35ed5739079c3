"""Forms from elsewhere, invented for the tests."""

from __future__ import annotations

import json

URL = "https://forms.example/evening-sheet"
VERSION = "1.0.0"
CANONICAL = f"{URL}|{VERSION}"
LICENCE = "Written by our own practice"


def evening(url=URL, version=VERSION, **more):
    """A small form: two questions, one that hangs on another."""
    found = {
        "resourceType": "Questionnaire",
        "title": "An evening sheet",
        "status": "active",
        "item": [
            {"linkId": "walk", "type": "boolean", "text": "Did you go for a walk?"},
            {
                "linkId": "where",
                "type": "text",
                "text": "Where to?",
                "enableWhen": [
                    {"question": "walk", "operator": "=", "answerBoolean": True}
                ],
            },
        ],
    }
    named = {"url": url, "version": version}
    return {**found, **{k: v for k, v in named.items() if v is not None}, **more}


def written(form=None, **more):
    """Its bytes, in a layout that nobody would write again by chance."""
    text = json.dumps(form or evening(**more), indent=3)
    return text.replace("{", "{ ", 1).encode() + b"\n\n"


def bundle(*resources):
    """A Bundle of these, with the bytes of each as they are."""
    parts = b",".join(b'{"resource":' + one + b"}" for one in resources)
    return b'{"resourceType":"Bundle","type":"collection","entry":[' + parts + b"]}"
