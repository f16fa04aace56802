from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant
from accounts.querysets import HeldMailQuerySet, MailChoiceQuerySet
from accounts.states import MailDelivery


class MailChoice(models.Model):
    """How a person hears of one topic of one organisation; without a row: at once (accounts.mail_topics)."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.CharField(_("topic"), max_length=8)
    delivery = models.CharField(_("how"), max_length=8, choices=MailDelivery.choices)

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "user", "topic"], name="mail_choice_once"),
            models.CheckConstraint(
                name="mail_choice_known", condition=Q(delivery__in=MailDelivery.values) & ~Q(topic="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_delivery_display()}"


class HeldMail(models.Model):
    """What a person hears of with the day's mail. `subject` is in the language in which it was written; `key` as of
    the mail that was not sent: the same twice is the same.
    """

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=8)
    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HeldMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("held mail")
        verbose_name_plural = _("held mails")
        indexes: ClassVar = [models.Index(fields=["created_at"], name="held_mail_since")]

    def __str__(self) -> str:
        return self.subject
