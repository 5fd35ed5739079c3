from __future__ import annotations

from django.urls import path

from holdspace.sharing import passing_urls, views

app_name = "sharing"
urlpatterns = [
    path("meet/", views.ask_code, name="ask_code"),
    path("meet/<str:code>/", views.meet, name="meet"),
    path("therapists/", views.list_therapists, name="therapists"),
    path("therapists/<uuid:bond>/", views.therapist, name="therapist"),
    path("therapists/<uuid:bond>/phrase/", views.phrase, name="phrase"),
    path("therapists/<uuid:bond>/key/", views.new_key, name="new_key"),
    path("therapists/<uuid:bond>/end/", views.end, name="end"),
    path("share/reflection/<uuid:row>/", views.reflection, name="reflection"),
    path("share/pattern/", views.pattern, name="pattern"),
    path("share/measure/<int:number>/", views.measure, name="measure"),
    path("share/words/", views.words, name="words"),
    path("shared/", views.list_shared, name="shared"),
    path("shared/<uuid:copy>/", views.copy, name="copy"),
    path("shared/<uuid:copy>/take-back/", views.take_back, name="take_back"),
    path("basket/", views.basket, name="basket"),
    path("basket/out/", views.put_out, name="put_out"),
    path("basket/sheet/", views.sheet, name="sheet"),
    *passing_urls.urlpatterns,
]
