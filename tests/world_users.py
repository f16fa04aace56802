"""Users of a world's customer besides one for each role: accounts of its directory, which its reseller manages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

from accounts.models import Membership, SignIn, User
from relationships.models import ResellerRelationship
from subscriptions.models import Subscription
from tests import factories as make
from tests.accounts.factors import with_app
from tests.accounts.keys import with_key

if TYPE_CHECKING:
    from accounts.models import Tenant


class Managed:
    """Part of World; made when it is first asked for, with the customer's agreement."""

    canary: str
    customer: Tenant

    @cached_property
    def subscription(self) -> Subscription:
        raise NotImplementedError  # world_subscriptions

    def member(self, name: str, **values: object) -> Membership:
        person = make.UserFactory(
            email=f"{name}@{self.customer.domain}",
            full_name=f"{self.canary} {name}",
            directory=self.customer,
        )
        return make.MembershipFactory(
            tenant=self.customer, user=person, **{"roles": ["default_user"], **values}
        )

    @cached_property
    def user(self) -> Membership:
        """Holds a licence."""
        ResellerRelationship.objects.of_customer(self.customer).update(customer_agreement="accepted")
        one = self.member("managed")
        make.LicenceFactory(subscription=self.subscription, membership=one)
        return one

    @cached_property
    def blocked_user(self) -> Membership:
        """Holds none."""
        return self.member("blocked", blocked_at=self.user.created_at)


class Own:
    """Part of World: what the provider's admin has of their own; made when it is first asked for."""

    canary: str
    provider: Tenant

    @property
    def admin(self) -> User:
        raise NotImplementedError  # world

    @cached_property
    def careful(self) -> User:
        """A colleague with two-step verification, by an app and a passkey."""
        person = make.UserFactory(full_name=f"{self.canary} careful")
        make.MembershipFactory(tenant=self.provider, user=person, roles=["sales_agent"])
        with_app(person)
        with_key(person)
        return person

    @cached_property
    def sign_in(self) -> SignIn:
        """Elsewhere, and going on."""
        sign_in = make.SignInFactory(user=self.admin)
        make.SessionFactory(sign_in=sign_in.public_id)
        return sign_in

    @cached_property
    def passkey(self) -> Authenticator:
        return Authenticator.objects.get(user=self.careful, type=Authenticator.Type.WEBAUTHN)
