from __future__ import annotations

from django.urls import path

from holdspace.accounts import views

app_name = "accounts"
urlpatterns = [
    path("create/", views.create, name="create"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second-step/", views.second_step, name="second_step"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("locked/", views.locked, name="locked"),
    path("recover/", views.recover, name="recover"),
    path("code/", views.code, name="code"),
    path("you/", views.you, name="you"),
    path("you/held/", views.held, name="held"),
    path("you/held/<slug:table>/", views.held_table, name="held_table"),
    path("you/password/", views.password, name="password"),
    path("you/code/", views.new_code, name="new_code"),
    path("you/key/", views.key, name="key"),
    path("you/key/onward/", views.key_onward, name="key_onward"),
    path("you/trail/", views.trail, name="trail"),
    path("you/browsers/", views.browsers, name="browsers"),
    path("you/browsers/end/", views.end_browser, name="end_browser"),
    path("you/delete/", views.delete, name="delete"),
    path("deleted/", views.deleted, name="deleted"),
    path("you/second-step/", views.second_steps, name="second_steps"),
    path("you/second-step/app/", views.add_app, name="add_app"),
    path("you/second-step/passkey/", views.add_passkey, name="add_passkey"),
    path("you/second-step/codes/", views.backup_codes, name="backup_codes"),
    path(
        "you/second-step/codes/file/", views.backup_codes_file, name="backup_codes_file"
    ),
    path("you/second-step/codes/new/", views.new_backup_codes, name="new_backup_codes"),
    path("you/second-step/remove/<uuid:step>/", views.remove_step, name="remove_step"),
]
