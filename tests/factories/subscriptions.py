from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from relationships.states import Capacity
from subscriptions.models import (
    CalendarFeed,
    Licence,
    Offer,
    OfferPrice,
    Order,
    OrderDraft,
    OrderLine,
    Product,
    PurchasePermission,
    Reassignment,
    RenewalDigest,
    SeatChange,
    Statement,
    StatementLine,
    Subscription,
)
from subscriptions.states import (
    BillingCycle,
    OfferKind,
    OrderStatus,
    Publisher,
    PurchaseResource,
    ReassignmentKind,
    SeatChangeKind,
    Term,
)
from subscriptions.terms import last_day, midnight, next_start
from tests.factories.accounts import MembershipFactory, TenantFactory, UserFactory
from tests.factories.relationships import ResellerRelationshipFactory


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"Product {n}")
    publisher = Publisher.MICROSOFT
    publisher_name = "Microsoft"


class OfferFactory(DjangoModelFactory):
    """Licences for a year, paid monthly, sold in Korea; with a price in its currency (`price`)."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    class Params:
        usage = factory.Trait(kind=OfferKind.USAGE, term=Term.NONE, billing_cycle=BillingCycle.NONE)
        software = factory.Trait(kind=OfferKind.SOFTWARE, term=Term.NONE, billing_cycle=BillingCycle.ONE_TIME)
        reservation = factory.Trait(
            kind=OfferKind.RESERVATION,
            term=Term.YEAR,
            billing_cycle=BillingCycle.ANNUAL,
            resource=PurchaseResource.RESERVATIONS,
        )

    product = factory.SubFactory(ProductFactory)
    code = factory.Sequence(lambda n: f"CFQ7TTC0{n:04d}")
    name = factory.Sequence(lambda n: f"Offer {n}")
    kind = OfferKind.LICENCE
    term = Term.YEAR
    billing_cycle = BillingCycle.MONTHLY
    maximum = 300

    @factory.post_generation
    def places(self, create, extracted, **kwargs):
        """Regions in which it is sold, with the price in the currency of the first one's countries."""
        tenant = extracted or TenantFactory.build()
        self.regions.add(tenant.country.region)

    @factory.post_generation
    def price(self, create, extracted, **kwargs):
        currency = kwargs.get("currency", "KRW")
        OfferPrice.objects.create(offer=self, currency=currency, amount=extracted or Decimal("12.00"))


class OfferPriceFactory(DjangoModelFactory):
    class Meta:
        model = OfferPrice

    offer = factory.SubFactory(OfferFactory)
    currency = "USD"
    amount = Decimal("10.00")


class OrderFactory(DjangoModelFactory):
    """A fulfilled one of a direct-bill partner; `relationship` gives partner and customer."""

    class Meta:
        model = Order

    key = factory.Sequence(lambda n: f"order-{n}")
    relationship = factory.SubFactory(
        ResellerRelationshipFactory,
        partner=factory.SubFactory(TenantFactory, direct_bill=True),
        capacity=Capacity.DIRECT,
    )
    partner = factory.LazyAttribute(lambda order: order.relationship.partner)
    customer = factory.LazyAttribute(lambda order: order.relationship.customer)
    customer_key = factory.LazyAttribute(lambda order: order.customer.name_key)
    status = OrderStatus.FULFILLED
    closed_at = factory.LazyFunction(timezone.now)
    currency = "KRW"
    ordered_by = factory.SubFactory(UserFactory)


class OrderLineFactory(DjangoModelFactory):
    class Meta:
        model = OrderLine

    order = factory.SubFactory(OrderFactory)
    offer = factory.SubFactory(OfferFactory)
    quantity = 5
    unit_price = Decimal("12.00")


class OrderDraftFactory(DjangoModelFactory):
    class Meta:
        model = OrderDraft

    partner = factory.SubFactory(TenantFactory, direct_bill=True)
    user = factory.SubFactory(UserFactory)


