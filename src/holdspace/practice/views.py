"""HTTP in, HTTP out, for a keeper. Whoever is none is told that nothing is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from holdspace.accounts.unlocking import space_of
from holdspace.library.flows import FormRefused
from holdspace.practice import flows, forms, pages
from holdspace.practice.forms import NoFile
from holdspace.web import clock
from holdspace.web.headers import takes_a_form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest

NO_FILE = "No file came with it. Choose the file once more."


@takes_a_form
@require_http_methods(["GET", "HEAD", "POST"])
def forms_(request: HttpRequest) -> HttpResponse:
    """Show every form that was brought in, and take another one."""
    keeper = space_of(request).person
    problems: Iterable[str] = ()
    listed = flows.list_forms(keeper)
    if request.method == "POST":
        try:
            raw = forms.read_file(request)
            brought = flows.bring_in(keeper, raw, day=clock.now().date())
        except NoFile:
            problems = [NO_FILE]
        except FormRefused as refusal:
            problems = refusal.problems
        else:
            return _see(brought.kept.id, "new" if brought.is_new else "there")
    context = {"groups": pages.groups(listed), "problems": problems}
    status = 422 if problems else 200
    return render(request, "practice/forms.html", context, status=status)


@require_safe
def form(request: HttpRequest, form: UUID) -> HttpResponse:
    """Show one version: what reading it showed, and what can be done with it."""
    return _form(request, form)


@require_safe
def whole(request: HttpRequest, form: UUID) -> HttpResponse:
    """Show the form as a client will see it, all of it; nothing is kept."""
    return _preview(request, form, 0)


@require_safe
def screen(request: HttpRequest, form: UUID, number: int) -> HttpResponse:
    """Show one screen of the form as a client will see it; nothing is kept."""
    return _preview(request, form, max(number, 1))


@require_safe
def file(request: HttpRequest, form: UUID) -> HttpResponse:
    """Give the file exactly as it came."""
    kept, raw = flows.export(space_of(request).person, form)
    headers = {"Content-Disposition": f'attachment; filename="{kept.name}.json"'}
    return HttpResponse(raw, content_type="application/fhir+json", headers=headers)


@require_POST
def publish(request: HttpRequest, form: UUID) -> HttpResponse:
    """Put it on the shelf."""
    keeper = space_of(request).person
    given = forms.read_publishing(request.POST)
    try:
        flows.publish(
            keeper,
            form,
            licence=given.licence,
            is_open=given.is_open,
            day=clock.now().date(),
        )
    except FormRefused as refusal:
        return _form(request, form, problems=refusal.problems, given=given)
    return _see(form, "published")


@require_POST
def openness(request: HttpRequest, form: UUID) -> HttpResponse:
    """Put it into the open list, or take it out."""
    keeper = space_of(request).person
    is_open = request.POST.get("open", "") == "yes"
    try:
        flows.change_openness(keeper, form, is_open=is_open)
    except FormRefused as refusal:
        return _form(request, form, problems=refusal.problems)
    return _see(form, "changed")


@require_POST
def measure(request: HttpRequest, form: UUID) -> HttpResponse:
    """Say which measure it is."""
    keeper = space_of(request).person
    chosen = request.POST.get("measure", "").strip()
    try:
        flows.choose_measure(keeper, form, measure=chosen)
    except FormRefused as refusal:
        return _form(request, form, problems=refusal.problems)
    return _see(form, "changed")


@require_POST
def retire(request: HttpRequest, form: UUID) -> HttpResponse:
    """Take it out of the lists."""
    keeper = space_of(request).person
    try:
        flows.retire(keeper, form, day=clock.now().date())
    except FormRefused as refusal:
        return _form(request, form, problems=refusal.problems)
    return _see(form, "retired")


@require_POST
def remove(request: HttpRequest, form: UUID) -> HttpResponse:
    """Remove a draft."""
    keeper = space_of(request).person
    try:
        flows.remove(keeper, form)
    except FormRefused as refusal:
        return _form(request, form, problems=refusal.problems)
    return _to(reverse("practice:forms"))


def _form(
    request: HttpRequest,
    form: UUID,
    *,
    problems: Iterable[str] = (),
    given: forms.Publishing | None = None,
) -> HttpResponse:
    keeper = space_of(request).person
    try:
        kept, arrived = flows.look_at(keeper, form)
    except FormRefused as refusal:
        return _unreadable(request, keeper, form, refusal)
    page = pages.form(kept, arrived)
    context = {
        "page": page,
        "problems": problems,
        # Said beside the field that it is about, where that is on the page.
        "at_publishing": given is not None and not page.is_published,
        "licence": kept.licence if given is None else given.licence,
        "open": kept.is_open if given is None else given.is_open,
        "done": request.GET.get("done", ""),
    }
    status = 422 if problems else 200
    return render(request, "practice/form.html", context, status=status)


def _preview(request: HttpRequest, form: UUID, number: int) -> HttpResponse:
    keeper = space_of(request).person
    try:
        kept, arrived = flows.look_at(keeper, form)
    except FormRefused as refusal:
        return _unreadable(request, keeper, form, refusal)
    page = pages.preview(kept, arrived, number)
    return render(request, "practice/preview.html", {"page": page})


def _unreadable(
    request: HttpRequest, keeper: UUID, form: UUID, refusal: FormRefused
) -> HttpResponse:
    """Tell that a form was taken once and cannot be read by this program."""
    kept, _ = flows.export(keeper, form)
    context = {"kept": kept, "problems": refusal.problems}
    return render(request, "practice/unreadable.html", context, status=409)


def _see(form: UUID, done: str) -> HttpResponse:
    return _to(f"{reverse('practice:form', args=[form])}?done={done}")


def _to(where: str) -> HttpResponse:
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response
