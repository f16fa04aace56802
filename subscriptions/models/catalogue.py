from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnercenter.core.ids import PublicIdField
from subscriptions.querysets import OfferQuerySet
from subscriptions.states import BillingCycle, Category, OfferKind, Publisher, PurchaseResource, Term


class Product(models.Model):
    """What is sold, whoever sells it: Microsoft's own, or another publisher's."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=150, unique=True)
    publisher = models.CharField(_("publisher"), max_length=10, choices=Publisher.choices)
    publisher_name = models.CharField(_("name of the publisher"), max_length=100)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def event_name(self) -> str:
        return self.name


class Offer(models.Model):
    """One way to buy a product: kind, term, billing cycle, and how many (in seats or units, at least and at most).

    Sold in its `regions`, until `withdrawn_at`. What was bought before stays as it is. `resource`: the permission by
    which customers buy a reservation themselves (S003-10).
    """

    public_id = PublicIdField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="offers", verbose_name=_("product"))
    code = models.CharField(_("offer ID"), max_length=40, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("billing type"), max_length=12, choices=OfferKind.choices)
    category = models.CharField(
        _("category"), max_length=16, choices=Category.choices, default=Category.ENTERPRISE
    )
    term = models.CharField(_("term"), max_length=4, choices=Term.choices)
    billing_cycle = models.CharField(_("billing cycle"), max_length=10, choices=BillingCycle.choices)
    minimum = models.PositiveIntegerField(_("at least"), default=1)
    maximum = models.PositiveIntegerField(_("at most"), default=10_000)
    resource = models.CharField(
        _("bought by customers themselves as"), max_length=13, choices=PurchaseResource.choices, blank=True
    )
    once_per_customer = models.BooleanField(_("one subscription per customer"), default=False)
    regions = models.ManyToManyField(
        "accounts.Region", related_name="+", verbose_name=_("regions"), blank=True
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering: ClassVar = ["name", "term", "billing_cycle"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="offer_quantities", condition=Q(minimum__gte=1, maximum__gte=F("minimum"))
            ),
            models.CheckConstraint(
                name="offer_resource_reserves", condition=Q(resource="") | Q(kind=OfferKind.RESERVATION)
            ),
            models.CheckConstraint(
                name="offer_billing_fits_term",
                condition=Q(kind=OfferKind.USAGE, term=Term.NONE, billing_cycle=BillingCycle.NONE)
                | Q(kind=OfferKind.SOFTWARE, term=Term.NONE, billing_cycle=BillingCycle.ONE_TIME)
                | (
                    ~Q(kind=OfferKind.USAGE)
                    & (
                        Q(term=Term.MONTH, billing_cycle=BillingCycle.MONTHLY)
                        | Q(term=Term.YEAR, billing_cycle__in=[BillingCycle.MONTHLY, BillingCycle.ANNUAL])
                        | Q(
                            term=Term.THREE_YEARS,
                            billing_cycle__in=[
                                BillingCycle.MONTHLY,
                                BillingCycle.ANNUAL,
                                BillingCycle.TRIENNIAL,
                            ],
                        )
                    )
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="offer_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def event_name(self) -> str:
        return self.name

    @property
    def is_sold(self) -> bool:
        return self.withdrawn_at is None


class OfferPrice(models.Model):
    """What one seat (or unit) costs in a billing cycle, in one currency (ISO 4217), without taxes."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="prices", verbose_name=_("offer"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "currency"], name="offer_price_once"),
            models.CheckConstraint(name="offer_price_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
