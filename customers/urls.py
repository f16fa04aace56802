from __future__ import annotations

from django.urls import URLPattern, include, path

from customers import urls_import, urls_own
from customers.views import account, editing, export, hub, listing, removal

app_name = "customers"

# What belongs to a customer is under customers/<tenant ID>/; words of one segment are pages of the whole list.
_partner_pages: list[URLPattern] = [
    path("customers/", listing.CustomerListView.as_view(), name="customer-list"),
    path("customers/hub/", hub.CustomerHubView.as_view(), name="customer-hub"),
    path("customers/export/", export.CustomerExportView.as_view(), name="customer-export"),
    path("customers/<public_id:public_id>/", account.CustomerDetailView.as_view(), name="customer-detail"),
    path(
        "customers/<public_id:public_id>/history/",
        account.CustomerHistoryView.as_view(),
        name="customer-history",
    ),
    path(
        "customers/<public_id:public_id>/tasks/",
        account.CustomerAbilitiesView.as_view(),
        name="customer-abilities",
    ),
    path("customers/<public_id:public_id>/edit/", editing.CustomerEditView.as_view(), name="customer-edit"),
    path(
        "customers/<public_id:public_id>/agreement/",
        editing.CustomerAttestView.as_view(),
        name="customer-attest",
    ),
    path(
        "customers/<public_id:public_id>/relationships/<public_id:relationship_id>/remove/",
        removal.RelationshipRemoveView.as_view(),
        name="relationship-remove",
    ),
    path("customers/<public_id:public_id>/peek/", listing.CustomerPeekView.as_view(), name="customer-peek"),
]

urlpatterns = [path("t/<slug:tenant_slug>/", include([*_partner_pages, *urls_import.pages, *urls_own.pages]))]
