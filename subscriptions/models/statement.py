from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnercenter.core.ids import PublicIdField
from subscriptions.models.subscription import Subscription
from subscriptions.querysets import StatementQuerySet


class Statement(models.Model):
    """What one direct customer owes its partner for one calendar month, UTC (S001-15, S001-38). No payment processing.

    `month` is its first day; `total` is the sum of the lines, in `currency`, without taxes. Written once.
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    customer = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    customer_key = models.CharField(max_length=200, db_collation="C", editable=False)
    month = models.DateField(_("month"))
    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=16, decimal_places=2)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "customer", "month", "currency"], name="statement_once"
            ),
            models.CheckConstraint(name="statement_month", condition=models.Q(month__day=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "-month", "-id"], name="statement_p_month"),
            models.Index(fields=["partner", "month", "customer_key", "id"], name="statement_p_customer"),
            models.Index(fields=["customer", "-month", "-id"], name="statement_c_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def event_name(self) -> str:
        return str(self)


class StatementLine(models.Model):
    """`quantity` seats for `days` of `of_days`, at `unit_price` for the whole of them; negative: given back."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="lines")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="+")
    name = models.CharField(_("subscription"), max_length=150)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True)
    quantity = models.IntegerField(_("quantity"))
    days = models.PositiveIntegerField(_("days"))
    of_days = models.PositiveIntegerField(_("of days"))
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of a statement")

    def __str__(self) -> str:
        return self.name
