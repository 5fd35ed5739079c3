"""Long lists are written in one piece, and nothing a person wrote is markup in them."""

from __future__ import annotations

import re

from holdspace.journal.pages.answers import LinePage
from holdspace.journal.pages.reading import DayPage, RowPage
from holdspace.journal.templatetags import entries

HOSTILE = """<b onmouseover="x('y')">& {{ csrf_token }}"""
SAFE = "&lt;b onmouseover=&quot;x(&#x27;y&#x27;)&quot;&gt;&amp; {{ csrf_token }}"
TAG = re.compile(r"<[^>]*>")


def test_answers_are_escaped_wherever_they_stand():
    lines = [
        LinePage(HOSTILE, (HOSTILE, "plain")),
        LinePage(HOSTILE, (HOSTILE,), is_text=True),
        LinePage(HOSTILE, (), rows=((HOSTILE, HOSTILE),), within=HOSTILE),
    ]
    written = entries.answers(lines)
    assert written.count(SAFE) == 8
    assert HOSTILE not in written
    assert "<b" not in written


def test_answers_stand_in_the_groups_that_they_were_asked_in():
    lines = [
        LinePage("Mood", ("3",)),
        LinePage("Who", ("Ada",), within="Support"),
        LinePage("What", ("tea", "quiet"), within="Support"),
        LinePage("After", ("one\ntwo\n\nthree",), is_text=True),
    ]
    written = entries.answers(lines)
    assert written.count('<dl class="lines">') == 3
    assert written.count('<p class="within">Support</p>') == 1
    assert "<dd>tea, quiet</dd>" in written
    assert '<dd class="own-words"><p>one<br>two</p>\n\n<p>three</p></dd>' in written


def test_an_answer_of_rows_has_a_line_for_each():
    line = LinePage("Needs", (), rows=(("a walk", "came"), ("quiet", "not yet")))
    written = entries.answers([line])
    assert "<dd>a walk · came</dd>" in written
    assert "<dd>quiet · not yet</dd>" in written


def test_days_are_escaped_and_hold_their_lines():
    row = RowPage("/a/", HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    written = entries.days([DayPage(HOSTILE, (row, row)), DayPage("Sunday", ())])
    assert written.count("<section") == written.count("</section>") == 2
    assert written.count('<a class="entry"') == 2
    assert written.count(SAFE) == 2 + 2 * 4
    assert "<b" not in written
    assert "Sunday" in TAG.sub("", written)
