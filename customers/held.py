"""One customer as one partner holds it: every relationship between the two, past ones included."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from accounts.models import AgreementAcceptance, Tenant
from accounts.states import AgreementKind
from customers.models import Customer
from customers.policies import ORDERS
from relationships.models import ResellerRelationship
from relationships.states import Capacity

_SHOWN = 100  # relationships, ended ones included


@dataclass
class Held:
    """`rows`: the partner's own relationships, newest first. `beside`: those of the partners named beside it."""

    partner: Tenant
    customer: Tenant
    rows: list[ResellerRelationship]
    beside: list[ResellerRelationship]

    @cached_property
    def active(self) -> list[ResellerRelationship]:
        return [row for row in self.rows if row.is_active]

    @property
    def is_active(self) -> bool:
        return bool(self.active)

    @property
    def newest(self) -> ResellerRelationship:
        """The one that says how it stands with the customer, or how it stood at the end."""
        return (self.active or self.rows)[0]

    @property
    def last_ended(self) -> ResellerRelationship | None:
        ended = [row for row in self.rows if row.ended_at]
        return max(ended, key=lambda row: str(row.ended_at)) if ended else None

    @property
    def with_access(self) -> list[ResellerRelationship]:
        return [row for row in self.active if row.has_admin_access]

    @property
    def lost_access(self) -> bool:
        """S002-16: granted once, taken back, and the relationship goes on."""
        return not self.with_access and any(row.admin_access == "revoked" for row in self.active)

    @property
    def ordering(self) -> list[ResellerRelationship]:
        """S001-34, S001-41: in which of them the partner orders."""
        return [row for row in self.active if row.capacity in ORDERS]

    @property
    def as_reseller(self) -> list[ResellerRelationship]:
        return [row for row in self.active if row.capacity == Capacity.RESELLER]

    @property
    def providers(self) -> list[Tenant]:
        """Through whom the partner serves the customer as a reseller."""
        return [row.with_partner for row in self.as_reseller if row.with_partner]

    @cached_property
    def details(self) -> Customer | None:
        """Company and contact; only while there is a relationship."""
        return Customer.objects.visible_to(self.partner).filter(tenant=self.customer).first()

    @cached_property
    def acceptances(self) -> list[AgreementAcceptance]:
        """The customer agreement, newest first; only while there is a relationship."""
        if not self.is_active:
            return []
        rows = AgreementAcceptance.objects.filter(tenant=self.customer, kind=AgreementKind.MCA)
        return list(
            rows.select_related("agreement", "attesting_partner").order_by("-accepted_at", "-id")[:20]
        )


def held(partner: Tenant, customer_ref: str) -> Held:
    """404 unless the partner itself has, or had, a relationship: to be named beside another one is not enough."""
    seen = ResellerRelationship.objects.visible_to(partner).filter(customer_ref=customer_ref)
    rows = list(seen.for_list().order_by("-established_at", "-id")[:_SHOWN])
    own = [row for row in rows if row.partner_id == partner.pk]
    if not own:
        raise Http404
    beside = [row for row in rows if row.partner_id != partner.pk and row.is_active]
    return Held(partner, own[0].customer, own, beside)
