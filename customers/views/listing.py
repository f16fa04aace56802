from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.abilities import Abilities
from customers.filters import CustomerFilter
from customers.held import Held
from customers.models import Customer
from customers.reading import attach_capacities, count_customers, matching, relationships_of
from customers.services import attach_counts, services_of
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort
from relationships.models import ResellerRelationship
from relationships.querysets import ResellerRelationshipQuerySet


class CustomerListView(TenantView, ListView):
    """S000-56, S002-11: who our customers are; who is ours in several capacities is here once."""

    permission = Permission.CUSTOMERS_VIEW
    template_name = "customers/customer_list.html"
    page_title = _("Customers")
    filterset_class = CustomerFilter
    more_filters = ("capacity", "agreement")
    columns = (
        Column(_("Customer"), sort="name"),
        Column(_("Country")),
        Column(_("Capacity")),
        Column(_("Together with")),
        Column(_("Admin access")),
        Column(_("Customer agreement")),
        Column(_("Customer since"), sort="since"),
    )
    sorts = {
        "name": Sort(_("Name"), ("customer_key",)),
        "since": Sort(_("Customer since"), ("established_at",)),
    }
    default_sort = "name"

    def queryset(self) -> ResellerRelationshipQuerySet:
        return relationships_of(self.tenant)

    def filter_arguments(self) -> dict[str, Any]:
        return {"tenant": self.tenant}

    def read_as(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """Each customer once. All its rows have one name and one domain, so that comes before the search."""
        once = cast(ResellerRelationshipQuerySet, rows).once_per_customer()
        return [once.filter(wanted) for wanted in self.matching]

    @cached_property
    def matching(self) -> list[Q]:
        return matching(self.filterset, self.filterset.qs)

    @cached_property
    def count(self) -> int:
        if self.page.number == 1 and not self.page.next_url:
            return len(self.page.rows)
        rows: ResellerRelationshipQuerySet = self.filterset.qs
        return sum(count_customers(rows.filter(wanted), self.count_limit) for wanted in self.matching)

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        prefetch_related_objects(page.rows, "customer__country")  # once for all parts
        attach_capacities(page.rows, self.tenant)
        attach_counts(page.rows, self.tenant)
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        return context | {
            "names_only": self.filterset.names_only,
            "query": self.request.GET.urlencode() if context["is_filtered"] else "",
            "had_customers": not (context["rows"] or context["is_filtered"]) and self.queryset().exists(),
            "may_add": self.actor.may(Permission.CUSTOMER_CREATE),
            "may_request": self.actor.may(Permission.RELATIONSHIP_REQUEST),
            "may_import": self.actor.may(Permission.CUSTOMERS_IMPORT),
            "may_export": self.actor.may(Permission.CUSTOMERS_EXPORT),
        }


class CustomerPeekView(TenantView):
    """S001-32, S002-14: what the down arrow shows. A page of its own; where scripts run, the list opens it in place."""

    permission = Permission.CUSTOMERS_VIEW

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        held = _held(self.tenant, public_id)
        customer = held[0].customer
        details = Customer.objects.visible_to(self.tenant).filter(tenant=customer).first()
        context = {
            "page_title": customer.name,
            "customer": customer,
            "relationships": held,
            "agreement": held[0],
            "details": details,
            "services": services_of(self.tenant, customer),
            "abilities": Abilities(self.actor, Held(self.tenant, customer, held, [])),
            "may_order": self.actor.may(Permission.ORDER_CREATE),
            "is_active": any(row.is_active for row in held),
            "has_access": any(row.has_admin_access for row in held),
        }
        return render(request, "customers/customer_peek.html", context)


def _held(tenant: Tenant, public_id: str) -> list[ResellerRelationship]:
    """The relationships with this customer, the active ones; a former customer's past ones."""
    rows = relationships_of(tenant).filter(customer_ref=public_id).for_list()
    held = list(rows.active().order_by("pk")) or list(rows.ended().order_by("-pk")[:10])
    if not held:
        raise Http404
    return held
