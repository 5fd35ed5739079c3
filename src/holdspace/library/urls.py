from django.urls import path

from holdspace.library import views

app_name = "library"

urlpatterns = [
    path("try/", views.try_, name="try"),
    path("settle/", views.settle, name="settle"),
    path("guides/", views.guides, name="guides"),
    path("guides/<slug:code>/", views.guide, name="guide"),
    path("guides/<slug:code>/sheet/", views.sheet, name="sheet"),
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/<slug:code>/", views.evidence_note, name="evidence_note"),
    path("breathe/", views.breathe, name="breathe"),
    path("breathe/<slug:pace>/<int:minutes>/", views.breathe, name="pace"),
]
