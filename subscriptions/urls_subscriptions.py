"""Subscriptions as a list and as pages, under /t/<slug>/."""

from __future__ import annotations

from django.urls import URLPattern, path

from subscriptions.views import (
    customer_subscriptions,
    subscription_changes,
    subscription_list,
    subscription_page,
    subscription_partners,
)

_ONE = "subscriptions/<public_id:public_id>/"

pages: list[URLPattern] = [
    path("subscriptions/", subscription_list.SubscriptionListView.as_view(), name="subscription-list"),
    path(
        "subscriptions/export/",
        subscription_list.SubscriptionExportView.as_view(),
        name="subscription-export",
    ),
    path(_ONE, subscription_page.SubscriptionDetailView.as_view(), name="subscription-detail"),
    path(f"{_ONE}quantity/", subscription_changes.QuantityView.as_view(), name="subscription-quantity"),
    path(f"{_ONE}rename/", subscription_changes.RenameView.as_view(), name="subscription-rename"),
    path(f"{_ONE}renewal/", subscription_changes.RenewalView.as_view(), name="subscription-renewal"),
    path(f"{_ONE}suspend/", subscription_changes.SuspendView.as_view(), name="subscription-suspend"),
    path(f"{_ONE}reactivate/", subscription_changes.ReactivateView.as_view(), name="subscription-reactivate"),
    path(f"{_ONE}cancel/", subscription_changes.CancelView.as_view(), name="subscription-cancel"),
    path(f"{_ONE}reseller/", subscription_partners.ResellerView.as_view(), name="subscription-reseller"),
    path(f"{_ONE}support/", subscription_partners.SupportView.as_view(), name="subscription-support"),
    path(
        "customers/<public_id:public_id>/subscriptions/",
        customer_subscriptions.CustomerSubscriptionsView.as_view(),
        name="of-customer",
    ),
]
