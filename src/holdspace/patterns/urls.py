from __future__ import annotations

from django.urls import path

from holdspace.patterns import views

app_name = "patterns"
urlpatterns = [
    path("patterns/", views.letter, name="letter"),
    path("patterns/keep/", views.keep, name="keep"),
    path("patterns/let-go/", views.let_go, name="let_go"),
    path("patterns/year/", views.year, name="year"),
    path("patterns/chance/", views.chance, name="chance"),
]
