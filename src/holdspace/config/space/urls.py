from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("holdspace.web.urls")),
    path("", include("holdspace.library.urls")),
    path("", include("holdspace.accounts.urls")),
    path("", include("holdspace.practice.urls")),
    path("", include("holdspace.journal.urls")),
    path("", include("holdspace.patterns.urls")),
    path("", include("holdspace.sharing.urls")),
    path("", include("holdspace.care.urls")),
]

handler400 = "holdspace.web.errors.bad_request"
handler403 = "holdspace.web.errors.forbidden"
handler404 = "holdspace.web.errors.not_there"
handler500 = "holdspace.web.errors.broken"
