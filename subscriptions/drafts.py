"""A draft as the steps show it: what was typed, what it means now, and what stands in its way.

`OrderDraft.data`: `customer` (the fields of CustomerForm, for a new one), `lines` ([offer, quantity as typed] in order),
`relationship` and `reseller` (public ids, for an existing customer).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import Agreement, Country, Tenant
from accounts.permissions import Permission
from accounts.states import AgreementKind
from customers.held import Held, held
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships.models import ResellerRelationship
from subscriptions import policies
from subscriptions.actions import Line
from subscriptions.forms_customer import CustomerForm
from subscriptions.models import Offer, OrderDraft
from subscriptions.resellers import Resellers
from subscriptions.states import BillingCycle


@dataclass
class Chosen:
    """One line of a draft; `problem` says why it cannot be ordered (any more)."""

    offer: Offer
    quantity: int
    price: Decimal | None
    problem: str = ""

    @property
    def total(self) -> Decimal | None:
        return None if self.price is None else self.price * self.quantity


@dataclass(frozen=True)
class Total:
    cycle: str
    amount: Decimal


@dataclass(frozen=True)
class Way:
    """One relationship in which the partner would order; `refusal` says why it cannot."""

    row: ResellerRelationship
    refusal: DomainError | None


def ways(found: Held) -> list[Way]:
    """S001-34, S001-41: as a reseller nobody orders; of the other relationships each by itself."""
    return [Way(row, _refusal(row)) for row in found.ordering]


def _refusal(row: ResellerRelationship) -> DomainError | None:
    try:
        policies.require_may_order(row)
        policies.require_agreement(row)
    except DomainError as error:
        return error
    return None


def customer_form(
    actor: Actor,
    data: object = None,
    *,
    wanted: str = "",
    strict: bool = True,
    initial: dict[str, str] | None = None,
) -> CustomerForm:
    return CustomerForm(
        data,
        partner=actor.tenant,
        agreement=Agreement.objects.current(AgreementKind.MCA),
        may_attest=actor.may(Permission.MCA_ATTEST),
        wanted=wanted,
        strict=strict,
        initial=initial,
    )


@dataclass
class Wizard:
    """One draft, for the person whose it is."""

    draft: OrderDraft
    actor: Actor

    @property
    def is_new(self) -> bool:
        return self.draft.customer_id is None

    @property
    def partner(self) -> Tenant:
        tenant: Tenant = self.actor.tenant
        return tenant

    # ------------------------------------------------------------------ for whom
    @cached_property
    def customer_form(self) -> CustomerForm:
        """The first step of a new customer, read again."""
        data = self.draft.data.get("customer") or {}
        return customer_form(self.actor, data, wanted=data.get("reseller", ""), strict=False)

    @cached_property
    def held(self) -> Held | None:
        return None if self.draft.customer is None else held(self.partner, self.draft.customer.public_id)

    @cached_property
    def relationship(self) -> ResellerRelationship | None:
        """In which an existing customer is ordered for: the chosen one, or the only one."""
        rows = self.held.ordering if self.held else []
        wanted = self.draft.data.get("relationship", "")
        return next((row for row in rows if row.public_id == wanted), rows[0] if len(rows) == 1 else None)

    @property
    def country(self) -> Country | None:
        if self.draft.customer:
            return self.draft.customer.country
        return self.customer_form.chosen_country if self.customer_form.is_valid() else None

    @property
    def customer_name(self) -> str:
        if self.draft.customer:
            return self.draft.customer.name
        return str((self.draft.data.get("customer") or {}).get("name", ""))

    @property
    def admin_name(self) -> str:
        """S000-51: of the new customer's first global admin."""
        new = self.customer_form.new_customer
        return f"{new.admin}@{new.domain}"

    @property
    def currency(self) -> str:
        return self.country.currency if self.country else ""

    @cached_property
    def resellers(self) -> Resellers:
        """Of an existing customer's order."""
        return Resellers(self.partner, self.draft.data.get("reseller", ""))

    @property
    def reseller(self) -> Tenant | None:
        if not self.is_new:
            return self.resellers.find(self.draft.data.get("reseller", ""))
        return self.customer_form.chosen_reseller if self.customer_form.is_valid() else None

    # ------------------------------------------------------------------ lines
    @property
    def kept(self) -> dict[str, str]:
        """Quantities as they were typed, by offer."""
        return dict(self.draft.data.get("lines") or [])

    @cached_property
    def chosen(self) -> list[Chosen]:
        """In the order in which they were chosen; an offer that was taken away meanwhile says so."""
        offers = {offer.public_id: offer for offer in Offer.objects.named(self.kept)}
        sold = self._sold()
        found = []
        for public_id, typed in self.kept.items():
            if public_id in offers and typed.isdigit():
                offer = offers[public_id]
                found.append(
                    Chosen(offer, int(typed), sold.get(offer.pk), self._problem(offer, sold, int(typed)))
                )
        return found

    def _sold(self) -> dict[int, Decimal]:
        """Prices of those among them that are sold now, where the customer is."""
        if not self.country or not self.currency:
            return {}
        rows = Offer.objects.sold_in(self.country.region, self.currency).filter(public_id__in=list(self.kept))
        return {offer.pk: offer.price for offer in rows}  # type: ignore[attr-defined]  # the queryset adds it

    def _problem(self, offer: Offer, sold: dict[int, Decimal], quantity: int) -> str:
        try:
            policies.require_quantity(offer, quantity)
            if offer.pk not in sold and self.country:
                policies.require_offer(offer, self.country)
        except DomainError as error:
            return str(error.message)
        return ""

    @property
    def lines(self) -> list[Line]:
        return [Line(one.offer, one.quantity) for one in self.chosen]

    @property
    def totals(self) -> list[Total]:
        return list(totals((one.offer.billing_cycle, one.total) for one in self.chosen))

    # ------------------------------------------------------------------ how far it is
    @property
    def first_incomplete(self) -> str:
        """The step that comes first of what is missing; empty where the review may be shown (C-101)."""
        if self.is_new and not self.customer_form.is_valid():
            return "draft-details"
        has_way = self.is_new or self.relationship is not None
        return "" if self.chosen and has_way else "draft-subscriptions"

    def faults(self) -> Iterator[tuple[str, str]]:
        """What stands against Submit now: (field of the review, sentence). Lines say theirs themselves."""
        try:
            if self.is_new:
                if country := self.country:
                    policies.require_may_create_customer(self.partner, country)
                    policies.currency_of(country)
            elif self.relationship:
                policies.require_may_order(self.relationship)
                policies.require_agreement(self.relationship)
                policies.currency_of(self.relationship.customer.country)
        except DomainError as error:
            yield error.field or "", str(error.message)
        if self.reseller:
            try:
                policies.require_reseller_of_record(self.partner, self.reseller)
            except DomainError as error:
                yield "reseller", str(error.message)

    @property
    def fingerprint(self) -> str:
        """Of what the review shows: Submit of something else is shown again first."""
        shown = [self.draft.data, [str(one.price) for one in self.chosen]]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def statement(self) -> str:
        """Reference 3.6: the partner says as what it acts."""
        names = {"partner": self.partner.name, "customer": self.customer_name}
        if self.reseller:
            words = _("%(partner)s confirms that it acts as indirect provider, through %(reseller)s.")
            return words % {**names, "reseller": self.reseller.name}
        if self.resellers.may_name:
            return (
                _("%(partner)s confirms that it acts as direct partner of %(customer)s, without a reseller.")
                % names
            )
        return _("%(partner)s confirms that it acts as direct-bill partner of %(customer)s.") % names


def totals(amounts: Iterable[tuple[str, Decimal | None]]) -> Iterator[Total]:
    """For each billing cycle by itself: what falls due together."""
    found: dict[str, Decimal] = {}
    for cycle, amount in amounts:
        if amount is not None and cycle != BillingCycle.NONE:
            found[cycle] = found.get(cycle, Decimal(0)) + amount
    for cycle in BillingCycle:
        if cycle in found:
            yield Total(str(cycle.label), found[cycle])
