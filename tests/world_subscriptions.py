"""What a world's provider has sold to its customer; each thing is made when it is first asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Membership, TemporaryPassword
from accounts.states import CustomerAgreement
from subscriptions.models import (
    CalendarFeed,
    Licence,
    Offer,
    Order,
    OrderDraft,
    PurchasePermission,
    Reassignment,
    Statement,
    Subscription,
)
from subscriptions.states import Attention, SubscriptionStatus
from tests import factories as make
from tests.world_users import Managed

if TYPE_CHECKING:
    from accounts.models import Tenant, User
    from relationships.models import ResellerRelationship

_LAST_MONTH = timezone.now().date().replace(day=1) - relativedelta(months=1)


class Sold(Managed):
    """Part of World: provider → customer, through the reseller, who is reseller of record, too."""

    canary: str
    provider: Tenant
    reseller: Tenant
    direct: Tenant
    customer: Tenant
    relationship: ResellerRelationship
    people: dict[str, dict[str, User]]

    @cached_property
    def offer(self) -> Offer:
        """Of the catalogue, which is the same for everybody: no canary."""
        return make.OfferFactory(minimum=1, maximum=300)

    @cached_property
    def idle(self) -> ResellerRelationship:
        """The provider holds the customer directly, too, and nothing runs in that: it can end (reference 3.9)."""
        return make.ResellerRelationshipFactory(partner=self.provider, customer=self.customer)

    @cached_property
    def order(self) -> Order:
        order = make.OrderFactory(
            relationship=self.relationship,
            reseller=self.reseller,
            ordered_by=self.people["provider"]["global_admin"],
        )
        make.OrderLineFactory(order=order, offer=self.offer, quantity=10)
        return order

    @cached_property
    def subscription(self) -> Subscription:
        return make.SubscriptionFactory(
            order=self.order,
            offer=self.offer,
            name=f"{self.canary} subscription",
            reseller=self.reseller,
            reseller_mpn_id=self.reseller.mpn_id,
        )

    @cached_property
    def ending(self) -> Subscription:
        """Its term ends within the week, and it does not renew: somebody has to decide."""
        return make.SubscriptionFactory(
            order=self.order,
            offer=self.offer,
            name=f"{self.canary} ending",
            starts_on=timezone.now().date() - timedelta(days=360),
            auto_renew=False,
        )

    @cached_property
    def unrenewed(self) -> Subscription:
        """It should have been renewed and could not be."""
        return make.SubscriptionFactory(
            order=self.order,
            offer=self.offer,
            name=f"{self.canary} unrenewed",
            status=SubscriptionStatus.EXPIRED,
            auto_renew=False,
            attention=Attention.NO_PRICE,
        )

    @cached_property
    def suspended(self) -> Subscription:
        """It can be reactivated."""
        return make.SubscriptionFactory(
            order=self.order,
            offer=self.offer,
            name=f"{self.canary} suspended",
            status=SubscriptionStatus.SUSPENDED,
            auto_renew=False,
        )

    @cached_property
    def feed(self) -> CalendarFeed:
        """Of the provider's global admin."""
        return make.CalendarFeedFactory(tenant=self.provider, user=self.people["provider"]["global_admin"])

    @cached_property
    def licence(self) -> Licence:
        """The customer's default user holds one."""
        membership = Membership.objects.get(
            tenant=self.customer, user=self.people["customer"]["default_user"]
        )
        return make.LicenceFactory(subscription=self.subscription, membership=membership)

    @cached_property
    def draft(self) -> OrderDraft:
        """Of the provider's global admin, for its customer."""
        return make.OrderDraftFactory(
            partner=self.provider,
            user=self.people["provider"]["global_admin"],
            customer=self.customer,
            data={"lines": [[self.offer.public_id, "5"]]},
        )

    @cached_property
    def new_draft(self) -> OrderDraft:
        """Of the same person, for a customer that is not there yet."""
        from tests.isolation.bodies_ordering import CUSTOMER

        typed = CUSTOMER | {"name": f"{self.canary} newcomer", "domain": f"newcomer.{self.canary}.example"}
        data = {"customer": typed, "lines": [[self.offer.public_id, "5"]]}
        user = self.people["provider"]["global_admin"]
        return make.OrderDraftFactory(partner=self.provider, user=user, data=data)

    @cached_property
    def waiting(self) -> Order:
        """For the customer agreement."""
        return self._order(status="submitted", closed_at=None)

    @cached_property
    def founding(self) -> Order:
        """With the right to see the first admin's temporary password."""
        return self._order(setup=self.setup)

    def _order(self, **more: Any) -> Order:
        person = self.people["provider"]["global_admin"]
        order = make.OrderFactory(relationship=self.relationship, ordered_by=person, **more)
        make.OrderLineFactory(order=order, offer=self.offer, quantity=2)
        return order

    @cached_property
    def setup(self) -> TemporaryPassword:
        """For the customer's default user, whose account is of the customer's directory."""
        person = self.people["customer"]["default_user"]
        person.directory = self.customer
        person.save(update_fields=["directory"])
        return make.TemporaryPasswordFactory(issuer=self.provider, user=person)

    @cached_property
    def azure(self) -> Subscription:
        """By use; what permissions of the customer hang on."""
        return make.SubscriptionFactory(
            order=self.order, offer=make.OfferFactory(usage=True), name=f"{self.canary} Azure plan"
        )

    @cached_property
    def reservation(self) -> Offer:
        """What the customer may buy by itself, with the permission."""
        return make.OfferFactory(reservation=True)

    @cached_property
    def permission(self) -> PurchasePermission:
        _ = self.azure, self.reservation
        self.relationship.customer_agreement = CustomerAgreement.ACCEPTED
        self.relationship.save(update_fields=["customer_agreement"])
        return make.PurchasePermissionFactory(partner=self.provider, customer=self.customer)

    @cached_property
    def reassignment(self) -> Reassignment:
        return make.ReassignmentFactory(
            partner=self.provider,
            target=self.reseller,
            made_by=self.people["provider"]["global_admin"],
            left={"unchanged": 1},
            left_rows=[[self.subscription.public_id, "unchanged"]],
        )

    @cached_property
    def statement(self) -> Statement:
        """Of the month before: the list shows that one."""
        statement = make.StatementFactory(partner=self.provider, customer=self.customer, month=_LAST_MONTH)
        make.StatementLineFactory(
            statement=statement, subscription=self.subscription, name=f"{self.canary} line"
        )
        return statement
