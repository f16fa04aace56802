"""Licences of a customer's users: never more than bought, whoever is first (S001-39, situation C-035).

Locks are taken in one order: relationship, membership, subscription, licence.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from customers.policies import require_manages_users
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError, StaleState
from subscriptions import events, policies
from subscriptions.models import Licence, Subscription
from subscriptions.states import OfferKind, SubscriptionStatus


@transaction.atomic
def assign_licence(*, subscription: Subscription, membership: Membership, by: Actor) -> Licence:
    """One of the licences that are left. Raises DomainError: wrong_role, no_admin_access, no_agreement, not_seller,
    suspended, not_active, no_licences, other_customer, gone, held, none_left."""
    require_manages_users(subscription.customer, by)
    with tenancy.system(reason="a licence of a customer's user"):
        if not Membership.objects.select_for_update(of=("self",), no_key=True).filter(pk=membership.pk):
            raise DomainError("gone", _("This user has left the organisation."))
        row = Subscription.objects.select_related("partner", "customer").get(pk=subscription.pk)
        policies.require_assignable(row, by)
        policies.require_holder(row, membership)
        if Licence.objects.filter(subscription=row, membership=membership).exists():
            raise _held(membership)
        licence = _take(row, membership, by)
    events.record("licence.assigned", row, by=by, changes={"user": ["", str(membership.user)]})
    return licence


def _take(row: Subscription, membership: Membership, by: Actor) -> Licence:
    free = Subscription.objects.filter(
        pk=row.pk, status=SubscriptionStatus.ACTIVE, kind=OfferKind.LICENCE, assigned__lt=F("quantity")
    )
    if free.update(assigned=F("assigned") + 1) != 1:
        row.refresh_from_db(fields=["status", "quantity", "assigned"])
        policies.require_assignable(row, by)
        raise policies.none_left(row)
    try:
        with transaction.atomic():
            return Licence.objects.create(subscription=row, membership=membership, assigned_by=by.user)
    except IntegrityError as error:
        raise _held(membership) from error


def _held(membership: Membership) -> DomainError:
    message = _("%(person)s holds a licence of it already.") % {"person": membership.user}
    return StaleState("held", message, "subscription")


@transaction.atomic
def release_licence(*, subscription: Subscription, membership: Membership, by: Actor) -> None:
    """In whatever state the subscription is. Raises DomainError: wrong_role, no_admin_access, no_agreement, not_seller;
    StaleState where it is released already."""
    require_manages_users(subscription.customer, by)
    policies.require_hands_out(subscription, by)
    _release(subscription, membership, by=by)


def _release(subscription: Subscription, membership: Membership, *, by: AnyActor) -> None:
    with tenancy.system(reason="a licence of a customer's user"):
        row = Subscription.objects.for_change(subscription)
        if not Licence.objects.filter(subscription=row, membership=membership).delete()[0]:
            raise StaleState("released", _("This licence has been released already."))
        Subscription.objects.filter(pk=row.pk).update(assigned=F("assigned") - 1)
    events.record("licence.released", row, by=by, changes={"user": [str(membership.user), ""]})


@transaction.atomic
def release_licences_of(*, membership: Membership, by: AnyActor) -> None:
    """Who leaves the organisation holds none any more; in system scope, with the membership locked."""
    rows = Subscription.objects.filter(licences__membership=membership)
    for subscription in rows.order_by("pk"):
        _release(subscription, membership, by=by)
