from __future__ import annotations

from django.urls import include, path

from relationships.views import providers, removal, resellers

app_name = "relationships"

_pages = [
    path("indirect-resellers/", resellers.ResellerListView.as_view(), name="reseller-list"),
    path(
        "indirect-resellers/<public_id:public_id>/",
        resellers.ResellerDetailView.as_view(),
        name="reseller-detail",
    ),
    path(
        "indirect-resellers/<public_id:public_id>/remove/",
        removal.PartnershipRemoveView.as_view(),
        name="partnership-remove",
    ),
    path("indirect-providers/", providers.ProviderListView.as_view(), name="provider-list"),
    path(
        "indirect-providers/<public_id:public_id>/",
        providers.ProviderDetailView.as_view(),
        name="provider-detail",
    ),
]

urlpatterns = [path("t/<slug:tenant_slug>/", include(_pages))]
