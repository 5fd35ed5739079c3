"""Where letters and assigning are, on the therapist's side."""

from __future__ import annotations

from django.urls import path

from holdspace.care.views import passing

urlpatterns = [
    path("care/<uuid:bond>/letters/", passing.letters, name="letters"),
    path(
        "care/<uuid:bond>/letters/<uuid:letter>/take-back/",
        passing.take_back,
        name="take_letter_back",
    ),
    path("care/<uuid:bond>/assign/", passing.assign, name="assign"),
    path(
        "care/<uuid:bond>/assign/<uuid:task>/withdraw/",
        passing.withdraw_task,
        name="withdraw_task",
    ),
]
