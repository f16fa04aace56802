from __future__ import annotations

from django.urls import path

from partnercenter.core.views import display, entries, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("kept/", entries.KeptEntriesView.as_view(), name="kept-entries"),
    path("display/language/", display.SetLanguageView.as_view(), name="set-language"),
    path("display/theme/", display.SetThemeView.as_view(), name="set-theme"),
]
