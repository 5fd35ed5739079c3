"""The card is offered for plain words, and leaves no trace."""

from __future__ import annotations

import logging

import pytest

from holdspace.web import phrases


@pytest.mark.parametrize(
    "words",
    [
        "Some nights I want to kill myself.",
        "I DON'T WANT TO LIVE like this",
        "I don\u2019t want to be here anymore",
        "thinking of ending my life,",
        "I have been self-harming? No: self-harm, years ago",
        "s\u00fbicid\u00e1l thoughts",
        "I want\n to die",
        "I am not safe right now",
    ],
)
def test_plain_words_are_noticed_inside_a_sentence(words):
    assert phrases.mentions_danger(["nothing here", words])


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I cried for an hour and it did me good.",
        "My grandmother died in spring.",
        "This heat is killing me; I could sleep for ever.",
        "We buried the dog. I wanted to diet after that.",
        "I want to live by the sea",
    ],
)
def test_tears_and_grief_are_no_sign_of_danger(words):
    assert not phrases.mentions_danger([words])


def test_noticing_writes_no_line(caplog):
    with caplog.at_level(logging.DEBUG):
        assert phrases.mentions_danger(["I want to die"])
    assert not caplog.records


def test_no_words_at_all_say_nothing():
    assert not phrases.mentions_danger([])
