from __future__ import annotations

from django.urls import URLPattern, path

from subscriptions.views import catalogue, confirmation, orders, starting, wizard

_DRAFT, _ORDER = "orders/drafts/<public_id:draft_id>", "orders/<public_id:order_id>"

pages: list[URLPattern] = [
    path("orders/", orders.OrderListView.as_view(), name="order-list"),
    path("orders/new-customer/", starting.NewCustomerView.as_view(), name="new-customer"),
    path(
        "customers/<public_id:public_id>/subscriptions/add/",
        starting.AddSubscriptionView.as_view(),
        name="add-subscription",
    ),
    path(f"{_DRAFT}/details/", wizard.DetailsView.as_view(), name="draft-details"),
    path(f"{_DRAFT}/subscriptions/", wizard.SubscriptionsView.as_view(), name="draft-subscriptions"),
    path(f"{_DRAFT}/review/", wizard.ReviewView.as_view(), name="draft-review"),
    path(f"{_DRAFT}/cancel/", wizard.CancelView.as_view(), name="draft-cancel"),
    path(f"{_ORDER}/", orders.OrderDetailView.as_view(), name="order-detail"),
    path(f"{_ORDER}/cancel/", orders.OrderCancelView.as_view(), name="order-cancel"),
    path(f"{_ORDER}/confirmation/", confirmation.ConfirmationView.as_view(), name="order-confirmation"),
    path(f"{_ORDER}/setup/", confirmation.RevealView.as_view(), name="setup-reveal"),
    path("products/", catalogue.CatalogueView.as_view(), name="catalogue"),
]
