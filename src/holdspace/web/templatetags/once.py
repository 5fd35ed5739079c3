"""What is the same on every page for everybody: worked out once, then kept.

The engine has these as builtins. Half of the time of a small page went into asking
Django, fifteen times, for addresses that never change.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, override

from django import template
from django.template import Context
from django.template.base import Node
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_of_django
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django.template.base import FilterExpression, NodeList, Parser, Token

register = template.Library()

_END: Final = "endonce"


@register.tag
def once(parser: Parser, token: Token) -> Node:
    """Write what stands between ``once`` and ``endonce`` when it is first needed.

    It is given an empty context: nothing of a person, a request or a page can be in
    it, so that what is kept is nobody's.
    """
    del token
    inside = parser.parse((_END,))
    parser.delete_first_token()
    return _Once(inside)


class _Once(Node):
    """A part of a template that is the same whoever asks."""

    child_nodelists = ("inside",)

    def __init__(self, inside: NodeList) -> None:
        self.inside = inside
        self._written: SafeString | None = None

    @override
    def render(self, context: Context) -> SafeString:
        if self._written is None and context.template is not None:
            fresh = Context()
            with fresh.bind_template(context.template):
                self._written = self.inside.render(fresh)
        return self._written or SafeString()


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Write an address as Django's tag of this name does.

    One that takes no arguments is asked for once; those that hold an id are not kept.
    """
    node = url_of_django(parser, token)
    if node.args or node.kwargs:
        return node
    return _Address(node.view_name, node.asvar)


class _Address(URLNode):
    """An address that is always the same."""

    def __init__(self, view_name: FilterExpression, asvar: str | None) -> None:
        super().__init__(view_name, [], {}, asvar)

    @override
    def render(self, context: Context) -> str:
        name = self.view_name.resolve(context)
        try:
            address = _address(name, get_urlconf(), get_script_prefix())
        except NoReverseMatch:
            if self.asvar is None:
                raise
            address = SafeString()
        if self.asvar is None:
            return address
        context[self.asvar] = address
        return ""


@cache
def _address(name: str, urlconf: str | None, prefix: str) -> SafeString:
    # Django reads the prefix, by which a front may serve us under a folder, itself.
    del prefix
    return SafeString(escape(reverse(name, urlconf)))
