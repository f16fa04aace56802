"""Orders: placed, and fulfilled as soon as the customer has its agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import TemporaryPassword, Tenant
from accounts.states import CustomerAgreement
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError, DomainErrors
from partnercenter.core.states import transition
from partnercenter.core.text import search_key
from relationships.models import ResellerRelationship
from subscriptions import clock, policies
from subscriptions.models import Offer, Order, OrderLine, SeatChange, Subscription
from subscriptions.states import ORDER_TRANSITIONS, OfferKind, OrderStatus, SeatChangeKind, Term
from subscriptions.terms import last_day, midnight, next_start, return_window

MOST_LINES = 50  # of one order


@dataclass(frozen=True)
class Line:
    """What is asked for: an offer, and how many seats or units of it."""

    offer: Offer
    quantity: int


@transaction.atomic
def place_order(
    *,
    relationship: ResellerRelationship,
    lines: Sequence[Line],
    by: Actor,
    key: str,
    reseller: Tenant | None = None,
    setup: TemporaryPassword | None = None,
    may_wait: bool = False,
) -> Order:
    """S000-47 to S000-49, S000-58 to S000-61: order within one relationship, and fulfil it at once.

    `reseller` becomes the reseller of record of every line (S000-29, D11). `may_wait`: without the customer agreement
    the order waits for it instead of being refused. `key` is that of the form that was sent.

    Raises DomainError: not_serving, as_reseller, not_seller, partner_tenant, other_region, mpa_unsigned, no_agreement,
    no_currency, ordered_already, and what D11 asks of the reseller; DomainErrors with the number of the line as field:
    offer_withdrawn, offer_region, no_price, quantity_low, quantity_high, quantity, only_one.
    """
    rows = ResellerRelationship.objects.select_for_update(
        of=("self",), no_key=True
    )  # it does not end meanwhile
    held = rows.select_related("partner__country__region", "customer__country__region").get(
        pk=relationship.pk
    )
    policies.require_may_order(held)
    is_agreed = held.customer_agreement != CustomerAgreement.MISSING
    if not may_wait:
        policies.require_agreement(held)
    if reseller:
        policies.require_reseller_of_record(held.partner, reseller, keep=True)
    order = _create(held, lines, by=by, key=key, reseller=reseller, setup=setup)
    audit.record(
        "order.submitted",
        by=by,
        target=order,
        tenant=held.partner,
        counterparty=held.customer,
        changes={"lines": [None, [[line.offer.code, line.quantity] for line in lines]]},
    )
    if is_agreed:
        fulfil_order(order=order, by=by)
    return order


def _create(
    held: ResellerRelationship,
    lines: Sequence[Line],
    *,
    by: Actor,
    key: str,
    reseller: Tenant | None,
    setup: TemporaryPassword | None,
) -> Order:
    prices = _priced(lines, held.customer)
    order = Order(
        key=key,
        partner=held.partner,
        customer=held.customer,
        customer_key=held.customer_key,
        relationship=held,
        reseller=reseller,
        status=OrderStatus.SUBMITTED,
        currency=policies.currency_of(held.customer.country),
        ordered_by=by.user,
        by_customer=by.tenant == held.customer,
        setup=setup,
    )
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError("ordered_already", _("This order was submitted already.")) from error
    OrderLine.objects.bulk_create(
        OrderLine(order=order, offer=line.offer, quantity=line.quantity, unit_price=price)
        for line, price in zip(lines, prices, strict=True)
    )
    return order


def _priced(lines: Sequence[Line], customer: Tenant) -> list[Decimal]:
    """What one seat of each line costs. Raises what is wrong with all of them; the field is the line's number."""
    prices, errors = [], []
    for number, line in enumerate(lines):
        try:
            policies.require_quantity(line.offer, line.quantity)
            prices.append(policies.require_offer(line.offer, customer.country))
        except DomainError as error:
            errors.append(DomainError(error.code, error.message, str(number)))
    if errors:
        raise DomainErrors(errors)
    return prices


