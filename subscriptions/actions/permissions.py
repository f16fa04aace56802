"""S003-10, reference 3.17: a partner lets a customer buy by itself, and the customer does."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.models import Tenant
from accounts.policies import require_not_suspended
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from subscriptions import clock, policies
from subscriptions.actions.ordering import Line, place_order
from subscriptions.models import Offer, Order, PurchasePermission, Subscription
from subscriptions.policies.permissions import (
    counts,
    require_azure,
    require_own_purchase,
    require_permitted,
)
from subscriptions.states import PurchaseResource


@transaction.atomic
def permit_purchases(*, customer: Tenant, resource: PurchaseResource, by: Actor) -> None:
    """The customer may buy this from now on, and the partner pays. Given twice is once.

    Raises DomainError: suspended, no_azure.
    """
    require_not_suspended(customer)
    azure = require_azure(by.tenant, customer)
    old = _given(by.tenant, customer, resource)
    if old and counts(old, azure):
        return
    if old:
        _withdraw(old, by=by)
    try:
        with transaction.atomic():
            permission = PurchasePermission.objects.create(
                partner=by.tenant, customer=customer, resource=resource, granted_by=by.user
            )
    except IntegrityError:  # the other of two clicks
        return
    _note("granted", permission, by=by)


@transaction.atomic
def withdraw_purchases(*, customer: Tenant, resource: PurchaseResource, by: Actor) -> None:
    """What was bought stays; nothing more is. Withdrawn twice is once."""
    if old := _given(by.tenant, customer, resource):
        _withdraw(old, by=by)


def _given(partner: Tenant, customer: Tenant, resource: str) -> PurchasePermission | None:
    rows = PurchasePermission.objects.given().select_for_update(of=("self",), no_key=True)
    return rows.filter(partner=partner, customer=customer, resource=resource).first()


def _withdraw(permission: PurchasePermission, *, by: Actor) -> None:
    PurchasePermission.objects.filter(pk=permission.pk).update(withdrawn_at=clock.now(), withdrawn_by=by.user)
    _note("withdrawn", permission, by=by)


def _note(what: str, permission: PurchasePermission, *, by: Actor) -> None:
    audit.record(
        f"purchase_permission.{what}",
        by=by,
        target=permission,
        tenant=permission.partner,
        counterparty=permission.customer,
        changes={"resource": [None, permission.resource]},
    )


@transaction.atomic
def buy_as_customer(*, partner: Tenant, offer: Offer, quantity: int, key: str, by: Actor) -> Order:
    """The customer's own order, on its partner's account, without asking it. Sent twice, it is one order.

    Raises DomainError: not_own, no_azure, not_permitted, and those of place_order.
    """
    resource = require_own_purchase(offer)
    customer: Tenant = by.tenant
    key = f"own:{customer.public_id}:{key}"
    if order := Order.objects.visible_to(customer).filter(key=key).first():
        return order
    azure = require_azure(partner, customer)
    with tenancy.system(reason="a customer buys what its partner has permitted"):
        require_permitted(_given(partner, customer, resource), azure, partner)  # held until the commit
        return place_order(
            relationship=azure.relationship,
            lines=[Line(offer, quantity)],
            by=by,
            key=key,
            reseller=_reseller_of(azure),
        )


def _reseller_of(azure: Subscription) -> Tenant | None:
    """Who is reseller of record of the Azure subscription is of this, too, where new business may still name it."""
    if azure.reseller is None:
        return None
    try:
        policies.require_reseller_of_record(azure.partner, azure.reseller)
    except DomainError:
        return None
    return azure.reseller
