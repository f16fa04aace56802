from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnercenter.core.ids import PublicIdField
from partnercenter.core.querysets import OutgoingMailQuerySet
from partnercenter.core.states_mail import MAIL_TRANSITIONS, MailStatus


class OutgoingMail(models.Model):
    """A mail that will not be lost: a row in the transaction of what it speaks of.

    `text` may hold `{name}` places whose value is a secret (a personal link): those are derived when the
    mail is sent and never stored. `key` makes queuing the same mail twice a no-op.
    """

    public_id = PublicIdField()
    tenant = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    kind = models.CharField(_("kind"), max_length=48)
    key = models.CharField(max_length=120, unique=True)
    about_type = models.CharField(max_length=64, blank=True)
    about_id = models.BigIntegerField(null=True)
    generation = models.PositiveIntegerField(default=1)

    reader = models.CharField(max_length=16, blank=True)  # public id of the membership as which it is read
    to_address = models.CharField(_("to"), max_length=320)
    to_name = models.CharField(max_length=200, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    in_reply_to = models.CharField(max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))

    status = models.CharField(_("state"), max_length=8, choices=MailStatus.choices, default=MailStatus.QUEUED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lapses = models.PositiveIntegerField(_("lapsed leases"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), auto_now_add=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    dated_at = models.DateTimeField(null=True)
    reply = models.TextField(_("the server's answer"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = OutgoingMailQuerySet.as_manager()
    transitions = MAIL_TRANSITIONS

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mail_lease_while_sending",
                condition=models.Q(status="sending", lease_until__isnull=False, lease_token__isnull=False)
                | (
                    ~models.Q(status="sending") & models.Q(lease_until__isnull=True, lease_token__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="mail_sent_stamp",
                condition=models.Q(status="sent", sent_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(sent_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                name="mail_due",
                condition=models.Q(status__in=["queued", "delayed"]),
            ),
            models.Index(fields=["lease_until"], name="mail_leased", condition=models.Q(status="sending")),
            models.Index(fields=["about_type", "about_id", "-id"], name="mail_about"),
            models.Index(fields=["status", "-id"], name="mail_status"),
            models.Index(fields=["to_address", "-id"], name="mail_to"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def event_name(self) -> str:
        return self.to_address

    @property
    def about(self) -> tuple[str, Any]:
        return (self.about_type, self.about_id)


class MailCircuit(models.Model):
    """One row: whether sending is paused because our own side or the mail server is in trouble."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    paused_until = models.DateTimeField(_("paused until"), null=True)
    reason = models.TextField(_("why"), blank=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("mail circuit")
        constraints: ClassVar = [models.CheckConstraint(name="mail_circuit_single", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return "mail"
