"""A customer's own pages, under /t/<slug>/own/."""

from __future__ import annotations

from django.urls import URLPattern, path

from subscriptions.views import own_subscriptions

pages: list[URLPattern] = [
    path("own/subscriptions/", own_subscriptions.OwnSubscriptionListView.as_view(), name="own-subscriptions"),
    path(
        "own/subscriptions/<public_id:public_id>/",
        own_subscriptions.OwnSubscriptionView.as_view(),
        name="own-subscription",
    ),
]
