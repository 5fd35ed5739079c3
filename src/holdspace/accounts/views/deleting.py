"""HTTP in, HTTP out, for deleting everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from holdspace.accounts import flows, forms, unlocking
from holdspace.accounts.proving import with_password
from holdspace.accounts.views.parts import see, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the space with everything in it."""
    space = unlocking.space_of(request)
    form = forms.DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["password"]
        with_password(
            request, form, lambda: flows.delete_everything(space, password=given)
        )
        if not form.errors:
            response = see(reverse("accounts:deleted"))
            unlocking.leave(request, response)
            return response
    return show(request, "accounts/delete.html", {"form": form}, form)


@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """Say that everything is deleted. Anybody may see this page; it tells nothing."""
    return render(request, "accounts/deleted.html")
