"""The portal's addresses, and the floor of four pages: the same template from rows already in memory."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from customers.views.listing import CustomerListView
from directory.views.public import ProviderListView
from invitations.views.pages import InvitationListView
from partnercenter.urls import handler400, handler403, handler404, handler500, urlpatterns
from relationships.views.resellers import ResellerListView
from subscriptions.views.subscription_list import SubscriptionListView

__all__ = ["handler400", "handler403", "handler404", "handler500"]


class _Kept:
    """Fills its context at the first request and renders from it ever after."""

    kept: dict[str, dict[str, Any]] = {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = f"{type(self).__name__}:{self.tenant.slug}:{request.GET.urlencode()}"
        if key not in self.kept:
            self.kept[key] = self.get_context_data()
        return self.render_to_response(self.kept[key])


class FloorOfProviders(ProviderListView):
    """As `_Kept`, for a page of no organisation."""

    kept: dict[str, dict[str, Any]] = {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.GET.urlencode()
        if key not in self.kept:
            self.kept[key] = self.get_context_data()
        return self.render_to_response(self.kept[key])


class FloorOfCustomers(_Kept, CustomerListView): ...


class FloorOfInvitations(_Kept, InvitationListView): ...


class FloorOfResellers(_Kept, ResellerListView): ...


class FloorOfSubscriptions(_Kept, SubscriptionListView): ...


urlpatterns = [
    *urlpatterns,
    path("floor/providers/", FloorOfProviders.as_view()),
    path("t/<slug:tenant_slug>/floor/customers/", FloorOfCustomers.as_view()),
    path("t/<slug:tenant_slug>/floor/invitations/", FloorOfInvitations.as_view()),
    path("t/<slug:tenant_slug>/floor/resellers/", FloorOfResellers.as_view()),
    path("t/<slug:tenant_slug>/floor/subscriptions/", FloorOfSubscriptions.as_view()),
]
