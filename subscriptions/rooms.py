"""Whose users and licences are managed, and from which side: a customer's own admins, or a partner of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.http import Http404
from django.urls import reverse

from accounts.models import Membership, Tenant
from accounts.querysets import MembershipQuerySet
from customers import policies as people
from customers.abilities import Abilities
from customers.held import Held
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import why_not
from subscriptions import policies
from subscriptions.models import Licence, Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.states import OfferKind

SHOWN = 100  # subscriptions of one customer


@dataclass
class Room:
    """`held`: how the partner holds the customer; None where the customer manages its own users."""

    actor: Actor
    customer: Tenant
    held: Held | None = None

    @property
    def is_own(self) -> bool:
        return self.held is None

    @cached_property
    def refusal(self) -> str:
        """S002-1: why this partner may not manage the users now; empty where it may."""
        if self.held is None:
            return ""
        ability = Abilities(self.actor, self.held).manage()
        return "" if ability.allowed else ability.reason

    def url(self, name: str, *parts: str) -> str:
        slug = self.actor.tenant.slug
        if self.is_own:
            return reverse(f"subscriptions:own-{name}", args=[slug, *parts])
        return reverse(f"subscriptions:{name}", args=[slug, self.customer.public_id, *parts])

    # -------------------------------------------------------------- reads
    def members(self) -> MembershipQuerySet:
        """With their user, and the licences that may be handed out here."""
        licences = Licence.objects.visible_to(self.actor.tenant).of_customer(self.customer)
        held = licences.select_related("subscription").order_by("subscription__name_key", "id")
        rows = Membership.objects.visible_to(self.customer).select_related("user", "tenant")
        return rows.prefetch_related(Prefetch("licences", queryset=held, to_attr="held_licences"))

    def member(self, user_id: str) -> Membership:
        row = self.members().filter(public_id=user_id).first()
        if row is None:
            raise Http404
        return row

    def subscriptions(self) -> SubscriptionQuerySet:
        rows = Subscription.objects.handed_out_by(self.actor.tenant).of_customer(self.customer)
        return rows.filter(kind=OfferKind.LICENCE)

    def live(self) -> list[Subscription]:
        """By name; suspended ones are among them, to say so."""
        return list(self.subscriptions().live().order_by("name_key", "id")[:SHOWN])

    def subscription(self, subscription_id: str) -> Subscription:
        row = self.subscriptions().filter(public_id=subscription_id).first()
        if row is None:
            raise Http404
        return row

    # -------------------------------------------------------------- what may be done, and why not
    def why_not_change(self, member: Membership) -> str:
        return why_not(people.require_may_change, member, self.actor)

    def why_not_reset(self, member: Membership) -> str:
        with tenancy.system(reason="whether an account opens other organisations"):
            return why_not(people.require_may_reset, member, self.actor)

    def why_not_assign(self, subscription: Subscription) -> str:
        if subscription.unassigned <= 0:
            return str(policies.none_left(subscription).message)
        return why_not(policies.require_assignable, subscription, self.actor)
