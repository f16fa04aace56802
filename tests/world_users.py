"""Users of a world's customer besides one for each role: accounts of its directory, which its reseller manages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from accounts.models import Membership
from relationships.models import ResellerRelationship
from subscriptions.models import Subscription
from tests import factories as make

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
