"""HTTP in, HTTP out, for taking everything along and bringing it in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from holdspace.accounts import flows as accounts
from holdspace.accounts.proving import proved
from holdspace.accounts.unlocking import space_of
from holdspace.accounts.uploads import SealedUpload
from holdspace.core.guides import NotABundle
from holdspace.journal import drafting, flows, forms, pages
from holdspace.journal.views.parts import zone_of
from holdspace.web import clock
from holdspace.web.headers import takes_a_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from holdspace.accounts.spaces import Space

# Where the page that is printed comes apart: its beginning, and its end.
_HERE = "\x1e"
NO_FILE = "No file came with it. Choose the file once more."
NOT_A_BUNDLE = (
    "This is not a file that Holdspace wrote, or it breaks off at its beginning. "
    "Nothing was changed. The file to bring in ends in .json."
)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Take everything along, once the password was given again."""
    space = space_of(request)
    form = forms.ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and proved(request, form):
        return _carried(request, space, form)
    zone = drafting.zone_of(zone_of(accounts.get_profile(space)))
    listed = flows.list_all(space)
    kept = flows.list_entries(space, kind=flows.REFLECTION, listed=listed)
    drafts = len(flows.list_entries(space, kind=flows.DRAFT, listed=listed))
    page = pages.export(kept, drafts, listed.damaged_parts, zone)
    status = 422 if form.is_bound and form.errors else 200
    context = {"page": page, "form": form}
    return render(request, "journal/export.html", context, status=status)


@takes_a_file
@require_http_methods(["GET", "POST"])
def import_(request: HttpRequest) -> HttpResponse:
    """Bring in what was taken along."""
    space = space_of(request)
    context: dict[str, object] = {}
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if isinstance(file, SealedUpload):
                pieces = file.held.pieces()
                tally = flows.import_bundle(space, pieces, now=clock.now())
                context.update(done=True, sentences=pages.imported(tally))
            else:
                context["problem"] = NO_FILE
        except NotABundle:
            context["problem"] = NOT_A_BUNDLE
    status = 422 if "problem" in context else 200
    return render(request, "journal/import.html", context, status=status)


def _carried(
    request: HttpRequest, space: Space, form: forms.ExportForm
) -> HttpResponseBase:
    now = clock.now()
    zone_name = zone_of(accounts.get_profile(space))
    zone = drafting.zone_of(zone_name)
    carried = flows.begin_export(space, zone=zone_name, now=now)
    if form.cleaned_data["form"] == "page":
        year = form.cleaned_data["year"]
        return StreamingHttpResponse(_printed(request, carried, zone, year))
    kind, suffix, pieces = "application/fhir+json", "json", carried.bundle(now=now)
    if form.cleaned_data["form"] == "markdown":
        kind, suffix = "text/markdown; charset=utf-8", "md"
        pieces = pages.markdown(carried, made=now.astimezone(zone))
    # A name that says nothing, for whoever sees the folder it is put into.
    name = f"notes-{now.astimezone(zone):%Y-%m-%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


def _printed(
    request: HttpRequest, carried: flows.Export, zone: tzinfo, year: str
) -> Iterable[str]:
    entries = [
        entry
        for entry in carried.reflections
        if year in ("", str(pages.year_of(entry, zone)))
    ]
    whole = render_to_string(
        "journal/printed.html", {"here": _HERE, "year": year}, request
    )
    start, _, end = whole.partition(_HERE)
    yield start
    for page in pages.printed(carried.open_reflections(entries), zone):
        yield render_to_string("journal/printed_entry.html", {"page": page})
    left = () if year else tuple(pages.left(one) for one in carried.open_drafts())
    lacks = pages.not_whole(carried.lacks)
    kept = () if year else carried.told.patterns
    context = {"none": not entries, "left": left, "lacks": lacks, "kept": kept}
    yield render_to_string("journal/printed_end.html", context)
    yield end
