from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnercenter.core.ids import PublicIdField
from subscriptions.models.catalogue import Offer
from subscriptions.querysets import OrderDraftQuerySet, OrderQuerySet
from subscriptions.states import DRAFT_TRANSITIONS, ORDER_TRANSITIONS, DraftStatus, OrderStatus


class Order(models.Model):
    """What one partner sold to one customer at one moment, through one of their relationships.

    Fulfilled in the transaction that makes it; where the customer is still asked for its agreement, on the day it
    accepts (`closed_at`). `key` comes from the form that was sent: sent twice, it is one order.
    `customer_key` repeats the customer's name as it sorts.
    """

    public_id = PublicIdField()
    key = models.CharField(max_length=64, unique=True, editable=False)
    partner = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    customer = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    customer_key = models.CharField(max_length=200, db_collation="C", editable=False)
    relationship = models.ForeignKey(
        "relationships.ResellerRelationship", models.PROTECT, related_name="+", verbose_name=_("relationship")
    )
    reseller = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("reseller of record")
    )
    status = models.CharField(_("state"), max_length=9, choices=OrderStatus.choices)
    currency = models.CharField(_("currency"), max_length=3)
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    by_customer = models.BooleanField(_("bought by the customer itself"), default=False)
    closed_at = models.DateTimeField(_("closed"), null=True)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    # How the new customer's first admin signs in; none for an existing customer.
    setup = models.OneToOneField(
        "accounts.TemporaryPassword", models.PROTECT, null=True, related_name="order"
    )

    objects = OrderQuerySet.as_manager()
    transitions = ORDER_TRANSITIONS

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="order_closed_stamp",
                condition=Q(status=OrderStatus.SUBMITTED, closed_at__isnull=True)
                | (~Q(status=OrderStatus.SUBMITTED) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "-ordered_at", "-id"], name="order_p_date"),
            models.Index(fields=["partner", "status", "-ordered_at", "-id"], name="order_p_status"),
            models.Index(fields=["partner", "customer_key", "id"], name="order_p_customer"),
            models.Index(fields=["customer", "-ordered_at", "-id"], name="order_c_date"),
            models.Index(
                fields=["customer"], name="order_waiting", condition=Q(status=OrderStatus.SUBMITTED)
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def event_name(self) -> str:
        return str(self)


class OrderLine(models.Model):
    """One offer of an order: how many seats, and the price of one in a billing cycle as it was on that day."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+", verbose_name=_("offer"))
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints: ClassVar = [
            models.CheckConstraint(name="order_line_quantity", condition=Q(quantity__gte=1))
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.offer_id}"


class OrderDraft(models.Model):
    """An order that one person types, one for each tab; `data` is what was typed, step by step (subscriptions.drafts).

    Nothing of it exists outside this row until Submit (D7).
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("partner")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    customer = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, null=True, related_name="+", verbose_name=_("customer")
    )
    data = models.JSONField(default=dict)
    status = models.CharField(_("state"), max_length=9, choices=DraftStatus.choices, default=DraftStatus.OPEN)
    order = models.OneToOneField(Order, models.CASCADE, null=True, related_name="draft")
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = OrderDraftQuerySet.as_manager()
    transitions = DRAFT_TRANSITIONS

    class Meta:
        verbose_name = _("draft of an order")
        verbose_name_plural = _("drafts of orders")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="order_draft_submitted",
                condition=Q(status=DraftStatus.SUBMITTED, order__isnull=False)
                | (~Q(status=DraftStatus.SUBMITTED) & Q(order__isnull=True)),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "user", "status", "-changed_at"], name="order_draft_mine"),
            models.Index(fields=["changed_at"], name="order_draft_age"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
