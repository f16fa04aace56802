from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partnercenter.core.querysets import RaisedRightsQuerySet


class RaisedRights(models.Model):
    """An operator may do what operations do, and not only look: for a while, with a reason, at one browser.

    `sign_in` names the session (core.sessions) that they hold in; elsewhere the same person only looks.
    """

    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("operator")
    )
    sign_in = models.CharField(max_length=16)
    reason = models.TextField(_("reason"))
    started_at = models.DateTimeField(_("raised"), db_default=Now())
    ends_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RaisedRightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("raised rights")
        verbose_name_plural = _("raised rights")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["operator"], condition=Q(ended_at=None), name="raised_rights_once"
            ),
            models.CheckConstraint(
                name="raised_rights_in_order",
                condition=Q(ends_at__gt=F("started_at"))
                & (Q(ended_at=None) | Q(ended_at__gte=F("started_at"))),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="raised_rights_open")
        ]

    def __str__(self) -> str:
        return str(self.operator)

    @property
    def event_name(self) -> str:
        return str(self.operator)
