"""HTTP in, HTTP out, for a therapist's own notes."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate
from uuid import UUID, uuid4

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.accounts.views.parts import see
from holdspace.care import flows
from holdspace.care.forms import NoteForm, note_initial
from holdspace.care.looked import Kept
from holdspace.care.pages import notes as pages
from holdspace.care.views.parts import in_care, zone_in
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.refusals import Locked, NotThere

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space
    from holdspace.care.documents import Note

MOST_NOTES = 100
BESIDE = ("day", "time", "seen")
NO_WORDS = "There is no word in it yet, so nothing was kept."
TOO_LONG = (
    f"Up to {flows.LONGEST_NOTE:,} characters fit into one note. Nothing was kept yet; "
    "part of it can go into a second note."
)


def _hands_back[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give what was typed back where the space has locked itself meanwhile."""

    @wraps(view)
    def handed(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Locked:
            # Nothing is read or kept here: the answer holds what was just sent.
            person = request.user.pk if request.user.is_authenticated else None
            if request.method != "POST" or not person:
                raise
            if not accounts.is_therapist(person):
                raise
            rest = [(name, request.POST.get(name, "")) for name in BESIDE]
            context = {"words": request.POST.get("words", ""), "rest": rest}
            return render(request, "care/locked_note.html", context, status=423)

    return handed


@require_safe
@in_care
def notes(request: HttpRequest, bond: UUID) -> HttpResponse:
    """Show the notes about one client, and a box for a new one."""
    space, now = space_of(request), clock.now()
    zone = zone_in(space)
    found = flows.read_notes(space, bond=bond, most=MOST_NOTES)
    at = flows.note_moment(space, bond=bond, now=now)
    context = {
        "bond": bond,
        "page": pages.notes(found, now=now, zone=zone),
        "form": NoteForm(initial=note_initial(at, zone)),
        "note": uuid4(),
        "kept": request.GET.get("done", ""),
    }
    return render(request, "care/notes.html", context)


@takes_long_words
@require_http_methods(["GET", "HEAD", "POST"])
@_hands_back
@in_care
def note(request: HttpRequest, bond: UUID, note: UUID) -> HttpResponse:
    """Show one note to be changed, or keep it."""
    space = space_of(request)
    zone = zone_in(space)
    if request.method == "POST":
        form = NoteForm(request.POST)
        other = _kept(space, form, bond, note)
        if other is None and form.is_valid():
            return see(f"{reverse('care:notes', args=[bond])}?done=kept")
    else:
        other = None
        there = flows.read_note(space, bond=bond, note=note)
        form = NoteForm(initial=_initial(there, zone))
    context = {"bond": bond, "note": note, "form": form, "other": other}
    status = 409 if other else 422 if form.is_bound else 200
    return render(request, "care/note.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_care
def remove_note(request: HttpRequest, bond: UUID, note: UUID) -> HttpResponse:
    """Ask once, then take a note away for good."""
    space, now = space_of(request), clock.now()
    if request.method == "POST":
        flows.remove_note(space, bond=bond, note=note)
        return see(f"{_notes_or_today(space, bond)}?done=gone")
    there = flows.read_note(space, bond=bond, note=note)
    kept = Kept(note, there.at, there)
    context = {"bond": bond, "note": pages.note(kept, now=now, zone=zone_in(space))}
    return render(request, "care/remove_note.html", context)


@require_safe
@in_care
def before(request: HttpRequest) -> HttpResponse:
    """Show of which former clients there are still notes."""
    space = space_of(request)
    present = {client.id for client in flows.list_clients(space)}
    folders = [one for one in flows.list_folders(space) if one.bond not in present]
    return render(request, "care/before.html", {"folders": folders})


def _kept(space: Space, form: NoteForm, bond: UUID, note: UUID) -> Note | None:
    """Keep what came in; gives the newer text of another page, if there is one."""
    if not form.is_valid():
        return None
    try:
        flows.write_note(
            space,
            bond=bond,
            note=note,
            words=form.cleaned_data["words"],
            at=form.moment(zone_in(space)),
            seen=form.seen_at(),
            now=clock.now(),
        )
    except flows.NoWords:
        form.add_error("words", NO_WORDS)
    except flows.NoteTooLong:
        form.add_error("words", TOO_LONG)
    except flows.ChangedMeanwhile as refusal:
        # Sent once more, it takes the place of the text that is shown beside it.
        given = {name: form.data.get(name, "") for name in ("words", *BESIDE)}
        form.data = {**given, "seen": refusal.note.changed.isoformat()}
        return refusal.note
    return None


def _initial(there: Note, zone: tzinfo) -> dict[str, object]:
    moment = note_initial(there.at, zone)
    return {**moment, "words": there.words, "seen": there.changed.isoformat()}


def _notes_or_today(space: Space, bond: UUID) -> str:
    # With the last note about somebody who left, their page has gone as well.
    try:
        flows.read_notes(space, bond=bond, most=0)
    except NotThere:
        return reverse("care:before")
    return reverse("care:notes", args=[bond])
