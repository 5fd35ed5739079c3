from __future__ import annotations

from django.urls import path

from holdspace.journal import views

app_name = "journal"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("begin/", views.begin, name="begin"),
    path("journal/write/<uuid:draft>/<int:number>/", views.write, name="write"),
    path("journal/still/<uuid:draft>/<int:number>/", views.still, name="still"),
    path("journal/end/<uuid:draft>/", views.end, name="end"),
    path("journal/both/<uuid:draft>/", views.both, name="both"),
    path("journal/read/<uuid:reflection>/", views.read, name="read"),
    path("journal/correct/<uuid:reflection>/", views.correct, name="correct"),
    path("journal/add/<uuid:reflection>/", views.add, name="add"),
    path("journal/later/<uuid:reflection>/", views.later, name="later"),
    path("journal/let-go/<uuid:row>/", views.let_go, name="let_go"),
    path("journal/gone/<uuid:row>/", views.gone, name="gone"),
    path("journal/take-back/<uuid:row>/", views.take_back, name="take_back"),
    path("timeline/", views.timeline, name="timeline"),
    path("timeline/<int:back>/", views.timeline, name="month"),
    path("timeline/<int:back>/<int:start>/", views.timeline, name="part"),
    path("search/", views.search, name="search"),
    path("measures/", views.list_measures, name="measures"),
    path("measures/paper/", views.total, name="total"),
    path("measures/<int:number>/", views.over_time, name="measure"),
    path("measures/<int:number>/<int:back>/", views.over_time, name="measure_back"),
    path("you/export/", views.export, name="export"),
    path("you/import/", views.import_, name="import"),
    path("journal/quiet/<uuid:reflection>/", views.quiet, name="quiet"),
    path("rate/", views.rate, name="rate"),
    path("note/", views.noted, name="noted"),
    path("note/<str:token>/", views.note, name="note"),
    path("you/reminders/", views.reminders, name="reminders"),
    path("words/", views.words, name="words"),
]
