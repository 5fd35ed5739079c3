from __future__ import annotations

from django.urls import path

from holdspace.patterns import views

app_name = "patterns"
urlpatterns = [
    path("patterns/", views.letter, name="letter"),
]
