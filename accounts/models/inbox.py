from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant
from accounts.querysets_inbox import NotificationQuerySet, ReadMarkQuerySet
from partnercenter.core.ids import PublicIdField
from partnercenter.core.models import AuditEvent

NOTIFICATIONS: Final = "notifications"


class Notification(models.Model):
    """An event of the log of which people of one side of it hear; made by following the log, and forgotten after a while
    (ADR 0029). Who hears of it is asked when it is read, of the roles of that moment.

    `position`: of the event in the log as it was sealed: nothing turns up before it later. `actor`: who did it.
    `person`: whose membership it is about.
    """

    public_id = PublicIdField()
    tenant = models.ForeignKey(Tenant, models.CASCADE, db_index=False, related_name="+")
    event = models.ForeignKey(AuditEvent, models.CASCADE, db_index=False, related_name="+")
    position = models.BigIntegerField()
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("action"), max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False, related_name="+"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "tenant"], name="notification_once"),
            models.CheckConstraint(name="notification_sealed", condition=Q(position__gte=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-position", "-id"], name="notification_newest"),
            models.Index(fields=["tenant", "action", "-position"], name="notification_heard"),
            models.Index(
                fields=["person", "-position"],
                name="notification_about",
                condition=Q(person__isnull=False),
            ),
            models.Index(fields=["at"], name="notification_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.position}"


class ReadMark(models.Model):
    """How far a person has read the notifications of an organisation: everything `through` this position of the log, and
    those `apart` that they read one by one."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    through = models.BigIntegerField(default=0)
    apart = ArrayField(models.BigIntegerField(), default=list)

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")
        constraints: ClassVar = [models.UniqueConstraint(fields=["tenant", "user"], name="read_mark_once")]

    def __str__(self) -> str:
        return str(self.through)


class LogPosition(models.Model):
    """How far somebody who follows the log of events has come: the number of the last seal that was looked at."""

    name = models.CharField(max_length=32, primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("position in the log")
        verbose_name_plural = _("positions in the log")

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"
