from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.querysets import VisitQuerySet


class Visit(models.Model):
    """An operator looks at an organisation as its own people see it: for a while, with a reason, and changes nothing.

    The organisation reads of it in its activity log.
    """

    operator = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("operator"))
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+", verbose_name=_("organisation"))
    reason = models.TextField(_("reason"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    ends_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended by hand"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["operator"], condition=models.Q(ended_at=None), name="visit_one_at_a_time"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "-id"], name="visit_tenant")]

    def __str__(self) -> str:
        return f"{self.operator} · {self.tenant}"

    @property
    def event_name(self) -> str:
        return self.tenant.name
