from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.permissions import Role
from accounts.querysets import MembershipQuerySet, TimedRoleQuerySet
from partnercenter.core.ids import PublicIdField


class Membership(models.Model):
    """A person in an organisation, with one or more roles; rights are their union.

    `roles` are those without an end; those with one are TimedRole. Who reads `roles` alone gives too little, never too much.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices), verbose_name=_("roles"))
    created_at = models.DateTimeField(_("member since"), auto_now_add=True)
    # A blocked user has no access to this organisation, from the next request on, and keeps licences.
    blocked_at = models.DateTimeField(_("blocked"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # counts changes of roles; a stale form is told so

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

    @property
    def current_roles(self) -> frozenset[str]:
        """Those in force now, by the database's clock. Default user beside roles that end only says what will be left."""
        timed: list[str] | None = getattr(self, "timed_now", None)  # of a list that read them at once
        if timed is None:
            timed = list(TimedRole.objects.in_force().filter(membership=self).values_list("role", flat=True))
        lasting = () if timed and self.roles == [Role.DEFAULT_USER] else self.roles
        return frozenset({*lasting, *timed})


class TimedRole(models.Model):
    """A role that a person has until a moment, the end of a day in the portal's time zone. The row outlives the role
    until a sweep has written that down; whether the role counts, the database's clock decides at each request.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="timed", verbose_name=_("membership")
    )
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    ends_at = models.DateTimeField(_("ends"))
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("given by")
    )
    warn_at = models.DateTimeField(null=True)  # when to say next that it ends; null: all is said

    objects = TimedRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role with an end")
        verbose_name_plural = _("roles with an end")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "role"], name="timed_role_once"),
            models.CheckConstraint(name="timed_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="timed_role_warned_before", condition=Q(warn_at=None) | Q(warn_at__lt=F("ends_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at"], name="timed_role_ends"),
            models.Index(fields=["warn_at"], name="timed_role_warn", condition=Q(warn_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.get_role_display()
