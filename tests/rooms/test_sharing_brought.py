"""The frozen document: made once, read back anywhere, shown the same each time."""

from __future__ import annotations

import msgspec
import pytest
from django.template.loader import render_to_string

from holdspace.library import shelf
from holdspace.sharing import brought, gathering, making
from holdspace.sharing.brought import Brought, Line, Part, Table, pack, unpack
from holdspace.sharing.sources import Source
from holdspace.web.refusals import NotThere
from tests.rooms import people
from tests.rooms.people import NOON

pytestmark = pytest.mark.usefixtures("held")

WORDS = "A heron <b>stood</b> by the weir & I wept"
WHOLE = Brought(
    kind=brought.REFLECTION,
    title="Tears",
    when="Monday",
    parts=(Part("Feelings", lines=(Line("Which?", ("sad", "relieved")),)),),
    tables=(Table("A table", ("When", "Points"), (("Later", "2 higher"),)),),
)


def article(found):
    return render_to_string("sharing/article.html", {"brought": found})


def kept(ana):
    return people.keep(
        ana,
        shelf.AFTER_TEARS,
        feelings=["sadness", "relief"],
        **{"feelings-words": WORDS},
    )


def test_the_same_bytes_give_the_same_article():
    raw = pack(WHOLE)
    assert pack(unpack(raw)) == raw
    assert (
        article(unpack(raw)) == article(unpack(bytes(bytearray(raw)))) == article(WHOLE)
    )


def test_an_article_escapes_what_was_written_and_names_no_id():
    drawn = article(unpack(pack(making.of_words(WORDS))))
    assert "&lt;b&gt;stood&lt;/b&gt; by the weir &amp; I wept" in drawn
    assert "<b>" not in drawn
    assert " id=" not in article(WHOLE)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"kind":"words"}',
        b'{"kind":"words","title":7}',
        b'{"kind":"words","title":"A","version":2}',
    ],
)
def test_what_cannot_be_read_is_told_kindly(raw):
    assert unpack(raw) is None
    assert "cannot be shown here" in article(unpack(raw))


def test_a_reader_passes_over_what_a_later_version_adds():
    more = {**msgspec.to_builtins(WHOLE), "scent": "rain"}
    assert unpack(msgspec.json.encode(more)) == WHOLE


def test_a_reflection_is_brought_whole_or_by_answers(ana):
    row = kept(ana)
    whole = gathering.gather(ana.space, Source(row=row), now=NOON).brought
    assert whole.kind == brought.REFLECTION
    offers = [
        one
        for part in making.offers_of(gathering.read_page(ana.space, row))
        for one in part.offers
    ]
    assert len(offers) > 1
    chosen = next(one for one in offers if "Sad" in one.said or "sad" in one.said)
    some = gathering.gather(ana.space, Source(row=row, marks=(chosen.mark,)), now=NOON)
    assert some.brought.kind == brought.ANSWERS
    lines = [line for part in some.brought.parts for line in part.lines]
    assert len(lines) == 1
    assert len([line for part in whole.parts for line in part.lines]) == len(offers)


def test_an_answer_that_reads_differently_is_not_brought_unseen(ana):
    row = kept(ana)
    with pytest.raises(gathering.ReadsDifferently):
        gathering.gather(ana.space, Source(row=row, marks=("0" * 32,)), now=NOON)


def test_what_is_somebody_elses_is_not_there(ana, cleo):
    row = kept(ana)
    with pytest.raises(NotThere):
        gathering.gather(cleo.space, Source(row=row), now=NOON)
    with pytest.raises(NotThere):
        gathering.gather(ana.space, Source(measure="nothing-known"), now=NOON)
    with pytest.raises(gathering.ReadsDifferently):
        gathering.gather(ana.space, Source(pattern="1.mood.90-minutes"), now=NOON)
    with pytest.raises(NotThere):
        gathering.gather(ana.space, Source(words="  \n"), now=NOON)
