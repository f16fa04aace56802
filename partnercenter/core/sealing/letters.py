"""The daily mail to operators: a checkpoint in a place that the database's owner cannot reach."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnercenter.core import mail, tenancy
from partnercenter.core.dates import date_words
from partnercenter.core.mail import MailKind
from partnercenter.core.models import AuditCheckpoint

CHECKPOINT = "audit_checkpoint"


def mail_checkpoint() -> None:
    """The newest, once a day, to AUDIT_EMAIL; nothing where it was mailed before."""
    if not settings.AUDIT_EMAIL:
        return
    with tenancy.system(reason="the daily checkpoint"):
        for newest in AuditCheckpoint.objects.order_by("-seal_id")[:1]:
            queue(newest, to=settings.AUDIT_EMAIL, language=settings.LANGUAGE_CODE)


def queue(checkpoint: AuditCheckpoint, *, to: str, language: str) -> None:
    with translation.override(language):
        mail.enqueue(
            kind=CHECKPOINT,
            key=f"{CHECKPOINT}:{checkpoint.at:%Y-%m-%d}",
            to=to,
            language=language,
            subject=_("Checkpoint of the audit log, %(day)s") % {"day": date_words(checkpoint.at.date())},
            text=render_to_string(f"emails/{CHECKPOINT}.txt", {"checkpoint": checkpoint}),
            tenant=None,
        )


def register_all() -> None:
    mail.register(MailKind(name=CHECKPOINT))
