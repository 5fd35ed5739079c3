"""What a thief finds in the log."""

from __future__ import annotations

import io
import logging
import logging.config
import sys

import pytest
from django.http import HttpRequest

from holdspace.web import log

WORDS = "the words of somebody"


class Told(Exception):
    pass


def _fail(words):
    raise Told(words)


def _failure():
    try:
        try:
            _fail(WORDS)
        except Told as first:
            raise ValueError(WORDS) from first
    except ValueError:
        return sys.exc_info()


def _line(name="django.request", msg="%s: %s", args=(WORDS, WORDS), **more):
    record = logging.LogRecord(
        name, logging.ERROR, "", 0, msg, args, more.pop("exc", None)
    )
    for key, value in more.items():
        setattr(record, key, value)
    return log.Formatter().format(record)


def test_a_message_and_its_values_are_not_written():
    line = _line(status_code=500)
    assert WORDS not in line
    assert "django.request status=500" in line


def test_an_exception_is_written_by_kind_and_place_alone():
    line = _line(exc=_failure())
    assert WORDS not in line
    assert "builtins.ValueError(" in line
    assert "Told(" in line
    assert "._fail:" in line
    assert "/" not in line.replace("n/a", "")


def test_the_incident_number_ties_the_page_to_the_log():
    request = HttpRequest()
    request.path = "/journal/read/7/"
    request.META["REMOTE_ADDR"] = "203.0.113.9"
    request.incident = "abcd1234"
    line = _line(request=request)
    assert "incident=abcd1234" in line
    assert "journal" not in line
    assert "203.0.113.9" not in line


def test_a_message_that_holds_the_host_is_not_written():
    line = _line(
        name="django.security.DisallowedHost", msg=f"Bad host {WORDS}", args=()
    )
    assert WORDS not in line
    assert "django.security.DisallowedHost" in line


def test_our_own_sentence_is_written_without_its_values():
    line = _line(
        name="holdspace.journal.flows", msg="A row was damaged: %s", args=(WORDS,)
    )
    assert "A row was damaged" in line
    assert WORDS not in line


def test_a_name_made_of_words_is_not_written():
    assert WORDS not in _line(name=WORDS)


def test_endless_causes_are_cut_short():
    first = ValueError()
    first.__cause__ = first
    assert log.describe(first).count("ValueError") == log.MOST_CAUSES


def test_a_record_that_cannot_be_written_is_not_printed(capsys):
    stream = io.StringIO()
    stream.close()
    handler = log.Handler(stream)
    handler.setFormatter(log.Formatter())
    handler.handle(logging.LogRecord("x", logging.ERROR, "", 0, WORDS, (), None))
    assert WORDS not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("name", "level", "written"),
    [
        ("django.request", logging.WARNING, False),
        ("django.request", logging.ERROR, True),
        ("django.server", logging.ERROR, False),
        ("django.db.backends", logging.DEBUG, False),
        ("some.library", logging.WARNING, True),
        ("holdspace.accounts", logging.INFO, True),
    ],
)
def test_the_settings_for_the_log_write_nothing_but_this(name, level, written):
    before = {each: _state(each) for each in ["", *log.LOGGING["loggers"]]}
    stream = io.StringIO()
    try:
        logging.config.dictConfig(log.LOGGING)
        for each in ["", *log.LOGGING["loggers"]]:
            for handler in logging.getLogger(each).handlers:
                if isinstance(handler, log.Handler):
                    handler.setStream(stream)
        logging.getLogger(name).log(level, "%s", WORDS)
    finally:
        for each, state in before.items():
            _restore(each, state)
    assert WORDS not in stream.getvalue()
    assert bool(stream.getvalue()) is written


def _state(name):
    logger = logging.getLogger(name)
    return logger.level, list(logger.handlers), logger.propagate


def _restore(name, state):
    logger = logging.getLogger(name)
    logger.setLevel(state[0])
    logger.handlers[:] = state[1]
    logger.propagate = state[2]
