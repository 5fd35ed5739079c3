"""What the views of this room share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from holdspace.accounts import store, unlocking
from holdspace.web.refusals import Locked

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest

    from holdspace.accounts.models import Person
    from holdspace.core.vault import Opened


def enter_again(request: HttpRequest, response: HttpResponse, opened: Opened) -> None:
    """Keep this browser in after the password changed that its session is bound to."""
    person = person_of(unlocking.space_of(request).person)
    update_session_auth_hash(request, person)
    unlocking.unlock(request, response, person=person.id, opened=opened)


def person_of(person: UUID) -> Person:
    """The person of this id, who may have gone in this moment."""
    found = store.get_person(person)
    if found is None:
        raise Locked
    return found


def show(
    request: HttpRequest, template: str, context: dict[str, object], form: Form
) -> HttpResponse:
    """Draw a page with a form; refused, it says so in its status as well."""
    status = 422 if form.is_bound and form.errors else 200
    for name in form.errors:
        if name in form.fields:
            # Where the eye and the keyboard are needed, on a small window above all.
            form.fields[name].widget.attrs["autofocus"] = True
            break
    context["next"] = next_of(request, "")
    return render(request, template, context, status=status)


def next_of(request: HttpRequest, otherwise: str) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    where = request.POST.get("next") or request.GET.get("next") or ""
    safe = where.startswith("/") and url_has_allowed_host_and_scheme(
        where, allowed_hosts=None
    )
    return where if safe else otherwise


def with_next(request: HttpRequest) -> str:
    """What stood behind the address, to be carried along."""
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def see(where: str) -> HttpResponse:
    """Lead on to another page after a form."""
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response
