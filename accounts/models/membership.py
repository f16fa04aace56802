from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.permissions import Role
from accounts.querysets import MembershipQuerySet
from partnercenter.core.ids import PublicIdField


class Membership(models.Model):
    """A person in an organisation, with one or more roles; rights are their union."""

    public_id = PublicIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices), verbose_name=_("roles"))
    created_at = models.DateTimeField(_("member since"), auto_now_add=True)
    # A blocked user has no access to this organisation, from the next request on, and keeps licences.
    blocked_at = models.DateTimeField(_("blocked"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "tenant"], name="membership_once"),
            models.CheckConstraint(name="membership_has_role", condition=models.Q(roles__len__gt=0)),
            models.CheckConstraint(
                name="membership_roles_known", condition=models.Q(roles__contained_by=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.tenant}"

    @property
    def event_name(self) -> str:
        return str(self.user)
