"""Billing of direct customers, under /t/<slug>/; at the end the customer's own side."""

from __future__ import annotations

from django.urls import URLPattern, path

from subscriptions.views import own_statements, statements

pages: list[URLPattern] = [
    path("statements/", statements.StatementListView.as_view(), name="statement-list"),
    path("statements/export/", statements.StatementExportView.as_view(), name="statement-export"),
    path(
        "statements/<public_id:public_id>/",
        statements.StatementDetailView.as_view(),
        name="statement-detail",
    ),
    path(
        "customers/<public_id:public_id>/billing/",
        statements.StatementPreviewView.as_view(),
        name="statement-preview",
    ),
    path("own/statements/", own_statements.OwnStatementListView.as_view(), name="own-statements"),
    path(
        "own/statements/<public_id:public_id>/",
        own_statements.OwnStatementDetailView.as_view(),
        name="own-statement-detail",
    ),
]
