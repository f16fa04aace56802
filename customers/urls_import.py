"""Addresses of the import of existing customers (S003-8, D4)."""

from __future__ import annotations

from django.urls import URLPattern, path

from customers.views import imports

pages: list[URLPattern] = [
    path("customers/imports/", imports.ImportListView.as_view(), name="import-list"),
    path("customers/imports/new/", imports.ImportNewView.as_view(), name="import-new"),
    path("customers/imports/template/", imports.ImportTemplateView.as_view(), name="import-template"),
    path(
        "customers/imports/<public_id:import_id>/", imports.ImportDetailView.as_view(), name="import-detail"
    ),
    path(
        "customers/imports/<public_id:import_id>/errors/",
        imports.ImportErrorsView.as_view(),
        name="import-errors",
    ),
    path(
        "customers/imports/<public_id:import_id>/confirm/",
        imports.ImportConfirmView.as_view(),
        name="import-confirm",
    ),
    path(
        "customers/imports/<public_id:import_id>/drop/", imports.ImportDropView.as_view(), name="import-drop"
    ),
]
