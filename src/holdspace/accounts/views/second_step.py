"""HTTP in, HTTP out, for the second step: taking it, and setting it up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_safe,
)

from holdspace.accounts import flows, forms, halfway, unlocking
from holdspace.accounts.pages.second_step import app_page
from holdspace.accounts.proving import proved
from holdspace.accounts.views.parts import see, show
from holdspace.web import clock
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form

    from holdspace.accounts.halfway import Pending
    from holdspace.accounts.spaces import Space

WRONG = "This did not fit. Each code works once, and for a short while; try another."
TOO_MANY = (
    "There were many codes that did not fit, so none is looked at for an hour. "
    "A passkey or your recovery code works meanwhile."
)
DAMAGED = (
    "What is stored here for your second step cannot be read any more. "
    "Your recovery code opens your space; then the step can be removed."
)
WRONG_PASSKEY = "The passkey did not fit, or took too long. You can try again."

_SECRET = "second_step_app"  # noqa: S105  (where it lies in the sealed session)
_ASKED = "second_step_passkey"
_MAY_ADD = "second_step_may_add_passkey"
_PROVED_FOR = timedelta(minutes=5)


@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Take the second step, and unlock."""
    waiting = halfway.pending(request)
    if waiting is None:
        return _begin_again(request)
    form, problem = forms.SecondStepForm(), ""
    if request.method == "POST":
        try:
            proof = _prove(request, waiting)
        except _Problem as told:
            form, problem = told.form, told.sentence
        else:
            return _enter(request, waiting, proof)
        if halfway.pending(request) is None:
            return _begin_again(request)
    return _second_step_page(request, waiting, form, problem)


class _Problem(Exception):
    """The step was not taken; the form and the sentence for the page."""

    def __init__(self, form: forms.SecondStepForm, sentence: str) -> None:
        self.form, self.sentence = form, sentence
        super().__init__("The second step was not taken.")


def _enter(request: HttpRequest, waiting: Pending, proof: flows.Proof) -> HttpResponse:
    response = halfway.finish(request, waiting, proof)
    for left_over in (_ASKED, _MAY_ADD, _SECRET):
        request.session.pop(left_over, None)
    unlocking.unlock(request, response, person=waiting.person.id, opened=waiting.opened)
    return response


def _begin_again(request: HttpRequest) -> HttpResponse:
    where = reverse("accounts:sign_in")
    had_begun = settings.HALFWAY_COOKIE_NAME in request.COOKIES
    response = see(f"{where}?ended=1" if had_begun else where)
    halfway.end(request, response)
    return response


def _second_step_page(
    request: HttpRequest, waiting: Pending, form: Form, problem: str
) -> HttpResponse:
    kinds = {step.kind for step in flows.list_steps(waiting.person.id)}
    asked = flows.ask_for_one(person=waiting.person.id, site=_site(request))
    if asked is not None:
        request.session[_ASKED] = asked[1]
    context = {
        "form": form,
        "problem": problem,
        "app": flows.APP in kinds,
        "codes": flows.BACKUP_CODES in kinds,
        "passkey": flows.PASSKEY in kinds,
        "options": asked[0] if asked else "",
    }
    status = 422 if problem or form.errors else 200
    return render(request, "accounts/second_step.html", context, status=status)


def _prove(request: HttpRequest, waiting: Pending) -> flows.Proof:
    if "credential" in request.POST:
        return _prove_with_passkey(request, waiting)
    form = forms.SecondStepForm(request.POST)
    if not form.is_valid():
        raise _Problem(form, "")
    try:
        return flows.prove_with_code(
            person=waiting.person.id, code=form.cleaned_data["code"], now=clock.now()
        )
    except flows.TooManyWrong as refusal:
        raise _Problem(form, TOO_MANY) from refusal
    except flows.StepsDamaged as refusal:
        raise _Problem(form, DAMAGED) from refusal
    except flows.WrongStep as refusal:
        raise _Problem(form, WRONG) from refusal


def _prove_with_passkey(request: HttpRequest, waiting: Pending) -> flows.Proof:
    # Taken out before it is answered: what a browser was asked once, it proves once.
    state = request.session.pop(_ASKED, None)
    try:
        if state is None:
            raise flows.WrongStep
        return flows.prove_with_passkey(
            person=waiting.person.id,
            site=_site(request),
            state=state,
            credential=request.POST["credential"],
        )
    except flows.WrongStep as refusal:
        raise _Problem(forms.SecondStepForm(), WRONG_PASSKEY) from refusal


@require_safe
def second_steps(request: HttpRequest) -> HttpResponse:
    """Show what signing in asks for besides the password."""
    space = unlocking.space_of(request)
    steps = flows.list_steps(space.person)
    kinds = [step.kind for step in steps]
    context = {
        "steps": steps,
        "on": flows.has_second_step(space.person),
        "has_app": flows.APP in kinds,
        "new_codes": flows.get_backup_codes(space) is not None,
        "takes_passkeys": _site(request).takes_passkeys,
        "full": sum(step.kind == flows.PASSKEY for step in steps)
        >= flows.MOST_PASSKEYS,
    }
    return render(request, "accounts/second_steps.html", context)


