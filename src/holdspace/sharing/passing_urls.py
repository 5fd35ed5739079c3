"""Where letters and suggestions are, on the client's side."""

from __future__ import annotations

from django.urls import path

from holdspace.sharing.views import passing

urlpatterns = [
    path("letters/", passing.letters, name="letters"),
    path("letters/<uuid:bond>/", passing.letter, name="letter"),
    path(
        "letters/<uuid:bond>/<uuid:letter>/take-back/",
        passing.take_letter_back,
        name="take_letter_back",
    ),
    path("suggested/", passing.list_suggested, name="suggested"),
    path("suggested/answered/<uuid:row>/", passing.answered, name="answered"),
    path("suggested/<uuid:bond>/<uuid:task>/", passing.suggested, name="suggestion"),
]
