"""HTTP in, HTTP out, for another password, another code, another key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from holdspace.accounts import flows, forms, unlocking
from holdspace.accounts.proving import with_password
from holdspace.accounts.views.parts import enter_again, see, show
from holdspace.web import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other browser is signed out and locked."""
    space = unlocking.space_of(request)
    form = _password_form(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        opened = with_password(
            request,
            form,
            lambda: flows.change_password(
                space,
                password=given["password"],
                new_password=given["new_password"],
                cost=settings.PASSWORD_COST,
                now=clock.now(),
            ),
        )
        if opened is not None:
            response = see(f"{reverse('accounts:password')}?changed=1")
            enter_again(request, response, opened)
            return response
    context = {"form": form, "changed": "changed" in request.GET and not form.is_bound}
    return show(request, "accounts/password.html", context, form)


@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest) -> HttpResponse:
    """Put a new recovery code in the place of the one before."""
    space = unlocking.space_of(request)
    form = forms.AccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["password"]
        with_password(
            request,
            form,
            lambda: flows.change_code(space, password=given, now=clock.now()),
        )
        if not form.errors:
            return see(reverse("accounts:code"))
    return show(request, "accounts/new_code.html", {"form": form}, form)


@require_http_methods(["GET", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """Begin to put a new key in place."""
    space = unlocking.space_of(request)
    if flows.is_rotating(space):
        return see(reverse("accounts:key_onward"))
    form = _password_form(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opened = with_password(
                request,
                form,
                lambda: flows.begin_rotation(
                    space,
                    password=given["password"],
                    new_password=given["new_password"],
                    cost=settings.PASSWORD_COST,
                    now=clock.now(),
                ),
            )
        except flows.NotFinished:
            return see(reverse("accounts:key_onward"))
        if opened is not None:
            response = see(reverse("accounts:code"))
            enter_again(request, response, opened)
            return response
    return show(request, "accounts/key.html", {"form": form}, form)


@require_GET
def key_onward(request: HttpRequest) -> HttpResponse:
    """Seal one more piece under the new key, and show how far it is.

    Looking at this page is what does it, so that it goes on by itself in a browser
    without script. Looking twice does no harm: each piece is done once.
    """
    space = unlocking.space_of(request)
    if not flows.is_code_confirmed(space.person):
        return see(reverse("accounts:code"))
    if not flows.is_rotating(space):
        return see(reverse("accounts:key"))
    progress = flows.go_on(space, now=clock.now())
    return render(request, "accounts/key_onward.html", {"progress": progress})


def _password_form(request: HttpRequest) -> forms.ChangePasswordForm:
    name = request.user.get_username()
    return forms.ChangePasswordForm(request.POST or None, sign_in=name)
