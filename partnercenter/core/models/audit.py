from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnercenter.core.querysets import BETWEEN_OTHERS, AuditEventQuerySet

ERASED: Final = "[erased]"  # what stands in an event in place of what was erased


class CurrentTransaction(models.Func):
    """The number of the transaction that writes: greater than that of every one that began to write before it."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class AuditEvent(models.Model):
    """Who did what to whom; one per state change, in its transaction. Never updated, never deleted.

    Visible to the organisation it is about (`tenant`), to the other side (`counterparty`), and to the organisation whose
    person acted (`on_behalf_of`; null: an operator, the system, or somebody who belongs to none). `target_name` is what
    the object was called then.

    `xact`: the transaction that wrote it, for the order in which events are sealed (core.sealing). `stamp`: the portal
    wrote it, not somebody with the database alone; what SQL writes in the system's name has none. Names and texts are
    sealed through a salt each: where one is erased, its salt is gone and the fixed word stands in its place.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    action = models.CharField(_("action"), max_length=64)
    tenant = models.ForeignKey(
        "accounts.Tenant",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("organisation"),
    )
    counterparty = models.ForeignKey(
        "accounts.Tenant",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("other side"),
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
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_name = models.CharField(_("name of the actor"), max_length=200)
    target_type = models.CharField(_("kind of object"), max_length=64)
    target_id = models.BigIntegerField()
    target_public_id = models.CharField(_("object"), max_length=16)
    target_name = models.CharField(_("name of the object"), max_length=200, blank=True, db_default="")
    reason = models.TextField(_("reason"), blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    request_id = models.CharField(_("request"), max_length=32, blank=True)
    topic = models.GeneratedField(
        expression=models.Func(models.F("action"), models.Value("."), models.Value(1), function="split_part"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
    )
    xact = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    name_salt = models.UUIDField(null=True, db_default=RandomUUID(), editable=False)
    text_salt = models.UUIDField(null=True, db_default=RandomUUID(), editable=False)
    stamp = models.BinaryField(null=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="audit_name_erased", condition=Q(name_salt__isnull=False) | Q(actor_name=ERASED)
            ),
            models.CheckConstraint(
                name="audit_text_erased",
                condition=Q(text_salt__isnull=False) | Q(target_name=ERASED, reason=ERASED, changes={}),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-at", "-id"], name="audit_tenant_at"),
            models.Index(fields=["counterparty", "-at", "-id"], name="audit_other_at"),
            models.Index(
                fields=["on_behalf_of", "-at", "-id"], name="audit_between_at", condition=BETWEEN_OTHERS
            ),
            models.Index(fields=["tenant", "topic", "-at", "-id"], name="audit_topic_at"),
            models.Index(fields=["counterparty", "topic", "-at", "-id"], name="audit_other_topic_at"),
            models.Index(fields=["tenant", "counterparty", "-at", "-id"], name="audit_sides_at"),
            models.Index(fields=["counterparty", "actor", "-at", "-id"], name="audit_other_person_at"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_person_at"),
            models.Index(fields=["target_type", "target_id", "-id"], name="audit_target"),
            models.Index(fields=["action", "-id"], name="audit_action"),
            models.Index(fields=["request_id"], name="audit_request"),
            models.Index(fields=["xact", "id"], name="audit_xact"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_public_id}"
