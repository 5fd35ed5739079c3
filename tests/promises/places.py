"""Every address of the space, taken from the resolver so that none is forgotten."""

from __future__ import annotations

from django.urls import reverse

from holdspace.library import shelf

_FILLED = {
    "number": 1,
    "back": 0,
    "start": 0,
    "code": "GB",
    "guide": shelf.AFTER_TEARS,
    "token": "never-a-token",
    "table": "accounts_person",
    "pace": "longer-out",
    "minutes": 3,
}
DRAFTS = ("draft",)
ENDS = frozenset({"accounts:lock", "accounts:locked", "accounts:sign_out", "web:leave"})


def doors(resolver, space=""):
    """Every named address, with the kinds of id it takes."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = pattern.namespace or space
            yield from doors(pattern, inner)
        else:
            name = f"{space}:{pattern.name}" if space else pattern.name
            yield name, tuple(pattern.pattern.converters.items())


def address(name, converters, *, row, draft):
    """One address with ids in it; an unknown kind of part fails until it is known."""
    parts = {}
    for part, converter in converters:
        if type(converter).__name__ == "UUIDConverter":
            parts[part] = draft if part in DRAFTS else row
        else:
            parts[part] = _FILLED[part]
    return reverse(name, kwargs=parts)


def has_id(converters):
    return any(type(one).__name__ == "UUIDConverter" for _, one in converters)


def every_page(resolver, *, row, draft):
    """Every address that reading can be tried at, those that end a session last."""
    listed = sorted(doors(resolver), key=lambda door: (door[0] in ENDS, door[0]))
    for name, converters in listed:
        yield address(name, converters, row=row, draft=draft)
