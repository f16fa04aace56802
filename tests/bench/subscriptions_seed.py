"""Subscriptions by COPY: of a provider with so many of them, sold through its resellers to one customer in twenty."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Tenant, User
from accounts.permissions import Role
from accounts.states import CustomerAgreement
from partnercenter.core import tenancy
from partnercenter.core.ids import ALPHABET
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock
from subscriptions.models import Offer, Order, Subscription
from subscriptions.states import BillingCycle, Term
from subscriptions.terms import last_day, midnight, next_start, nth_start
from tests import factories as make
from tests.bench.copying import copy_rows
from tests.bench.customers_seed import TENANT, Customer, _customers, _tenant
from tests.bench.rows import multiply, public_id
from tests.bench.stage import as_owner, say

EACH = 20  # subscriptions of one customer
RESELLERS, OFFERS = 20, 40
COLUMNS = (
    "public_id", "partner_id", "customer_id", "customer_key", "customer_domain", "customer_ref", "relationship_id",
    "manager_id", "order_id", "offer_id", "name", "name_key", "kind", "term", "billing_cycle", "currency", "unit_price",
    "quantity", "assigned", "status", "status_at", "auto_renew", "anchor_on", "term_starts_on", "term_ends_on",
    "moves_at", "cancel_until", "reseller_id", "reseller_mpn_id", "support_contact_id", "attention", "only_one",
    "version", "created_at",
)  # fmt: skip
# What the rows that are due are: state, whether they renew, and how many in twenty.
DUE = [("active", True)] * 11 + [("active", False)] * 4 + [("expired", False)] * 2
DUE += [("suspended", False), ("disabled_90", False), ("cancelled", False)]


@dataclass(frozen=True)
class Sold:
    """A provider with `rows` subscriptions, one of its people, its resellers, and what it sells."""

    rows: int
    tenant: Tenant
    person: User
    resellers: list[Tenant]
    offers: list[Offer]


@dataclass(frozen=True)
class Held:
    """One customer of the provider: its relationship, its order, and the reseller beside."""

    customer: Customer
    relationship: int
    order: int
    manager: int


def sold(rows: int, *, due: int = 0) -> Sold:
    """`due` of them are to be moved by the next sweep: each state in which time moves one is among them."""
    with tenancy.system(reason="bench"):
        seller = _seller(rows)
        first = max(Tenant.objects.values_list("pk", flat=True)) + 1
    customers = list(_customers(random.Random(f"{rows} {due}"), first, max(rows // EACH, 1)))  # noqa: S311  the same every time
    say(f"{len(customers):,} customers with {rows:,} subscriptions")
    copy_rows(Tenant._meta.db_table, TENANT, map(_tenant, customers))
    as_owner(f"SELECT setval(pg_get_serial_sequence('accounts_tenant', 'id'), {customers[-1].pk})")
    with tenancy.system(reason="bench"):
        held = list(_held(seller, customers))
        today = clock.now().date()
    copy_rows(Subscription._meta.db_table, COLUMNS, _subscriptions(seller, held, today, due))
    as_owner("VACUUM ANALYZE")
    return seller


def _seller(rows: int) -> Sold:
    tenant, person = make.TenantFactory(provider=True), make.UserFactory()
    make.MembershipFactory(tenant=tenant, user=person, roles=[Role.GLOBAL_ADMIN, Role.ADMIN_AGENT])
    resellers = [make.TenantFactory(reseller=True) for _ in range(RESELLERS)]
    for partner in (tenant, *resellers):
        make.AgreementAcceptanceFactory(tenant=partner)
    for reseller in resellers:
        make.PartnershipFactory(provider=tenant, reseller=reseller)
    years = [make.OfferFactory() for _ in range(OFFERS // 2)]
    months = [make.OfferFactory(term=Term.MONTH, billing_cycle=BillingCycle.MONTHLY) for _ in years]
    return Sold(rows, tenant, person, resellers, [*years, *months])


def _held(seller: Sold, customers: list[Customer]) -> Iterator[Held]:
    """A relationship and an order each, copied from one of both."""
    model = make.ResellerRelationshipFactory(
        partner=seller.tenant,
        capacity=Capacity.PROVIDER,
        with_partner=seller.resellers[0],
        customer_agreement=CustomerAgreement.ACCEPTED,
    )
    order = make.OrderFactory(relationship=model, ordered_by=seller.person, reseller=seller.resellers[0])
    first, last = customers[0].pk, customers[-1].pk
    resellers = ",".join(str(one.pk) for one in seller.resellers)
    beside = f"('{{{resellers}}}'::bigint[])[1 + n.id %% {RESELLERS}]"
    tenants = f"(SELECT * FROM accounts_tenant WHERE id BETWEEN {first} AND {last})"
    multiply(
        model, tenants, public_id=public_id("held"), customer_id="n.id", customer_key="n.name_key",
        customer_domain="n.domain", customer_ref="n.public_id", with_partner_id=beside,
    )  # fmt: skip
    made = ResellerRelationship.objects.filter(customer__pk__range=(first, last))
    rows = (
        f"(SELECT id, customer_id, customer_key, with_partner_id FROM {ResellerRelationship._meta.db_table}"
    )
    multiply(
        order, f"{rows} WHERE customer_id BETWEEN {first} AND {last})", public_id=public_id("order"), key="'bench-' || n.id",
        customer_id="n.customer_id", customer_key="n.customer_key", relationship_id="n.id",
        reseller_id="n.with_partner_id",
    )  # fmt: skip
    orders = dict(
        Order.objects.filter(customer__pk__range=(first, last)).values_list("relationship_id", "pk")
    )
    for pk, customer_id, manager in made.values_list("pk", "customer_id", "with_partner_id"):
        yield Held(customers[customer_id - first], pk, orders[pk], manager)


# ------------------------------------------------------------------ rows
def _subscriptions(seller: Sold, held: list[Held], today: date, due: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(f"{seller.rows} of {due}")  # noqa: S311  the same subscriptions every time
    mpn_ids = {one.pk: str(4_391_000 + one.pk) for one in seller.resellers}
    days = {term: _terms(term, today) for term in (Term.YEAR, Term.MONTH)}
    every = seller.rows // due if due else 0
    for number in range(seller.rows):
        one, offer = held[number // EACH % len(held)], chance.choice(seller.offers)
        status, renews = "active", chance.random() < 0.7
        starts_on, ends_on, moves_at = chance.choice(days[offer.term][1:])
        if every and number % every == 0:
            status, renews = DUE[number // every % len(DUE)]
            starts_on, ends_on, moves_at = days[offer.term][0]
        elif chance.random() < 0.03:
            status, renews = "suspended", False
        named = one.manager if chance.random() < 0.8 else None
        name = f"{offer.name} {number % 97}"
        yield (
            "".join(chance.choices(ALPHABET, k=16)), seller.tenant.pk, one.customer.pk, one.customer.name.casefold(),
            one.customer.domain, one.customer.ref, one.relationship, one.manager, one.order, offer.pk, name,
            name.casefold(), offer.kind, offer.term, offer.billing_cycle, "KRW", "12.00", 1 + number % 250, 0, status,
            starts_on, renews, starts_on, starts_on, ends_on, moves_at, starts_on + timedelta(days=7), named,
            mpn_ids[named] if named else "", one.manager if chance.random() < 0.5 else None, "", False, 1, starts_on,
        )  # fmt: skip


def _terms(term: str, today: date) -> list[tuple[date, date | None, datetime]]:
    """First day, last day and end of a term that is over, and of every one that runs today."""
    months = 12 if term == Term.YEAR else 1
    over = nth_start(today, -months)
    made = []
    for later in range((today - over).days + 1):
        starts_on = over + timedelta(days=later)
        following = next_start(starts_on, starts_on, term)
        assert following
        if following > today or later == 0:
            made.append((starts_on, last_day(starts_on, starts_on, term), midnight(following)))
    return made