class SubscriptionFactory(DjangoModelFactory):
    """Bought today; `starts_on` moves all of its days. Its ledger begins with the purchase."""

    class Meta:
        model = Subscription
        skip_postgeneration_save = True

    class Params:
        starts_on = factory.LazyFunction(lambda: timezone.now().date())

    order = factory.SubFactory(OrderFactory)
    relationship = factory.LazyAttribute(lambda one: one.order.relationship)
    partner = factory.LazyAttribute(lambda one: one.order.partner)
    customer = factory.LazyAttribute(lambda one: one.order.customer)
    customer_key = factory.LazyAttribute(lambda one: one.customer.name_key)
    customer_domain = factory.LazyAttribute(lambda one: one.customer.domain)
    customer_ref = factory.LazyAttribute(lambda one: one.customer.public_id)
    manager = factory.LazyAttribute(lambda one: one.relationship.with_partner)
    offer = factory.SubFactory(OfferFactory)
    name = factory.LazyAttribute(lambda one: one.offer.name)
    name_key = factory.LazyAttribute(lambda one: one.name.casefold())
    kind = factory.LazyAttribute(lambda one: one.offer.kind)
    term = factory.LazyAttribute(lambda one: one.offer.term)
    billing_cycle = factory.LazyAttribute(lambda one: one.offer.billing_cycle)
    currency = "KRW"
    unit_price = Decimal("12.00")
    quantity = 10
    status_at = factory.LazyFunction(timezone.now)
    anchor_on = factory.SelfAttribute("starts_on")
    term_starts_on = factory.SelfAttribute("starts_on")
    term_ends_on = factory.LazyAttribute(lambda one: last_day(one.anchor_on, one.term_starts_on, one.term))
    moves_at = factory.LazyAttribute(
        lambda one: (
            midnight(following)
            if (following := next_start(one.anchor_on, one.term_starts_on, one.term))
            else None
        )
    )
    cancel_until = factory.LazyAttribute(lambda one: midnight(one.starts_on) + timedelta(days=7))

    @factory.post_generation
    def ledger(self, create, extracted, **kwargs):
        SeatChange.objects.create(
            subscription=self,
            at=midnight(self.term_starts_on),
            kind=SeatChangeKind.PURCHASE,
            delta=self.quantity,
            quantity=self.quantity,
            unit_price=self.unit_price,
            term_starts_on=self.term_starts_on,
            term_ends_on=self.term_ends_on,
            returnable=self.quantity,
            returnable_until=midnight(self.term_starts_on) + timedelta(days=7),
        )


class SeatChangeFactory(DjangoModelFactory):
    class Meta:
        model = SeatChange

    subscription = factory.SubFactory(SubscriptionFactory)
    at = factory.LazyFunction(timezone.now)
    kind = SeatChangeKind.INCREASE
    delta = 1
    quantity = 11
    unit_price = Decimal("12.00")
    term_starts_on = factory.LazyAttribute(lambda one: one.subscription.term_starts_on)
    term_ends_on = factory.LazyAttribute(lambda one: one.subscription.term_ends_on)


class LicenceFactory(DjangoModelFactory):
    """A user of the customer holds one; `assigned` of the subscription counts it."""

    class Meta:
        model = Licence
        skip_postgeneration_save = True

    subscription = factory.SubFactory(SubscriptionFactory)
    membership = factory.LazyAttribute(
        lambda licence: MembershipFactory(tenant=licence.subscription.customer, roles=["default_user"])
    )

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        count = Licence.objects.filter(subscription=self.subscription).count()
        Subscription.objects.filter(pk=self.subscription.pk).update(assigned=count)


class PurchasePermissionFactory(DjangoModelFactory):
    class Meta:
        model = PurchasePermission

    partner = factory.SubFactory(TenantFactory, direct_bill=True)
    customer = factory.SubFactory(TenantFactory, customer=True)
    resource = PurchaseResource.RESERVATIONS
    granted_by = factory.SubFactory(UserFactory)


class ReassignmentFactory(DjangoModelFactory):
    class Meta:
        model = Reassignment

    partner = factory.SubFactory(TenantFactory, provider=True)
    kind = ReassignmentKind.RESELLER
    made_by = factory.SubFactory(UserFactory)


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = Statement

    partner = factory.SubFactory(TenantFactory, direct_bill=True)
    customer = factory.SubFactory(TenantFactory, customer=True)
    customer_key = factory.LazyAttribute(lambda one: one.customer.name_key)
    month = factory.LazyFunction(lambda: timezone.now().date().replace(day=1))
    currency = "KRW"
    total = Decimal("120.00")


class StatementLineFactory(DjangoModelFactory):
    class Meta:
        model = StatementLine

    statement = factory.SubFactory(StatementFactory)
    subscription = factory.SubFactory(SubscriptionFactory)
    name = "Offer"
    starts_on = factory.LazyAttribute(lambda line: line.statement.month)
    quantity = 10
    days = 30
    of_days = 30
    unit_price = Decimal("12.00")
    amount = Decimal("120.00")


class CalendarFeedFactory(DjangoModelFactory):
    class Meta:
        model = CalendarFeed

    tenant = factory.SubFactory(TenantFactory, direct_bill=True)
    user = factory.SubFactory(UserFactory)


class RenewalDigestFactory(DjangoModelFactory):
    class Meta:
        model = RenewalDigest

    tenant = factory.SubFactory(TenantFactory, direct_bill=True)
    user = factory.SubFactory(UserFactory)
