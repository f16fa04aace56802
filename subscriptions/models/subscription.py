from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from partnercenter.core.ids import PublicIdField
from subscriptions.models.catalogue import Offer
from subscriptions.models.ordering import Order
from subscriptions.querysets import LicenceQuerySet, SeatChangeQuerySet, SubscriptionQuerySet
from subscriptions.states import (
    LIVE,
    SUBSCRIPTION_TRANSITIONS,
    Attention,
    BillingCycle,
    OfferKind,
    SeatChangeKind,
    SubscriptionStatus,
    Term,
)


class Subscription(models.Model):
    """What a customer has of one offer: how many seats, for which term, in which state (reference 3.7).

    `partner` sells it within `relationship`; `manager` is the reseller of that relationship, who renews and
    manages (S001-39). `reseller` is the reseller of record with the MPN ID it was named by (S000-22), who earns the
    incentives; `support_contact` answers the customer, without one the partner itself (S000-30). The three are
    independent (S000-31).

    Days are UTC, the last one included: the next term begins at 00:00 UTC after `term_ends_on`. `moves_at` is when
    time changes the state next; without term or in a final state never. Kind, term, billing cycle, currency and price
    are those of the day of purchase or of the last renewal. `customer_…` repeat the customer's name, domain and
    tenant ID; `assigned` counts the licences people hold, never more than were bought.
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    customer = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    customer_key = models.CharField(max_length=200, db_collation="C", editable=False)
    customer_domain = models.CharField(max_length=253, db_collation="C", editable=False)
    customer_ref = models.CharField(max_length=16, db_collation="C", editable=False)
    relationship = models.ForeignKey(
        "relationships.ResellerRelationship", models.PROTECT, related_name="+", verbose_name=_("relationship")
    )
    manager = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("managed by")
    )
    order = models.ForeignKey(Order, models.PROTECT, related_name="subscriptions", verbose_name=_("order"))
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+", verbose_name=_("offer"))
    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=150, db_collation="C", editable=False)
    kind = models.CharField(_("billing type"), max_length=12, choices=OfferKind.choices)
    term = models.CharField(_("term"), max_length=4, choices=Term.choices)
    billing_cycle = models.CharField(_("billing cycle"), max_length=10, choices=BillingCycle.choices)
    currency = models.CharField(_("currency"), max_length=3)
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    quantity = models.PositiveIntegerField(_("quantity"))
    assigned = models.PositiveIntegerField(_("assigned licences"), default=0)
    status = models.CharField(
        _("state"), max_length=11, choices=SubscriptionStatus.choices, default=SubscriptionStatus.ACTIVE
    )
    status_at = models.DateTimeField(_("in this state since"))
    is_live = models.GeneratedField(
        expression=ExpressionWrapper(
            Q(status__in=[status.value for status in LIVE]), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    auto_renew = models.BooleanField(_("renews by itself"), default=True)
    anchor_on = models.DateField(_("first day"))
    term_starts_on = models.DateField(_("term begins"))
    term_ends_on = models.DateField(_("term ends"), null=True)
    moves_at = models.DateTimeField(null=True)
    cancel_until = models.DateTimeField(_("can be cancelled until"), null=True)
    reseller = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("reseller of record")
    )
    reseller_mpn_id = models.CharField(_("Reseller (MPN ID)"), max_length=10, blank=True)
    support_contact = models.ForeignKey(
        "accounts.Tenant",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("designated support contact"),
    )
    attention = models.CharField(_("needs attention"), max_length=16, choices=Attention.choices, blank=True)
    only_one = models.BooleanField(default=False)  # of this offer the customer may have one (Offer)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("bought"), auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()
    transitions = SUBSCRIPTION_TRANSITIONS

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints: ClassVar = [
            models.CheckConstraint(name="subscription_quantity", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="subscription_assigned_within_quantity", condition=Q(assigned__lte=F("quantity"))
            ),
            models.CheckConstraint(
                name="subscription_term",
                condition=Q(term=Term.NONE, term_ends_on__isnull=True)
                | (~Q(term=Term.NONE) & Q(term_ends_on__gte=F("term_starts_on"))),
            ),
            models.CheckConstraint(
                name="subscription_reseller_pair",
                condition=Q(reseller=None, reseller_mpn_id="")
                | (Q(reseller__isnull=False) & ~Q(reseller_mpn_id="")),
            ),
            models.CheckConstraint(
                name="subscription_suspended_does_not_renew",  # reference 3.7
                condition=~Q(status=SubscriptionStatus.SUSPENDED, auto_renew=True),
            ),
            models.CheckConstraint(
                name="subscription_deleted_stays",
                condition=~Q(status=SubscriptionStatus.DELETED, moves_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["customer", "offer"],
                condition=Q(only_one=True, status__in=[status.value for status in LIVE]),
                name="subscription_only_one",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "is_live", "customer_key", "id"], name="subscription_p_customer"),
            models.Index(fields=["partner", "is_live", "name_key", "id"], name="subscription_p_name"),
            models.Index(fields=["partner", "is_live", "term_ends_on", "id"], name="subscription_p_ends"),
            models.Index(fields=["partner", "status", "customer_key", "id"], name="subscription_p_status"),
            models.Index(
                fields=["partner", "is_live", "reseller", "customer_key", "id"],
                name="subscription_p_reseller",
            ),
            models.Index(
                fields=["partner", "is_live", "support_contact", "customer_key", "id"],
                name="subscription_p_support",
            ),
            models.Index(
                fields=["partner", "is_live", "kind", "customer_key", "id"], name="subscription_p_kind"
            ),
            models.Index(fields=["partner", "customer_domain"], name="subscription_p_domain"),
            models.Index(
                fields=["partner", "attention", "customer_key", "id"],
                name="subscription_p_attention",
                condition=~Q(attention=""),
            ),
            models.Index(fields=["customer", "is_live", "name_key", "id"], name="subscription_customer"),
            models.Index(fields=["manager", "is_live", "customer_key", "id"], name="subscription_managed"),
            models.Index(fields=["manager", "is_live", "term_ends_on", "id"], name="subscription_m_ends"),
            models.Index(fields=["reseller", "is_live", "customer_key", "id"], name="subscription_reseller"),
            models.Index(
                fields=["support_contact", "is_live", "customer_key", "id"], name="subscription_support"
            ),
            models.Index(fields=["relationship", "is_live"], name="subscription_relationship"),
            models.Index(fields=["moves_at"], name="subscription_moves", condition=Q(moves_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def event_name(self) -> str:
        return self.name

    @property
    def live(self) -> bool:
        """Active or suspended; in both it is billed (reference 3.7)."""
        return self.status in LIVE

    @property
    def unassigned(self) -> int:
        return self.quantity - self.assigned


class SeatChange(models.Model):
    """How many seats a subscription has from `at` on, and what one costs: the ledger that statements, charts and
    the return window are made of. Written once; only `returnable` counts down.

    `delta` seats came or went (a renewal: 0). Of those that came, or were renewed, `returnable` may still go back
    until `returnable_until`. The term is the one they were bought for.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="seat_changes")
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("what"), max_length=8, choices=SeatChangeKind.choices)
    delta = models.IntegerField(_("difference"))
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    term_starts_on = models.DateField(_("term begins"))
    term_ends_on = models.DateField(_("term ends"), null=True)
    returnable = models.PositiveIntegerField(default=0)
    returnable_until = models.DateTimeField(null=True)

    objects = SeatChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of seats")
        verbose_name_plural = _("changes of seats")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="seat_change_returnable", condition=Q(returnable=0) | Q(returnable_until__isnull=False)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["subscription", "at", "id"], name="seat_change_order")]

    def __str__(self) -> str:
        return f"{self.delta:+d} → {self.quantity}"


class Licence(models.Model):
    """A seat of a subscription that a user of the customer holds."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="licences")
    membership = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="licences", verbose_name=_("user")
    )
    assigned_at = models.DateTimeField(_("assigned"), auto_now_add=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "membership"], name="licence_once")
        ]
        indexes: ClassVar = [models.Index(fields=["membership"], name="licence_membership")]

    def __str__(self) -> str:
        return f"{self.subscription_id} · {self.membership_id}"
