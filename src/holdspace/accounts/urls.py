from __future__ import annotations

from django.urls import path

from holdspace.accounts import views

app_name = "accounts"
urlpatterns = [
    path("create/", views.create, name="create"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("locked/", views.locked, name="locked"),
    path("recover/", views.recover, name="recover"),
    path("code/", views.code, name="code"),
    path("you/", views.you, name="you"),
    path("you/held/", views.held, name="held"),
    path("you/held/<slug:table>/", views.held_table, name="held_table"),
]
