from __future__ import annotations

from django.urls import URLPattern, include, path

from customers.views import export, hub, listing

app_name = "customers"

# What belongs to a customer is under customers/<tenant ID>/; words of one segment are pages of the whole list.
_partner_pages: list[URLPattern] = [
    path("customers/", listing.CustomerListView.as_view(), name="customer-list"),
    path("customers/hub/", hub.CustomerHubView.as_view(), name="customer-hub"),
    path("customers/export/", export.CustomerExportView.as_view(), name="customer-export"),
    path("customers/<public_id:public_id>/peek/", listing.CustomerPeekView.as_view(), name="customer-peek"),
]

# A customer's own pages.
_customer_pages: list[URLPattern] = []

urlpatterns = [path("t/<slug:tenant_slug>/", include([*_partner_pages, *_customer_pages]))]
