from __future__ import annotations

from django.urls import path

from holdspace.practice import views

app_name = "practice"
urlpatterns = [
    path("keeper/", views.forms_, name="forms"),
    path("keeper/form/<uuid:form>/", views.form, name="form"),
    path("keeper/form/<uuid:form>/whole/", views.whole, name="whole"),
    path("keeper/form/<uuid:form>/screen/<int:number>/", views.screen, name="screen"),
    path("keeper/form/<uuid:form>/file/", views.file, name="file"),
    path("keeper/form/<uuid:form>/publish/", views.publish, name="publish"),
    path("keeper/form/<uuid:form>/open/", views.openness, name="openness"),
    path("keeper/form/<uuid:form>/measure/", views.measure, name="measure"),
    path("keeper/form/<uuid:form>/retire/", views.retire, name="retire"),
    path("keeper/form/<uuid:form>/remove/", views.remove, name="remove"),
]
