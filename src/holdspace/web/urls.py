from __future__ import annotations

from django.urls import path

from holdspace.web import views

app_name = "web"
urlpatterns = [
    path("", views.arrive, name="arrive"),
    path("about/", views.about, name="about"),
    path("help/", views.help_page, name="help"),
    path("help/country/", views.choose_country, name="choose_country"),
    path("help/show/", views.show, name="show"),
    path("help/print/", views.help_print, name="help_print"),
    path("help/<str:code>/", views.help_country, name="help_country"),
    path("leave/", views.leave, name="leave"),
    path("offline/", views.offline, name="offline"),
    path("sw.js", views.service_worker, name="service_worker"),
]
