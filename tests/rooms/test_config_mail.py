"""The settings of mails: read, refused with a sentence, and what they become."""

from __future__ import annotations

import pytest

from holdspace.config import readers
from holdspace.config.readers import SettingRefused

PLACE = {"host": "127.0.0.1", "port": 8000, "https": False, "proxy": False}


def test_without_a_mail_server_mails_go_nowhere():
    found = readers.mailer("", 587, "", "", "starttls")
    assert found == {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


@pytest.mark.parametrize(
    ("security", "tls", "ssl"),
    [("starttls", True, False), ("tls", False, True), ("none", False, False)],
)
def test_each_kind_of_security_is_what_it_says(security, tls, ssl):
    found = readers.mailer("mail.example.org", 25, "us", "pass", security)["OPTIONS"]
    assert (found["use_tls"], found["use_ssl"]) == (tls, ssl)
    assert found["timeout"] > 0


@pytest.mark.parametrize(
    "given", ["", "nobody", "a@", "@b", "Notes <a>", "ä@b.example"]
)
def test_a_mail_server_needs_an_address_to_send_from(monkeypatch, given):
    monkeypatch.setenv("MAIL_FROM", given)
    with pytest.raises(SettingRefused, match="MAIL_FROM takes the address"):
        readers.sender("MAIL_FROM", needed=True)


def test_an_address_with_a_name_before_it_is_taken(monkeypatch):
    monkeypatch.setenv("MAIL_FROM", "Notes <notes@example.org>")
    assert readers.sender("MAIL_FROM", needed=True) == "Notes <notes@example.org>"
    monkeypatch.delenv("MAIL_FROM")
    assert readers.sender("MAIL_FROM", needed=False) == ""


def test_a_password_may_come_from_a_file_and_may_be_short(monkeypatch, tmp_path):
    file = tmp_path / "password"
    file.write_text("short\n")
    monkeypatch.delenv("MAIL_PASSWORD", raising=False)
    monkeypatch.setenv("MAIL_PASSWORD_FILE", str(file))
    assert readers.optional_secret("MAIL_PASSWORD") == "short"
    monkeypatch.setenv("MAIL_PASSWORD", "nearer")
    assert readers.optional_secret("MAIL_PASSWORD") == "nearer"
    monkeypatch.delenv("MAIL_PASSWORD")
    monkeypatch.setenv("MAIL_PASSWORD_FILE", str(tmp_path / "not there"))
    with pytest.raises(SettingRefused, match="MAIL_PASSWORD_FILE"):
        readers.optional_secret("MAIL_PASSWORD")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "::1"}, "http://[::1]:8000"),
        ({"host": "a.example", "https": True}, "https://a.example:8000"),
        ({"host": "a.example", "https": True, "proxy": True}, "https://a.example"),
    ],
)
def test_links_lead_to_where_this_is_reached(monkeypatch, more, expected):
    monkeypatch.delenv("SITE", raising=False)
    assert readers.site("SITE", **{**PLACE, **more}) == expected


def test_or_to_where_the_keeper_says(monkeypatch):
    monkeypatch.setenv("SITE", "https://b.example/")
    assert readers.site("SITE", **PLACE) == "https://b.example"
    for given in ("b.example", "ftp://b.example", "https://", "https://b.example/?a=b"):
        monkeypatch.setenv("SITE", given)
        with pytest.raises(SettingRefused, match="SITE takes"):
            readers.site("SITE", **PLACE)
