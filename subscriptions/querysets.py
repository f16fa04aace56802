from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from partnercenter.core.text import prefix_range, search_key
from relationships.models import Partnership
from relationships.states import PartnershipStatus
from subscriptions.renewal_sql import WHY_NOT
from subscriptions.states import DraftStatus, OrderStatus

if TYPE_CHECKING:
    from accounts.models import Region, Tenant, User
    from subscriptions.models import (  # noqa: F401  ruff does not see names in quotes
        CalendarFeed,
        Licence,
        Offer,
        Order,
        OrderDraft,
        PurchasePermission,
        Reassignment,
        RenewalDigest,
        SeatChange,
        Statement,
        Subscription,
    )


class OfferQuerySet(models.QuerySet["Offer"]):
    def named(self, public_ids: Iterable[str]) -> OfferQuerySet:
        """Whatever became of them; the catalogue is everyone's."""
        return self.filter(public_id__in=list(public_ids)).select_related("product")

    def sold(self) -> OfferQuerySet:
        return self.filter(withdrawn_at=None)

    def listed_in(self, region: Region, currency: str) -> OfferQuerySet:
        """All that is sold in a region; `price` is added, and is empty where there is none in this currency."""
        return self.sold().filter(regions=region).select_related("product").priced_in(currency)

    def priced_in(self, currency: str) -> OfferQuerySet:
        """Adds `price`; it is empty where there is none in this currency."""
        prices = apps.get_model("subscriptions", "OfferPrice").objects.filter(
            offer=OuterRef("pk"), currency=currency
        )
        return self.annotate(price=Subquery(prices.values("amount")))

    def sold_in(self, region: Region, currency: str) -> OfferQuerySet:
        """What a customer of the region may have, in its currency; `price` is added."""
        rows = self.sold().filter(regions=region, prices__currency=currency)
        return rows.annotate(price=models.F("prices__amount")).select_related("product")


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, tenant: Tenant) -> OrderQuerySet:
        """Its partner's, and the customer's own."""
        return self.filter(Q(partner=tenant) | Q(customer=tenant))

    def sold_by(self, partner: Tenant) -> OrderQuerySet:
        return self.filter(partner=partner)

    def for_page(self) -> OrderQuerySet:
        """Adds customer and reseller, and by name whoever ordered: a person who left is not to be seen any more."""
        person = get_user_model().objects.filter(pk=OuterRef("ordered_by_id")).values("full_name")
        return self.select_related("customer__country", "reseller").annotate(ordered_name=Subquery(person))

    def waiting(self) -> OrderQuerySet:
        """For the customer's agreement."""
        return self.filter(status=OrderStatus.SUBMITTED)


