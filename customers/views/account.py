"""The page of one customer, as a partner that has it, or once had it, sees it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.states import CustomerAgreement
from accounts.views.base import TenantView
from customers.abilities import Abilities
from customers.held import Held, held
from customers.history import history
from partnercenter.core.components import Badge
from relationships.models import ResellerRelationship
from relationships.policies import may_end

# The tabs: plain links, in this order; the permission, if any, that one needs. Apps above add theirs in ready().
TABS: list[tuple[Any, ...]] = [
    (_("Account"), "customers:customer-detail"),
    (_("Relationship and history"), "customers:customer-history"),
    (_("What you may do"), "customers:customer-abilities"),
]
ACTIVE, ENDED = Badge(_("Active"), "success"), Badge(_("Ended"), "neutral")


class CustomerView(TenantView):
    """A page about one customer of the partner; 404 where there never was a relationship."""

    permission = Permission.CUSTOMERS_VIEW

    def back(self, found: Held, name: str = "customers:customer-detail") -> HttpResponse:
        return redirect(name, self.tenant.slug, found.customer.public_id)

    def page(self, found: Held, template: str, **context: Any) -> HttpResponse:
        shown = {"page_title": found.customer.name, "held": found, "customer": found.customer}
        return render(self.request, template, shown | context)


class TabView(CustomerView):
    """One tab. The page says first where the relationship has ended, or the rights were taken back."""

    route: ClassVar[str]
    template_name: ClassVar[str]

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = held(self.tenant, public_id)
        abilities = Abilities(self.actor, found)
        context = {
            "badge": ACTIVE if found.is_active else ENDED,
            "tabs": [
                (label, route, route == self.route)
                for label, route, *needs in TABS
                if all(map(self.actor.may, needs))
            ],
            "abilities": abilities,
            "may_order": self.actor.may(Permission.ORDER_CREATE),
            **self.context(found, abilities),
        }
        return self.page(found, self.template_name, **context)

    def context(self, found: Held, abilities: Abilities) -> dict[str, Any]:
        return {}

    def may_remove(self, row: ResellerRelationship) -> bool:
        return row.is_active and may_end(row, self.tenant) and self.actor.may(Permission.RELATIONSHIP_REMOVE)


class CustomerDetailView(TabView):
    """S001-32, S002-14: the account; and apart from each other relationship, admin access and agreement."""

    route = "customers:customer-detail"
    template_name = "customers/customer_detail.html"

    def context(self, found: Held, abilities: Abilities) -> dict[str, Any]:
        may_edit = found.is_active and self.actor.may(Permission.CUSTOMER_EDIT)
        is_open = bool(found.ordering) and found.newest.customer_agreement != CustomerAgreement.ACCEPTED
        may_attest = is_open and self.actor.may(Permission.MCA_ATTEST)
        rows = [(row, self.may_remove(row)) for row in found.active]
        return {"may_edit": may_edit, "may_attest": may_attest, "rows": rows}


class CustomerHistoryView(TabView):
    """Every relationship between the two, and what happened in them."""

    route = "customers:customer-history"
    template_name = "customers/customer_history.html"

    def context(self, found: Held, abilities: Abilities) -> dict[str, Any]:
        return {
            "rows": [(row, self.may_remove(row)) for row in found.rows],
            "entries": history(found),
        }


class CustomerAbilitiesView(TabView):
    """What this person may do for the customer, and why not the rest."""

    route = "customers:customer-abilities"
    template_name = "customers/customer_abilities.html"

    def context(self, found: Held, abilities: Abilities) -> dict[str, Any]:
        return {"tasks": abilities.all()}
