from django.urls import path

from holdspace.library import views

app_name = "library"

urlpatterns = [
    path("try/", views.try_, name="try"),
    path("settle/", views.settle, name="settle"),
]
