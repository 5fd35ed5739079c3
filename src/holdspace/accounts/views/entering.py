"""HTTP in, HTTP out, for joining, signing in, locking and getting back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts import flows, forms, halfway, store, unlocking
from holdspace.accounts.names import is_zone, tidy_name
from holdspace.accounts.proving import proved
from holdspace.accounts.views.parts import (
    next_of,
    person_of,
    see,
    show,
    with_next,
)
from holdspace.core import vault
from holdspace.web import clock

if TYPE_CHECKING:
    from django.forms import Form

    from holdspace.accounts.models import Person
    from holdspace.core.vault import Opened

WRONG_CODE = (
    "This code does not open a space here. A code works once, and each start of the "
    "server prints a new one for the first person."
)
NOT_TOGETHER = (
    "This name and password do not belong together here. Nothing was changed; you "
    "can try again."
)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make a space."""
    open_here = flows.may_join(settings.SIGNUP)
    form = forms.CreateForm(request.POST or None)
    if request.method == "POST" and open_here and form.is_valid():
        if not ratelimit.consume(request, action="signup"):
            form.add_error(None, get_adapter().error_messages["rate_limited"])
        elif (response := _create(request, form)) is not None:
            return response
    context = {"form": form, "open_here": open_here}
    return show(request, "accounts/create.html", context, form)


def _create(request: HttpRequest, form: forms.CreateForm) -> HttpResponse | None:
    given = form.cleaned_data
    zone = given["zone"] if is_zone(given["zone"]) else ""
    try:
        person, opened = flows.create_space(
            sign_in=given["sign_in"],
            password=given["password"],
            profile=flows.Profile(name=given["name"], zone=zone),
            cost=settings.PASSWORD_COST,
            signup=settings.SIGNUP,
            invitation=given.get("invitation", ""),
            now=clock.now(),
        )
    except flows.NotInvited:
        form.add_error("invitation", WRONG_CODE)
        return None
    except store.NameTaken:
        form.add_error(
            "sign_in",
            "This name is in use. Another one, or a number behind it, will do.",
        )
        return None
    where = reverse("accounts:code")
    if onward := next_of(request, ""):
        where = f"{where}?{urlencode({'next': onward})}"
    return _enter(request, person_of(person), opened, where)


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and unlock in one step."""
    if request.method == "GET" and request.user.is_authenticated:
        return see(next_of(request, reverse("accounts:unlock")))
    form = forms.SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["sign_in"]
        person = _authenticate(request, form, name)
        if person is not None:
            opened = unlocking.opened_by(person)
            where = next_of(request, reverse("journal:today"))
            if flows.has_second_step(person.id):
                unlocking.end(request)
                return halfway.begin(request, person=person, opened=opened, where=where)
            return _enter(request, person, opened, where)
    context: dict[str, object] = {"form": form, "ended": "ended" in request.GET}
    return show(request, "accounts/sign_in.html", context, form)


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock the space of somebody who is signed in."""
    if not request.user.is_authenticated:
        return see(f"{reverse('accounts:sign_in')}{with_next(request)}")
    form = forms.UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = proved(request, form)
        if found is not None:
            response = see(next_of(request, reverse("journal:today")))
            opened = unlocking.opened_by(found)
            unlocking.unlock(request, response, person=found.id, opened=opened)
            return response
    return show(request, "accounts/unlock.html", {"form": form}, form)


@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Get back in with the recovery code, and set a new password."""
    form = forms.RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not ratelimit.consume(request, action="login_failed", key=given["sign_in"]):
            form.add_error(
                None, get_adapter().error_messages["too_many_login_attempts"]
            )
        else:
            try:
                person, opened = flows.open_with_code(
                    sign_in=given["sign_in"],
                    code=given["code"],
                    password=given["password"],
                    cost=settings.PASSWORD_COST,
                    now=clock.now(),
                )
                # The code stands in for a lost second step as well: see ADR 0019.
                halfway.let_pass(request)
                return _enter(
                    request, person_of(person), opened, reverse("accounts:code")
                )
            except vault.WrongCode:
                form.add_error(
                    None,
                    "This name and code do not belong together here. Nothing was "
                    "changed; you can try again.",
                )
    return show(request, "accounts/recover.html", {"form": form}, form)


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Show the recovery code once, and have it typed back whole."""
    space = unlocking.space_of(request)
    waiting = flows.get_code_to_confirm(space)
    if waiting is None:
        return see(reverse("journal:today"))
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            flows.confirm_code(space, code=form.cleaned_data["code"])
        except vault.WrongCode:
            form.add_error(
                "code",
                "This is not the whole code as it stands above. It has seven groups "
                "of four.",
            )
        else:
            if flows.is_rotating(space):
                return see(reverse("accounts:key_onward"))
            return see(next_of(request, reverse("journal:today")))
    context = {
        "form": form,
        "code": waiting,
        "second_step": flows.has_second_step(space.person),
    }
    return show(request, "accounts/code.html", context, form)


@require_http_methods(["GET", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    """See and change what a person told about themselves."""
    space = unlocking.space_of(request)
    profile = flows.get_profile(space)
    before = {"name": profile.name, "zone": profile.zone}
    form = forms.ProfileForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        flows.rename(space, name=given["name"], zone=given["zone"])
        return see(f"{reverse('accounts:you')}?kept=1")
    context = {
        "form": form,
        "kept": "kept" in request.GET,
        # Where mails are switched off later, this is the way to take it back.
        "address_kept": profile.has_address,
        "keeper": flows.is_keeper(space.person),
    }
    return show(request, "accounts/you.html", context, form)


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the space at once; the person stays signed in."""
    response = see(reverse("accounts:locked"))
    unlocking.lock(request, response)
    return response


def locked(request: HttpRequest) -> HttpResponse:
    """Say that the space is locked, and lock it if it is not.

    The idle timer leads here with a plain address. Locking by an address does no
    harm: nobody elsewhere can send a person here with their cookies, and all it
    costs is typing the password.
    """
    response = HttpResponse()
    unlocking.lock(request, response)
    # Drawn after locking: a damaged key would otherwise keep this page away.
    page = render_to_string("accounts/locked.html", {"here": True}, request)
    response.write(page)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Lock the space and forget who was here."""
    response = see(reverse("web:arrive"))
    unlocking.leave(request, response)
    return response


def _authenticate(request: HttpRequest, form: Form, name: str) -> Person | None:
    password = form.cleaned_data["password"]
    try:
        found = get_adapter().authenticate(
            request, username=tidy_name(name), password=password
        )
    except ValidationError as too_many:
        form.add_error(None, too_many)
        return None
    if found is None:
        form.add_error(None, NOT_TOGETHER)
    return cast("Person | None", found)


def _enter(
    request: HttpRequest, person: Person, opened: Opened, where: str
) -> HttpResponse:
    # Somebody else may have been signed in here: what they had open ends first.
    unlocking.end(request)
    response = cast(
        "HttpResponse", perform_login(request, person, redirect_url=where or None)
    )
    if request.user.is_authenticated:
        unlocking.unlock(request, response, person=person.id, opened=opened)
    return response
