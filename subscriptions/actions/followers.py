"""What follows from a customer's new name, and from its agreement."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Tenant
from accounts.states import CustomerAgreement
from partnercenter.core import tenancy
from partnercenter.core.actor import SystemActor
from partnercenter.core.errors import DomainError
from subscriptions import emails, policies
from subscriptions.actions.ordering import fail_order, fulfil_order
from subscriptions.models import Order, Statement, Subscription

AGREED = SystemActor("agreement")


def follow_rename(tenant: Tenant) -> None:
    """Sort keys of a renamed customer."""
    with tenancy.system(reason="a customer's new name"):
        for rows in (Order.objects, Statement.objects, Subscription.objects):
            rows.filter(customer=tenant).update(customer_key=tenant.name_key)


@transaction.atomic
def follow_customer_agreement(*, customer: Tenant, state: CustomerAgreement) -> None:
    """Orders that waited for the customer's agreement are fulfilled, or fail where they are not possible any more."""
    if state == CustomerAgreement.MISSING:
        return
    with tenancy.system(reason="orders that waited for the agreement"):
        orders = (
            Order.objects.waiting().filter(customer=customer).select_for_update(of=("self",), no_key=True)
        )
        related = ("partner__country__region", "customer__country__region", "relationship", "reseller")
        for order in orders.select_related(*related, "relationship__partner", "relationship__customer"):
            _fulfil_or_fail(order)


def _fulfil_or_fail(order: Order) -> None:
    try:
        with transaction.atomic():
            _require_still_possible(order)
            fulfil_order(order=order, by=AGREED)
    except DomainError as error:
        fail_order(order=order, why=str(error.message), by=AGREED)
    emails.tell_order_closed(order)


def _require_still_possible(order: Order) -> None:
    """The rules of the day on which it is fulfilled."""
    order.relationship.refresh_from_db()
    policies.require_may_order(order.relationship)
    if order.reseller:
        policies.require_reseller_of_record(order.partner, order.reseller, keep=True)
    for line in order.lines.select_related("offer"):
        policies.require_offer(line.offer, order.customer.country)
