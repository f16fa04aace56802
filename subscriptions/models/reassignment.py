from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnercenter.core.ids import PublicIdField
from subscriptions.querysets import ReassignmentQuerySet
from subscriptions.states import ReassignmentKind


class Reassignment(models.Model):
    """Reseller of record or support contact of many subscriptions, named at once; the row is the report.

    `target` is the new one (none: no reseller of record, or the partner itself as support contact). `filters` are the
    list's, as its address had them. `left` counts what did not change, as {code: number}; `left_rows` names up to
    1,000 of them as [subscription's public id, code].
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("partner")
    )
    kind = models.CharField(_("what"), max_length=15, choices=ReassignmentKind.choices)
    target = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("to")
    )
    filters = models.CharField(_("filters"), max_length=1000, blank=True)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    left = models.JSONField(_("not changed"), default=dict)
    left_rows = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    objects = ReassignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reassignment")
        verbose_name_plural = _("reassignments")
        indexes: ClassVar = [
            models.Index(fields=["partner", "-made_at", "-id"], name="reassignment_of_partner")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def left_count(self) -> int:
        return sum(self.left.values())
