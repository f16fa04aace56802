"""What customers may buy by themselves, on both sides, under /t/<slug>/."""

from __future__ import annotations

from django.urls import URLPattern, path

from subscriptions.views import own_reservations, permissions

pages: list[URLPattern] = [
    path(
        "customers/<public_id:public_id>/permissions/",
        permissions.PurchasePermissionsView.as_view(),
        name="purchase-permissions",
    ),
    path(
        "customers/<public_id:public_id>/permissions/switch/",
        permissions.SwitchView.as_view(),
        name="purchase-permission-switch",
    ),
    path("own/reservations/", own_reservations.OwnReservationsView.as_view(), name="own-reservations"),
    path(
        "own/reservations/<public_id:partner_id>/",
        own_reservations.BuyReservationView.as_view(),
        name="own-reservation-buy",
    ),
]
