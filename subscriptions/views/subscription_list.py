from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.overview import count_up_to
from accounts.permissions import Permission
from accounts.states import Programme
from accounts.views.base import TenantView
from customers.held import held
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort
from subscriptions.export import file_name, stream
from subscriptions.filters import SubscriptionFilter
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import attach_partners, parts, subscriptions_of

MANY = {
    Permission.RESELLER_ASSIGN: "subscriptions:reassign",
    Permission.SUPPORT_CONTACT_ASSIGN: "subscriptions:reassign-support",
}


class SubscriptionListView(TenantView, ListView):
    """S000-61, S001-40: what was sold; for a reseller what it manages, earns with or supports."""

    permission = Permission.SUBSCRIPTIONS_VIEW
    template_name = "subscriptions/subscription_list.html"
    page_title = _("Subscriptions")
    filterset_class = SubscriptionFilter
    more_filters = ("kind", "support", "ends", "attention")
    columns = (
        Column(_("Subscription"), sort="name"),
        Column(_("Customer"), sort="customer"),
        Column(_("State")),
        Column(_("Quantity"), numeric=True),
        Column(_("Term ends"), sort="ends"),
        Column(_("Reseller (MPN ID)")),
        Column(_("Support contact"), wide_only=True),
    )
    sorts = {
        "customer": Sort(_("Customer"), ("customer_key",)),
        "name": Sort(_("Subscription"), ("name_key",)),
        "ends": Sort(_("Term ends"), ("term_ends_on",), nullable=True),
    }
    default_sort = "customer"

    def queryset(self) -> SubscriptionQuerySet:
        return subscriptions_of(self.tenant)

    def filter_arguments(self) -> dict[str, Any]:
        return {"tenant": self.tenant}

    def bulk_url(self) -> str:
        """Many at once: whoever may name one of the two ticks rows."""
        name = next((name for permission, name in MANY.items() if self.actor.may(permission)), "")
        return reverse(name, args=[self.tenant.slug]) if name else ""

    def read_as(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        return list(parts(self.tenant, self.filterset, rows))  # type: ignore[arg-type]

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        attach_partners(page.rows, self.tenant)
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        sells = not {Programme.DIRECT_BILL, Programme.INDIRECT_PROVIDER}.isdisjoint(self.tenant.programmes)
        return context | {
            "query": self.request.GET.urlencode() if context["is_filtered"] else "",
            "had_some": not (context["rows"] or context["is_filtered"]) and self.queryset().exists(),
            "sells": sells,
            "may_export": self.actor.may(Permission.SUBSCRIPTIONS_EXPORT),
            "filters": self.request.GET.urlencode(),
            "names_only": self.filterset.names_only,
            "may_name_reseller": self.actor.may(Permission.RESELLER_ASSIGN),
            "may_name_contact": self.actor.may(Permission.SUPPORT_CONTACT_ASSIGN),
            "without_reseller": 0 if context["is_filtered"] else self._without_reseller(),
        }

    def _without_reseller(self) -> int:
        """Reference part 5, P6: without one nobody earns incentives, and nothing else would say so."""
        if Programme.INDIRECT_PROVIDER not in self.tenant.programmes:
            return 0
        return count_up_to(self.queryset().live().without_reseller())


class SubscriptionExportView(TenantView):
    """Reference 3.5: what the list's filter shows, as CSV; `customer` narrows it to one of them."""

    permission = Permission.SUBSCRIPTIONS_EXPORT

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        rows = subscriptions_of(self.tenant)
        if "customer" in request.GET:
            rows = rows.of_customer(held(self.tenant, request.GET["customer"]).customer)
        filterset = SubscriptionFilter(request.GET, queryset=rows, request=request, tenant=self.tenant)
        pieces = stream(
            parts(self.tenant, filterset, filterset.qs), user_id=self.actor.user.pk, tenant=self.tenant
        )
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
        return response