@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: its picture, its first code, the password."""
    space = unlocking.space_of(request)
    if any(step.kind == flows.APP for step in flows.list_steps(space.person)):
        return see(reverse("accounts:second_steps"))
    form = forms.AddAppForm(request.POST or None)
    secret = str(request.session.setdefault(_SECRET, flows.new_app_secret()))
    if _password_given(request, form) and _add_app(space, secret, form):
        del request.session[_SECRET]
        return see(_after_adding(space))
    context = {"form": form, "page": app_page(secret)}
    return show(request, "accounts/add_app.html", context, form)


def _add_app(space: Space, secret: str, form: Form) -> bool:
    code = form.cleaned_data["code"]
    try:
        flows.add_app(space, secret=secret, code=code, now=clock.now())
    except flows.WrongStep:
        form.add_error("code", WRONG)
        return False
    return True


@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey: the password first, then the browser makes it."""
    space, site = unlocking.space_of(request), _site(request)
    if not site.takes_passkeys:
        return render(request, "accounts/no_passkey.html", {"site": site})
    if "credential" in request.POST:
        return _add_passkey(request, space, site)
    form = forms.UnlockForm(request.POST or None)
    if _password_given(request, form):
        ends = clock.now() + _PROVED_FOR
        request.session[_MAY_ADD] = ends.timestamp()
        return see(reverse("accounts:add_passkey"))
    context: dict[str, object] = {"form": form, "options": ""}
    if request.method == "GET" and _may_add(request):
        context["options"], state = flows.ask_for_new(person=space.person, site=site)
        request.session[_ASKED] = state
        context["problem"] = WRONG_PASSKEY if "again" in request.GET else ""
    return show(request, "accounts/add_passkey.html", context, form)


def _add_passkey(request: HttpRequest, space: Space, site: flows.Site) -> HttpResponse:
    state = request.session.pop(_ASKED, None)
    where = reverse("accounts:add_passkey")
    if state is None or not _may_add(request):
        return see(where)
    try:
        flows.add_passkey(
            space,
            site=site,
            state=state,
            credential=request.POST.get("credential", ""),
            now=clock.now(),
        )
    except flows.WrongStep:
        return see(f"{where}?{urlencode({'again': 1})}")
    del request.session[_MAY_ADD]
    return see(_after_adding(space))


def _may_add(request: HttpRequest) -> bool:
    return bool(request.session.get(_MAY_ADD, 0) > clock.now().timestamp())


@require_http_methods(["GET", "POST"])
def backup_codes(request: HttpRequest) -> HttpResponse:
    """Show new backup codes, until they were said to be kept."""
    space = unlocking.space_of(request)
    codes = flows.get_backup_codes(space)
    if codes is None:
        return see(reverse("accounts:second_steps"))
    if request.method == "POST":
        flows.confirm_backup_codes(space)
        return see(reverse("accounts:second_steps"))
    return render(request, "accounts/backup_codes.html", {"codes": codes})


@require_GET
def backup_codes_file(request: HttpRequest) -> HttpResponse:
    """Give new backup codes as a file that is made in this moment and kept nowhere.

    Raises:
        NotThere: They were said to be kept, or there are none.
    """
    codes = flows.get_backup_codes(unlocking.space_of(request))
    if codes is None:
        raise NotThere
    response = HttpResponse("\n".join(codes) + "\n", content_type="text/plain")
    response.headers["Content-Disposition"] = 'attachment; filename="codes.txt"'
    return response


@require_http_methods(["GET", "POST"])
def new_backup_codes(request: HttpRequest) -> HttpResponse:
    """Make new backup codes, for the password.

    Raises:
        NotThere: There is no second step that they could stand in for.
    """
    space = unlocking.space_of(request)
    if not flows.has_second_step(space.person):
        raise NotThere
    form = forms.UnlockForm(request.POST or None)
    if _password_given(request, form):
        flows.renew_backup_codes(space, now=clock.now())
        return see(reverse("accounts:backup_codes"))
    return show(request, "accounts/new_backup_codes.html", {"form": form}, form)


@require_http_methods(["GET", "POST"])
def remove_step(request: HttpRequest, step: UUID) -> HttpResponse:
    """Remove an app or a passkey, for the password.

    Raises:
        NotThere: It does not exist, or it is somebody else's.
    """
    space = unlocking.space_of(request)
    steps = flows.list_steps(space.person)
    found = [one for one in steps if one.id == step and one.kind != flows.BACKUP_CODES]
    if not found:
        raise NotThere
    form = forms.UnlockForm(request.POST or None)
    if _password_given(request, form):
        flows.remove_step(space, step=step, now=clock.now())
        return see(reverse("accounts:second_steps"))
    last = sum(one.kind != flows.BACKUP_CODES for one in steps) == 1
    context = {"form": form, "step": found[0], "last": last}
    return show(request, "accounts/remove_step.html", context, form)


def _password_given(request: HttpRequest, form: Form) -> bool:
    """Whether the form came back, whole, with the right password in it."""
    if request.method != "POST" or not form.is_valid():
        return False
    return proved(request, form) is not None


def _after_adding(space: Space) -> str:
    waiting = flows.get_backup_codes(space) is not None
    return reverse("accounts:backup_codes" if waiting else "accounts:second_steps")


def _site(request: HttpRequest) -> flows.Site:
    return flows.Site(f"{request.scheme}://{request.get_host()}")
