from __future__ import annotations

from django.urls import path

from holdspace.care import passing_urls, views

app_name = "care"
urlpatterns = [
    path("care/", views.today, name="today"),
    path("care/calendar/", views.calendar, name="calendar"),
    path(
        "care/calendar/<uuid:session>/remove/",
        views.remove_session,
        name="remove_session",
    ),
    path("care/card/", views.card, name="card"),
    path("care/card/confirm/", views.confirm, name="confirm"),
    path("care/invites/", views.invites, name="invites"),
    path("care/invites/<uuid:invite>/withdraw/", views.withdraw, name="withdraw"),
    path("care/before/", views.before, name="before"),
    path("care/<uuid:bond>/", views.brief, name="brief"),
    path("care/<uuid:bond>/thing/<uuid:copy>/", views.thing, name="thing"),
    path("care/<uuid:bond>/phrase/", views.phrase, name="phrase"),
    path("care/<uuid:bond>/end/", views.end, name="end"),
    path("care/<uuid:bond>/notes/", views.notes, name="notes"),
    path("care/<uuid:bond>/notes/<uuid:note>/", views.note, name="note"),
    path(
        "care/<uuid:bond>/notes/<uuid:note>/remove/",
        views.remove_note,
        name="remove_note",
    ),
    *passing_urls.urlpatterns,
]