class OrderDraftQuerySet(models.QuerySet["OrderDraft"]):
    def of(self, user: User, partner: Tenant) -> OrderDraftQuerySet:
        """A draft is one person's."""
        return self.filter(user=user, partner=partner)

    def open(self) -> OrderDraftQuerySet:
        return self.filter(status=DraftStatus.OPEN)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, tenant: Tenant) -> SubscriptionQuerySet:
        """Who sells it, has it, manages it, earns with it, or answers for it."""
        return self.filter(
            Q(partner=tenant)
            | Q(customer=tenant)
            | Q(manager=tenant)
            | Q(reseller=tenant)
            | Q(support_contact=tenant)
        )

    def for_change(self, subscription: Subscription) -> Subscription:
        """The row as it is now; nobody else changes it until the commit."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related("offer", "partner", "customer__country__region").get(pk=subscription.pk)

    def sold_by(self, partner: Tenant) -> SubscriptionQuerySet:
        return self.filter(partner=partner)

    def handed_out_by(self, tenant: Tenant) -> SubscriptionQuerySet:
        """S001-39: whose licences it may assign: its own, what it sells, what it manages."""
        return self.filter(Q(partner=tenant) | Q(manager=tenant) | Q(customer=tenant))

    def of_customer(self, customer: Tenant) -> SubscriptionQuerySet:
        return self.filter(customer=customer)

    def live(self) -> SubscriptionQuerySet:
        """Active or suspended."""
        return self.filter(is_live=True)

    def without_reseller(self) -> SubscriptionQuerySet:
        return self.filter(reseller=None)

    def flagged(self) -> SubscriptionQuerySet:
        """D8: adds `reseller_parted` and `support_parted`, true where that partnership has ended."""
        between = Partnership.objects.filter(provider=OuterRef("partner"), status=PartnershipStatus.ACTIVE)
        parted = {
            name: Q(**{f"{field}__isnull": False}) & ~Exists(between.filter(reseller=OuterRef(field)))
            for name, field in (("reseller_parted", "reseller"), ("support_parted", "support_contact"))
        }
        return self.annotate(
            **{
                name: models.ExpressionWrapper(when, output_field=models.BooleanField())
                for name, when in parted.items()
            }
        )

    def with_why_not(self) -> SubscriptionQuerySet:
        """Adds `why_not`: why it would not renew today (Attention), or nothing."""
        return self.annotate(why_not=RawSQL(WHY_NOT, (), output_field=models.CharField()))  # noqa: S611

    def for_list(self) -> SubscriptionQuerySet:
        """Adds the partners beside it, the customer and the flags of D8."""
        return self.select_related("customer", "partner", "reseller", "support_contact", "offer").flagged()

    def matching(self, text: str) -> Q:
        """By beginning of the subscription's or the customer's name, or of the customer's domain."""
        low, high = prefix_range(search_key(text))
        fields = ("name_key", "customer_key", "customer_domain")
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
        return found


class SeatChangeQuerySet(models.QuerySet["SeatChange"]):
    def visible_to(self, tenant: Tenant) -> SeatChangeQuerySet:
        """As the subscription; the database says which (visibility)."""
        of = Q(subscription__partner=tenant) | Q(subscription__customer=tenant)
        return self.filter(of | Q(subscription__manager=tenant) | Q(subscription__reseller=tenant))


class LicenceQuerySet(models.QuerySet["Licence"]):
    def visible_to(self, tenant: Tenant) -> LicenceQuerySet:
        """The customer's own, and those of what a partner sells or manages; who administers says the database."""
        sides = Q(subscription__partner=tenant) | Q(subscription__manager=tenant)
        return self.filter(sides | Q(subscription__customer=tenant))

    def of_customer(self, customer: Tenant) -> LicenceQuerySet:
        return self.filter(subscription__customer=customer)


class PurchasePermissionQuerySet(models.QuerySet["PurchasePermission"]):
    def visible_to(self, tenant: Tenant) -> PurchasePermissionQuerySet:
        return self.filter(Q(partner=tenant) | Q(customer=tenant))

    def given(self) -> PurchasePermissionQuerySet:
        return self.filter(withdrawn_at=None)

    def with_names(self) -> PurchasePermissionQuerySet:
        """Adds whoever gave it: nobody, where the person has left."""
        person = get_user_model().objects.filter(pk=OuterRef("granted_by_id")).values("full_name")
        return self.annotate(granted_name=Subquery(person))


class ReassignmentQuerySet(models.QuerySet["Reassignment"]):
    def visible_to(self, tenant: Tenant) -> ReassignmentQuerySet:
        return self.filter(partner=tenant)


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, tenant: Tenant) -> StatementQuerySet:
        """Its partner's, and the customer's own."""
        return self.filter(Q(partner=tenant) | Q(customer=tenant))


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def of(self, user: User, tenant: Tenant) -> CalendarFeedQuerySet:
        return self.filter(user=user, tenant=tenant)


class RenewalDigestQuerySet(models.QuerySet["RenewalDigest"]):
    def of(self, user: User, tenant: Tenant) -> RenewalDigestQuerySet:
        return self.filter(user=user, tenant=tenant)
