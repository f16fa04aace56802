"""The queue is the table: put in, lease, finish. Every step is one conditional statement."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partnercenter.core import audit
from partnercenter.core.actor import AnyActor
from partnercenter.core.errors import DomainError
from partnercenter.core.mail import nudge
from partnercenter.core.models import OutgoingMail
from partnercenter.core.states import transition
from partnercenter.core.states_mail import MAIL_TRANSITIONS, MailStatus

if TYPE_CHECKING:
    from accounts.models import Tenant

# Lapsed leases a mail survives before it is parked: a mail that kills workers must not do so for ever.
MAX_LAPSES = 5

# A lapsed lease keeps its date: the mail may have left, and a second one must be identical. The clock is the
# statement's: what this transaction queued a moment ago is due.
# Joined by id, not `id = coalesce(…)`: that is not leakproof, and row-level security would have it scan the table.
_LEASE = """
WITH lapsed AS MATERIALIZED (
    SELECT id FROM core_outgoingmail WHERE status = 'sending' AND lease_until < statement_timestamp()
    ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED
), due AS MATERIALIZED (
    SELECT id FROM core_outgoingmail
    WHERE status IN ('queued', 'delayed') AND next_attempt_at <= statement_timestamp() AND NOT EXISTS (SELECT FROM lapsed)
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE core_outgoingmail m SET
    status = 'sending', attempts = attempts + 1, lease_token = %(token)s,
    lease_until = statement_timestamp() + %(lease)s, lapses = lapses + (status = 'sending')::int,
    dated_at = coalesce(dated_at, statement_timestamp())
FROM (SELECT id FROM lapsed UNION ALL SELECT id FROM due) next
WHERE m.id = next.id AND NOT EXISTS (SELECT FROM core_mailcircuit WHERE paused_until > statement_timestamp())
RETURNING m.*, EXISTS (SELECT FROM core_mailcircuit WHERE failures > 0) AS after_trouble
"""


def enqueue(
    *,
    kind: str,
    key: str,
    to: str,
    language: str,
    subject: str,
    text: str,
    tenant: Tenant | None,
    about: Any = None,
    to_name: str = "",
    from_name: str = "",
    reply_to: str = "",
    in_reply_to: str = "",
    generation: int = 1,
    reader: str = "",
) -> OutgoingMail:
    """Write the mail's row, in the caller's transaction. The same `key` twice is the same mail.

    `reader`: the public id of the membership as which it is read.

    `to` is an address; `text` is plain text in `language`, with `{places}` only for secrets.
    """
    mail, created = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "tenant": tenant,
            "about_type": about._meta.label_lower if about else "",
            "about_id": about.pk if about else None,
            "generation": generation,
            "reader": reader,
            "to_address": to,
            "to_name": to_name[:200],
            "from_name": from_name[:200],
            "reply_to": reply_to,
            "in_reply_to": in_reply_to,
            "language": language,
            "subject": subject[:200],
            "text": text,
        },
    )
    if created:
        transaction.on_commit(nudge.wake, robust=True)
    return mail


def lease() -> OutgoingMail | None:
    """Take the next mail that is due, or whose lease lapsed, for `settings.MAIL_LEASE`.

    It says `after_trouble` where sending had been paused and no mail has gone through since.
    None: nothing is due, or sending is paused.
    """
    rows = OutgoingMail.objects.raw(_LEASE, {"token": uuid.uuid4(), "lease": settings.MAIL_LEASE})
    return next(iter(rows), None)


def finish(mail: OutgoingMail, status: MailStatus, *, reply: str = "", **more: Any) -> bool:
    """End our lease with what became of the mail. False: the lease was lost meanwhile and nothing is changed."""
    changes: dict[str, Any] = {
        "status": status,
        "lease_token": None,
        "lease_until": None,
        "reply": reply[:2000],
    }
    if status == MailStatus.SENT:
        changes["sent_at"] = Now()
    held = OutgoingMail.objects.filter(pk=mail.pk, status=MailStatus.SENDING, lease_token=mail.lease_token)
    return held.update(**changes, **more) == 1


@transaction.atomic
def retry(mail: OutgoingMail, *, by: AnyActor) -> None:
    """Queue a failed, stopped or delayed mail again, now. Raises DomainError where its state forbids it, or where its
    text is no longer kept."""
    _require_at_rest(mail)
    if not mail.text:
        raise DomainError("mail_forgotten", _("The text of this mail is no longer kept."))
    old = mail.status
    afresh = {"next_attempt_at": Now(), "attempts": 0, "lapses": 0, "dated_at": None, "reply": ""}
    transition(mail, MailStatus.QUEUED, table=MAIL_TRANSITIONS, stamps=afresh)
    audit.record(
        "mail.retried", by=by, target=mail, tenant=mail.tenant, changes={"status": [old, MailStatus.QUEUED]}
    )
    transaction.on_commit(nudge.wake, robust=True)


@transaction.atomic
def abort(mail: OutgoingMail, *, by: AnyActor) -> None:
    """Stop a mail that has not left. Raises DomainError where it is being sent or has been."""
    _require_at_rest(mail)
    old = mail.status
    transition(mail, MailStatus.ABORTED, table=MAIL_TRANSITIONS)
    audit.record(
        "mail.stopped", by=by, target=mail, tenant=mail.tenant, changes={"status": [old, MailStatus.ABORTED]}
    )


def _require_at_rest(mail: OutgoingMail) -> None:
    """The table lets only the worker that sends a mail move it on."""
    if mail.status == MailStatus.SENDING:
        raise DomainError("mail_sending", _("This mail is being sent right now. Try again in a minute."))
