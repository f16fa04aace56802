"""What time does to invitations, in batches of one statement each; safe to run twice or from three beats at once.

The database's clock decides (situation C-027). One sweep of a kind runs at a time, so that nobody is told twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from accounts.models import Tenant
from invitations import emails, policies
from invitations.models import Invitation
from invitations.querysets import latest_mail
from invitations.states import InvitationStatus
from partnercenter.core import tenancy
from partnercenter.core.batches import until_done
from partnercenter.core.locks import alone
from partnercenter.core.states_mail import MailStatus

log = logging.getLogger(__name__)

EXPIRE_BATCH = 20_000
REMIND_BATCH = 500
NAMED = 20  # recipients that the notice names
ONE_DAY = timedelta(days=1)

# Whole people at a time, so that nobody is told twice. Rows somebody else is changing are passed over. Each row
# changes and is written down once, in one statement.
_EXPIRE = """
WITH people AS (
    SELECT inviter_id, invited_by_id, count(*) AS own, sum(count(*)) OVER (ORDER BY inviter_id, invited_by_id) AS upto
    FROM invitations_invitation WHERE status = 'open' AND expires_at <= now() GROUP BY inviter_id, invited_by_id
), stale AS (
    SELECT i.id FROM invitations_invitation i
    JOIN people p ON p.inviter_id = i.inviter_id AND p.invited_by_id = i.invited_by_id
    WHERE i.status = 'open' AND i.expires_at <= now() AND (p.upto <= %(limit)s OR p.upto = p.own)
    LIMIT %(limit)s FOR NO KEY UPDATE OF i SKIP LOCKED
), ended AS (
    UPDATE invitations_invitation i SET status = 'expired', closed_at = now(), next_reminder_at = NULL
    FROM stale WHERE i.id = stale.id
    RETURNING i.id, i.public_id, i.generation, i.inviter_id, i.with_partner_id, i.invited_by_id,
        i.recipient_email
), noted AS (
    INSERT INTO core_auditevent
        (at, action, tenant_id, counterparty_id, actor_kind, actor_name, target_type, target_id, target_public_id,
        target_name, reason, changes, request_id)
    SELECT now(), 'invitation.expired', inviter_id, with_partner_id, 'system', 'expiry', 'invitations.invitation', id, public_id,
        left(recipient_email, 200), '', '{"status": ["open", "expired"]}', '' FROM ended
)
SELECT inviter_id, invited_by_id, count(*), (array_agg(recipient_email ORDER BY id))[1:%(named)s],
    max(public_id || ':' || generation), sum(count(*)) OVER ()
FROM ended GROUP BY inviter_id, invited_by_id
"""


def expire_batch(limit: int = EXPIRE_BATCH) -> int:
    """Expire up to `limit` invitations past their deadline, and tell who answers for them, each once. Returns how many ended."""
    with tenancy.system(reason="expiry sweep"):
        if not alone("expiry sweep"):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_EXPIRE, {"limit": limit, "named": NAMED})
            groups = cursor.fetchall()
        _tell_expired(groups)
        return int(groups[0][5]) if groups else 0


def _tell_expired(groups: Sequence[tuple[Any, ...]]) -> None:
    """One mail a person and organisation: a global admin hears at once of all whose senders are gone."""
    tenants = Tenant.objects.in_bulk({group[0] for group in groups})
    people = policies.responsible_people((group[0], group[1]) for group in groups)
    told = defaultdict(list)
    for group in groups:
        if person := people.get((group[0], group[1])):
            told[group[0], person.pk].append((person, group))
    for (tenant_id, _person_id), parts in told.items():
        recipients = [email for _person, group in parts for email in group[3]][:NAMED]
        count, key = sum(group[2] for _person, group in parts), max(group[4] for _person, group in parts)
        emails.tell_expired(parts[0][0], tenants[tenant_id], recipients, count, key)


def expire_all_stale() -> int:
    return until_done(expire_batch)


def remind_batch(limit: int = REMIND_BATCH) -> int:
    """Look at up to `limit` reminders that are due; never two in a day, none after an answer.

    None either where the sender may not invite any more: the link would be dead. Returns how many.
    """
    with tenancy.system(reason="reminder sweep"):
        due = Invitation.objects.filter(status=InvitationStatus.OPEN, next_reminder_at__lte=Now())
        rows: list[Any] = list(
            due.select_related("inviter", "with_partner", "customer", "invited_by")
            .annotate(clock=Now(), mail_status=latest_mail("status"))
            .order_by("next_reminder_at")
            .select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit]
        )
        people = policies.responsible_people((row.inviter_id, row.invited_by_id) for row in rows)
        for invitation in rows:
            person = people.get((invitation.inviter_id, invitation.invited_by_id))
            if _is_worth_it(invitation) and person and person.pk == invitation.invited_by_id:
                _remind(invitation)
        _schedule_next(rows)
        return len(rows)


def _is_worth_it(invitation: Any) -> bool:
    """Nobody is reminded of what did not reach them: the inviter knows, and mends the address."""
    return bool(invitation.expires_at > invitation.clock and invitation.mail_status != MailStatus.FAILED)


def _remind(invitation: Invitation) -> None:
    """One that cannot be put into words is passed over until its next date, and stops no other (situation C-057)."""
    try:
        with transaction.atomic():
            emails.queue_reminder(invitation)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("invitation %s: no reminder can be made", invitation.public_id)


def _schedule_next(rows: Iterable[Any]) -> None:
    """One statement for each next date: the day before the end, if that is at least a day away."""
    later = defaultdict(list)
    for invitation in rows:
        last = invitation.expires_at - ONE_DAY
        later[last if last >= invitation.clock + ONE_DAY else None].append(invitation.pk)
    for when, ids in later.items():
        Invitation.objects.filter(pk__in=ids).update(next_reminder_at=when)


def send_all_reminders() -> int:
    return until_done(remind_batch)
