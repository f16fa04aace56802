from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    DELAYED = "delayed", _("Delayed")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    ABORTED = "aborted", _("Stopped")


# A lapsed lease goes back to the queue or is parked; failed and stopped mail may be queued again by an operator.
MAIL_TRANSITIONS: dict[str, frozenset[str]] = {
    MailStatus.QUEUED: frozenset({MailStatus.SENDING, MailStatus.ABORTED}),
    MailStatus.SENDING: frozenset(
        {MailStatus.QUEUED, MailStatus.DELAYED, MailStatus.SENT, MailStatus.FAILED, MailStatus.ABORTED}
    ),
    MailStatus.DELAYED: frozenset({MailStatus.QUEUED, MailStatus.SENDING, MailStatus.ABORTED}),
    MailStatus.SENT: frozenset(),
    MailStatus.FAILED: frozenset({MailStatus.QUEUED}),
    MailStatus.ABORTED: frozenset({MailStatus.QUEUED}),
}
