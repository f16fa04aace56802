"""Submit of an order of ten lines, with a reseller of record, beside the same rows written by hand."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Tenant
from accounts.permissions import Role
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from subscriptions import actions
from subscriptions.models import Offer, Order, OrderDraft, OrderLine, SeatChange, Subscription
from tests import factories as make
from tests.bench.rows import execute, multiply, public_id
from tests.bench.stage import say
from tests.bench.table import Figure, median, ms, p95, timed

COUNT, LINES = 200, 10
WRITTEN: list[Any] = [Order, OrderLine, Subscription, SeatChange, AuditEvent]
CLOSED = "UPDATE subscriptions_orderdraft SET status = 'submitted', order_id = %s, data = '{}' WHERE id = %s"


def measure() -> list[Figure]:
    say(f"{COUNT} orders of {LINES} lines")
    with tenancy.system(reason="bench"):
        relationship, by = _side()
        offers = make.OfferFactory.create_batch(LINES)
        drafts = [_draft(relationship, by) for _ in range(2 * COUNT + 1)]
        before = _counted()
    values = [timed(lambda draft=draft: _submit(draft, relationship, offers, by)) for draft in drafts[:COUNT]]
    with tenancy.system(reason="bench"):
        rows = {model: (count - before[model]) // COUNT for model, count in _counted().items()}
    with CaptureQueriesContext(connection) as queries:
        _submit(drafts[-1], relationship, offers, by)
    asked = [query["sql"] for query in queries.captured_queries]
    saved = sum("SAVEPOINT" in sql for sql in asked)
    floors = [timed(lambda draft=draft: _by_hand(draft, rows)) for draft in drafts[COUNT:-1]]
    ratio = f"{median(values) / median(floors):.2f} ×"
    name = f"order of {LINES} lines ({len(asked) - saved} statements, {saved} savepoints)"
    return [
        Figure(name, COUNT, ms(median(values)), ms(p95(values)), ms(median(floors)), ratio),
        Figure(
            "orders a second", COUNT, f"{1 / median(values):.0f}/s", "", f"{1 / median(floors):.0f}/s", ratio
        ),
    ]


def _side() -> tuple[ResellerRelationship, Actor]:
    partnership, person = make.PartnershipFactory(), make.UserFactory()
    make.MembershipFactory(tenant=partnership.provider, user=person, roles=[Role.ADMIN_AGENT])
    agreement = make.AgreementFactory()
    for partner in (partnership.provider, partnership.reseller):
        make.AgreementAcceptanceFactory(agreement=agreement, tenant=partner)
    relationship = make.ResellerRelationshipFactory(
        partner=partnership.provider,
        with_partner=partnership.reseller,
        capacity="provider",
        customer_agreement="accepted",
    )
    provider = Tenant.objects.select_related("country__region", "profile").get(pk=partnership.provider.pk)
    return relationship, Actor(person, provider, frozenset({Role.ADMIN_AGENT}))


def _draft(relationship: ResellerRelationship, by: Actor) -> OrderDraft:
    draft: OrderDraft = make.OrderDraftFactory(
        partner=relationship.partner, user=by.user, customer=relationship.customer
    )
    return draft


def _counted() -> Counter[Any]:
    return Counter({model: model.objects.count() for model in WRITTEN})


def _submit(draft: OrderDraft, relationship: ResellerRelationship, offers: list[Offer], by: Actor) -> None:
    """As the person who typed it, in one organisation: with row-level security as a page has it."""
    with tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk):
        reseller = Tenant.objects.get(pk=relationship.with_partner_id or 0)
        lines = [actions.Line(offer, 5) for offer in offers]
        actions.submit_order(draft=draft, relationship=relationship, lines=lines, by=by, reseller=reseller)


def _by_hand(draft: OrderDraft, rows: dict[Any, int]) -> None:
    """As many INSERTs as an order makes rows, copied from those the last one left."""
    salt = uuid4().hex
    with tenancy.acting(user_id=draft.user_id, tenant_id=draft.partner_id):
        for model, count in rows.items():
            for number in range(count):
                sample = _samples(model)[number]
                multiply(sample, f"(SELECT {draft.pk} AS id)", **_own_columns(model, f"{salt}{number}"))
        newest = Order.objects.order_by("-pk").values_list("pk", flat=True)[0]
        execute(CLOSED, [newest, draft.pk])


@cache
def _samples(model: Any) -> list[Any]:
    return list(model.objects.order_by("-id")[:LINES])


def _own_columns(model: Any, salt: str) -> dict[str, str]:
    """What of a copied row is unique."""
    fresh = {"public_id": public_id(salt)}
    return {Order: fresh | {"key": f"'{salt}'"}, Subscription: fresh}.get(model, {})
