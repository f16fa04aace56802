from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.states import CustomerAgreement
from partnercenter.core.ids import PublicIdField
from relationships.querysets import PartnershipQuerySet, ResellerRelationshipQuerySet
from relationships.states import (
    ADMIN_ACCESS_TRANSITIONS,
    PARTNERSHIP_TRANSITIONS,
    RELATIONSHIP_TRANSITIONS,
    AdminAccess,
    Capacity,
    EndReason,
    PartnershipStatus,
    RelationshipStatus,
    RemovalReason,
)


class Partnership(models.Model):
    """An indirect provider with an indirect reseller, from acceptance to removal. A new start is a new row.

    `provider_key` and `reseller_key` are the tenants' names as they sort (they follow a rename), `…_domain` their
    domains: lists sort and search without a look at the tenants.
    """

    public_id = PublicIdField()
    provider = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("indirect provider")
    )
    reseller = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("indirect reseller")
    )
    provider_key = models.CharField(max_length=200, db_collation="C", editable=False)
    reseller_key = models.CharField(max_length=200, db_collation="C", editable=False)
    provider_domain = models.CharField(max_length=253, db_collation="C", editable=False)
    reseller_domain = models.CharField(max_length=253, db_collation="C", editable=False)
    status = models.CharField(
        _("state"), max_length=8, choices=PartnershipStatus.choices, default=PartnershipStatus.ACTIVE
    )
    established_at = models.DateTimeField(_("since"), auto_now_add=True)
    established_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(_("removed"), null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removal_reason = models.CharField(_("reason"), max_length=12, choices=RemovalReason.choices, blank=True)
    removal_note = models.TextField(_("note"), blank=True)

    objects = PartnershipQuerySet.as_manager()
    transitions = PARTNERSHIP_TRANSITIONS

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "reseller"], condition=Q(status="active"), name="partnership_one_active"
            ),
            models.CheckConstraint(name="partnership_not_with_oneself", condition=~Q(provider=F("reseller"))),
            models.CheckConstraint(
                name="partnership_removed_stamp",
                condition=Q(status="active", removed_at__isnull=True, removal_reason="")
                | (Q(status="removed", removed_at__isnull=False) & ~Q(removal_reason="")),
            ),
            models.CheckConstraint(
                name="partnership_removed_pair", condition=Q(removed_by=None) | ~Q(removed_at=None)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["provider", "status", "-established_at", "-id"], name="partnership_p_since"),
            models.Index(fields=["provider", "status", "reseller_key", "id"], name="partnership_p_name"),
            models.Index(fields=["provider", "status", "reseller_domain"], name="partnership_p_domain"),
            models.Index(fields=["reseller", "status", "provider_domain"], name="partnership_r_domain"),
            models.Index(fields=["reseller", "status", "-established_at", "-id"], name="partnership_r_since"),
            models.Index(fields=["reseller", "status", "provider_key", "id"], name="partnership_r_name"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_key} · {self.reseller_key}"

    @property
    def is_active(self) -> bool:
        return self.status == PartnershipStatus.ACTIVE


class ResellerRelationship(models.Model):
    """A partner with a customer, from acceptance to its end. A new start is a new row.

    A provider and a reseller who serve a customer together hold one row each, and each names the other
    (`with_partner`). A reseller whom the customer accepted alone has none: it manages, and nobody orders yet.
    Three things are kept apart: the relationship (`status`), the rights (`admin_access`), the customer's agreement.

    `customer_…` repeat the customer's name, domain, tenant ID and agreement, and follow them: lists sort, search and
    filter without a look at the tenants.
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
    customer_agreement = models.CharField(
        _("customer agreement"),
        max_length=8,
        choices=CustomerAgreement.choices,
        default=CustomerAgreement.MISSING,
    )
    capacity = models.CharField(_("capacity"), max_length=8, choices=Capacity.choices)
    with_partner = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("together with")
    )
    status = models.CharField(
        _("state"), max_length=8, choices=RelationshipStatus.choices, default=RelationshipStatus.ACTIVE
    )
    admin_access = models.CharField(
        _("admin access"), max_length=8, choices=AdminAccess.choices, default=AdminAccess.NONE
    )
    admin_access_at = models.DateTimeField(_("admin access since"), null=True)
    established_at = models.DateTimeField(_("since"), auto_now_add=True)
    established_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(_("reason"), max_length=12, choices=EndReason.choices, blank=True)
    end_note = models.TextField(_("note"), blank=True)

    objects = ResellerRelationshipQuerySet.as_manager()
    transitions = RELATIONSHIP_TRANSITIONS
    admin_access_transitions = ADMIN_ACCESS_TRANSITIONS

    class Meta:
        verbose_name = _("reseller relationship")
        verbose_name_plural = _("reseller relationships")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "partner", "capacity", "with_partner"],
                condition=Q(status="active"),
                nulls_distinct=False,
                name="relationship_one_active",
            ),
            models.CheckConstraint(name="relationship_not_with_oneself", condition=~Q(partner=F("customer"))),
            models.CheckConstraint(
                name="relationship_ended_stamp",
                condition=Q(status="active", ended_at__isnull=True, end_reason="")
                | (Q(status="ended", ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="relationship_ended_pair", condition=Q(ended_by=None) | ~Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="relationship_with_partner",
                condition=Q(capacity="direct", with_partner__isnull=True)
                | Q(capacity="provider", with_partner__isnull=False)
                | Q(capacity="reseller"),
            ),
            models.CheckConstraint(
                name="relationship_admin_access_stamp",
                condition=Q(admin_access="none", admin_access_at__isnull=True)
                | (~Q(admin_access="none") & Q(admin_access_at__isnull=False)),
            ),
            models.CheckConstraint(  # reference 3.9: rights end with the relationship
                name="relationship_ended_without_access",
                condition=Q(status="active") | ~Q(admin_access="granted"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "status", "customer_key", "id"], name="relationship_p_name"),
            models.Index(fields=["partner", "status", "-established_at", "-id"], name="relationship_p_since"),
            models.Index(fields=["partner", "status", "customer_domain"], name="relationship_p_domain"),
            models.Index(fields=["partner", "status", "customer_ref"], name="relationship_p_ref"),
            models.Index(
                fields=["partner", "status", "capacity", "customer_key", "id"], name="relationship_p_capacity"
            ),
            models.Index(
                fields=["partner", "status", "admin_access", "customer_key", "id"],
                name="relationship_p_access",
            ),
            models.Index(
                fields=["partner", "status", "customer_agreement", "customer_key", "id"],
                name="relationship_p_agreement",
            ),
            models.Index(
                fields=["partner", "status", "with_partner", "customer_key", "id"],
                name="relationship_p_with",
            ),
            models.Index(fields=["customer", "status", "partner"], name="relationship_customer"),
            models.Index(
                fields=["customer", "status", "-established_at", "-id"], name="relationship_c_since"
            ),
            models.Index(fields=["with_partner", "customer"], name="relationship_with"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_domain} · {self.get_capacity_display()}"

    @property
    def label(self) -> str:
        """Which one it is among those of one partner with one customer: a provider may have two in one capacity."""
        with_whom = f" · {self.with_partner}" if self.with_partner else ""
        return f"{self.get_capacity_display()}{with_whom}"

    @property
    def is_active(self) -> bool:
        return self.status == RelationshipStatus.ACTIVE

    @property
    def has_admin_access(self) -> bool:
        return self.admin_access == AdminAccess.GRANTED
