"""What is the same for everybody is written once, and holds nothing of anybody."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.urls import NoReverseMatch, reverse, set_script_prefix

ENGINE = Engine(builtins=["holdspace.web.templatetags.once"])


def test_what_is_written_once_is_given_nothing_of_the_page() -> None:
    """Not even the first page's words, which all others would show."""
    template = ENGINE.from_string("{% once %}[{{ word }}]{% endonce %}{{ word }}")
    assert template.render(Context({"word": "heron"})) == "[]heron"
    assert template.render(Context({"word": "weir"})) == "[]weir"


def test_an_address_without_arguments_is_the_one_that_django_gives() -> None:
    """Also where it is put into a variable."""
    template = ENGINE.from_string(
        "{% url 'web:help' %} {% url 'web:about' as about %}{{ about }}"
    )
    for _ in range(2):
        wanted = f"{reverse('web:help')} {reverse('web:about')}"
        assert template.render(Context()) == wanted


def test_an_address_with_an_id_is_worked_out_each_time() -> None:
    """What was asked for on one page is never on another."""
    template = ENGINE.from_string("{% url 'web:help_country' code %}")
    for code in ("GB", "DE"):
        wanted = reverse("web:help_country", args=[code])
        assert template.render(Context({"code": code})) == wanted


def test_an_address_that_is_not_there_is_told_as_before() -> None:
    """An error in a template, or nothing where it asks for a variable."""
    with pytest.raises(NoReverseMatch):
        ENGINE.from_string("{% url 'web:nowhere' %}").render(Context())
    asked = ENGINE.from_string("{% url 'web:nowhere' as there %}[{{ there }}]")
    assert asked.render(Context()) == "[]"


def test_an_address_follows_the_folder_that_a_front_serves_us_under() -> None:
    """Asked for before, and without it."""
    template = ENGINE.from_string("{% url 'web:help' %}")
    plain = template.render(Context())
    set_script_prefix("/notes/")
    try:
        assert template.render(Context()) == f"/notes{plain}"
    finally:
        set_script_prefix("/")