@transaction.atomic
def fulfil_order(*, order: Order, by: AnyActor) -> list[Subscription]:
    """Its subscriptions begin now (UTC). Raises DomainErrors("only_one"), StaleState where somebody was first."""
    now = clock.now()
    transition(order, OrderStatus.FULFILLED, table=ORDER_TRANSITIONS, stamps={"closed_at": Now()})
    lines = list(order.lines.select_related("offer").order_by("id"))
    made = [_subscription(order, line, now) for line in lines]
    _save(made)
    SeatChange.objects.bulk_create(_purchase(one, now) for one in made)
    audit.record(
        "order.fulfilled",
        by=by,
        target=order,
        tenant=order.partner,
        counterparty=order.customer,
        changes={"status": [OrderStatus.SUBMITTED, OrderStatus.FULFILLED]},
    )
    return made


def _subscription(order: Order, line: OrderLine, now: datetime) -> Subscription:
    offer, today = line.offer, now.date()
    following = next_start(today, today, offer.term)
    return Subscription(
        partner=order.partner,
        customer=order.customer,
        customer_key=order.customer_key,
        customer_domain=order.customer.domain,
        customer_ref=order.customer.public_id,
        relationship_id=order.relationship_id,
        manager_id=order.relationship.with_partner_id,
        order=order,
        offer=offer,
        name=offer.name,
        name_key=search_key(offer.name)[:150],
        kind=offer.kind,
        term=offer.term,
        billing_cycle=offer.billing_cycle,
        currency=order.currency,
        unit_price=line.unit_price,
        quantity=line.quantity,
        status_at=now,
        auto_renew=offer.kind == OfferKind.LICENCE,
        anchor_on=today,
        term_starts_on=today,
        term_ends_on=last_day(today, today, offer.term),
        moves_at=midnight(following) if following else None,
        cancel_until=None if offer.kind == OfferKind.USAGE else now + return_window(offer.kind, offer.term),
        reseller=order.reseller,
        reseller_mpn_id=order.reseller.mpn_id if order.reseller else "",
        only_one=offer.once_per_customer,
    )


def _save(made: list[Subscription]) -> None:
    try:
        with transaction.atomic():
            Subscription.objects.bulk_create(made)
    except IntegrityError as error:
        message = _("The customer has a subscription of an offer that is sold once per customer already.")
        raise DomainErrors([DomainError("only_one", message)]) from error


def _purchase(one: Subscription, now: datetime) -> SeatChange:
    may_go_back = one.kind == OfferKind.LICENCE and one.term != Term.NONE
    return SeatChange(
        subscription=one,
        at=now,
        kind=SeatChangeKind.PURCHASE,
        delta=one.quantity,
        quantity=one.quantity,
        unit_price=one.unit_price,
        term_starts_on=one.term_starts_on,
        term_ends_on=one.term_ends_on,
        returnable=one.quantity if may_go_back else 0,
        returnable_until=one.cancel_until if may_go_back else None,
    )


@transaction.atomic
def cancel_order(*, order: Order, by: Actor) -> None:
    """While it waits for the agreement. Raises DomainError("transition_refused"), StaleState."""
    _close(order, OrderStatus.CANCELLED, by=by)


@transaction.atomic
def fail_order(*, order: Order, why: str, by: AnyActor) -> None:
    """What was possible when it was submitted is not any more; the partner reads why."""
    _close(order, OrderStatus.FAILED, by=by, why=why)


def _close(order: Order, status: OrderStatus, *, by: AnyActor, why: str = "") -> None:
    stamps = {"closed_at": Now(), "failure": why[:300]}
    transition(order, status, table=ORDER_TRANSITIONS, stamps=stamps)
    audit.record(
        f"order.{status}",
        by=by,
        target=order,
        tenant=order.partner,
        counterparty=order.customer,
        changes={"status": [OrderStatus.SUBMITTED, status]},
    )
