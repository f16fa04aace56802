from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnercenter.core.querysets import AuditEventQuerySet


class AuditEvent(models.Model):
    """Who did what to whom; one per state change, in its transaction. Never updated, never deleted.

    Visible to the organisation it is about (`tenant`), to the other side (`counterparty`), and to the organisation whose
    person acted (`on_behalf_of`; null: an operator, the system, or somebody who belongs to none). `target_name` is what
    the object was called then.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True)
    action = models.CharField(_("action"), max_length=64)
    tenant = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("organisation")
    )
    counterparty = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("other side")
    )
    on_behalf_of = models.ForeignKey(
        "accounts.Tenant",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    actor_kind = models.CharField(
        _("kind of actor"),
        max_length=8,
        choices=[("user", _("User")), ("operator", _("Operator")), ("system", _("System"))],
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    actor_name = models.CharField(_("name of the actor"), max_length=200)
    target_type = models.CharField(_("kind of object"), max_length=64)
    target_id = models.BigIntegerField()
    target_public_id = models.CharField(_("object"), max_length=16)
    target_name = models.CharField(_("name of the object"), max_length=200, blank=True, db_default="")
    reason = models.TextField(_("reason"), blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    request_id = models.CharField(_("request"), max_length=32, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-id"], name="audit_tenant"),
            models.Index(fields=["counterparty", "-id"], name="audit_counterparty"),
            models.Index(fields=["target_type", "target_id", "-id"], name="audit_target"),
            models.Index(fields=["action", "-id"], name="audit_action"),
            models.Index(fields=["request_id"], name="audit_request"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_public_id}"
