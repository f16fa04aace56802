from __future__ import annotations

from django.urls import include, path

from subscriptions import (
    urls_many,
    urls_ordering,
    urls_own,
    urls_permissions,
    urls_renewals,
    urls_statements,
    urls_subscriptions,
    urls_users,
)

app_name = "subscriptions"

urlpatterns = [
    path(
        "t/<slug:tenant_slug>/",
        include(
            [
                *urls_ordering.pages,
                *urls_many.pages,
                *urls_subscriptions.pages,
                *urls_renewals.pages,
                *urls_users.pages,
                *urls_statements.pages,
                *urls_own.pages,
                *urls_permissions.pages,
            ]
        ),
    ),
    *urls_renewals.public,
]
