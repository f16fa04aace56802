"""What the demo's partners have sold to their customers, and what has become of it; all through the portal's actions."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta

from accounts.models import Tenant, User
from accounts.permissions import Role
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.demo import ageing, catalogue, story_licences, world
from partnercenter.demo.organisations import member, tenant
from partnercenter.demo.purchases import PURCHASES, Bought, Purchase
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import actions, clock
from subscriptions.actions.catalogue import withdraw_offer
from subscriptions.digest import send_all_due
from subscriptions.lifecycle import move_all_due
from subscriptions.models import Offer, Order, Subscription
from subscriptions.proration import month_of
from subscriptions.statements import make_month

_BILLED = 12  # months: what is billed once a year is among them


def tell() -> None:
    """Orders first, in the past; then what people and time did to them."""
    ageing.older_members()
    ageing.older_relationships({tenant(one.customer) for one in PURCHASES})
    for number, purchase in enumerate(PURCHASES):
        order = _order(purchase, number)
        for line in purchase.lines if not purchase.may_wait else ():
            _go_on(line, order.subscriptions.select_related("offer").get(offer__code=line.offer))
    _withdraw()
    while move_all_due():  # time goes by
        pass
    _bill()
    send_all_due()
    story_licences.tell()


def agent(slug: str) -> Actor:
    """Who orders: an agent, or in a small organisation its global admin."""
    return member(slug, Role.ADMIN_AGENT, Role.SALES_AGENT, Role.GLOBAL_ADMIN)


def _held(partner: Tenant, customer: Tenant) -> ResellerRelationship:
    rows = ResellerRelationship.objects.active().filter(partner=partner, customer=customer)
    return rows.exclude(capacity=Capacity.RESELLER).get()


def _order(purchase: Purchase, number: int) -> Order:
    by = agent(purchase.partner)
    offers = Offer.objects.in_bulk([line.offer for line in purchase.lines], field_name="code")
    order = actions.place_order(
        relationship=_held(by.tenant, tenant(purchase.customer)),
        lines=[actions.Line(offers[line.offer], line.quantity) for line in purchase.lines],
        by=by,
        key=f"demo:{number}",
        reseller=tenant(purchase.reseller) if purchase.reseller else None,
        may_wait=purchase.may_wait,
    )
    for line in purchase.lines if not purchase.may_wait else ():
        _decide(line, order.subscriptions.get(offer__code=line.offer), by=by)
    days = ageing.days_since_bought(*purchase.ends_in) if purchase.ends_in else purchase.days
    ageing.older_order(order, days)
    return order


def _decide(line: Bought, row: Subscription, *, by: Actor) -> None:
    """While its term runs: nobody decides about one whose term has ended."""
    if line.then == "keep":
        actions.set_auto_renew(subscription=row, auto_renew=False, by=by)
    elif line.then == "suspend":
        actions.suspend_subscription(subscription=row, by=by)


def _go_on(line: Bought, row: Subscription) -> None:
    by = agent(row.partner.slug)
    if line.name:
        actions.rename_subscription(subscription=row, name=line.name, by=by)
    if line.contact:
        actions.assign_support_contact(subscription=row, contact=tenant(line.contact), by=by)
    if line.more:
        row.refresh_from_db()
        actions.change_quantity(
            subscription=row, quantity=row.quantity + line.more, version=row.version, by=by
        )
    if line.then == "cancel":
        actions.cancel_subscription(subscription=row, by=by)


def _bill() -> None:
    """What direct customers owed for the last months."""
    month = month_of(clock.now().date())
    for _ in range(_BILLED):
        month -= relativedelta(months=1)
        make_month(month)
    ageing.older_statements()


def _withdraw() -> None:
    """An offer is taken out of the catalogue, so one subscription of it cannot renew."""
    operator = OperatorActor(User.objects.get(email=world.OPERATOR[0]), reason=catalogue.WHY_WITHDRAWN)
    withdraw_offer(offer=Offer.objects.get(code=catalogue.WITHDRAWN), by=operator)
