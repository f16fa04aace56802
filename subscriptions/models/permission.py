from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subscriptions.querysets import PurchasePermissionQuerySet
from subscriptions.states import PurchaseResource


class PurchasePermission(models.Model):
    """S003-10, reference 3.17: what a customer may buy by itself at its partner's expense. Withdrawn rows stay."""

    partner = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    customer = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    resource = models.CharField(_("what"), max_length=13, choices=PurchaseResource.choices)
    granted_at = models.DateTimeField(_("given"), auto_now_add=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PurchasePermissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer permission")
        verbose_name_plural = _("customer permissions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "customer", "resource"],
                condition=Q(withdrawn_at=None),
                name="purchase_permission_once",
            ),
            models.CheckConstraint(
                name="purchase_permission_withdrawn_pair",
                condition=Q(withdrawn_by=None) | ~Q(withdrawn_at=None),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["customer"], name="purchase_permission_customer")]

    def __str__(self) -> str:
        return self.get_resource_display()
