"""What time does to invitations, in batches of one statement each; safe to run twice or from three beats at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import Tenant, User
from invitations import emails
from invitations.models import Invitation
from invitations.states import InvitationStatus
from partnercenter.core import tenancy

BATCH = 10_000
NAMED = 20  # recipients that the notice names

# Rows another sweep holds are passed over; each row changes and is written down once, in one statement.
_EXPIRE = """
WITH stale AS (
    SELECT id FROM invitations_invitation WHERE status = 'open' AND expires_at <= now()
    ORDER BY expires_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
), ended AS (
    UPDATE invitations_invitation i SET status = 'expired', closed_at = now(), next_reminder_at = NULL
    FROM stale WHERE i.id = stale.id AND i.status = 'open'
    RETURNING i.id, i.public_id, i.inviter_id, i.invited_by_id, i.recipient_email
), noted AS (
    INSERT INTO core_auditevent
        (at, action, tenant_id, actor_kind, actor_name, target_type, target_id, target_public_id, reason, changes, request_id)
    SELECT now(), 'invitation.expired', inviter_id, 'system', 'expiry', 'invitations.invitation', id, public_id, '',
        '{"status": ["open", "expired"]}', '' FROM ended
)
SELECT inviter_id, invited_by_id, count(*), (array_agg(recipient_email ORDER BY id))[1:%s], max(public_id), sum(count(*)) OVER ()
FROM ended GROUP BY inviter_id, invited_by_id
"""


def expire_batch(limit: int = BATCH) -> int:
    """Expire up to `limit` invitations past their deadline, and tell each inviter once. Returns how many ended."""
    with tenancy.system(reason="expiry sweep"):
        with connection.cursor() as cursor:
            cursor.execute(_EXPIRE, [limit, NAMED])
            groups = cursor.fetchall()
        tenants = Tenant.objects.in_bulk({group[0] for group in groups})
        users = User.objects.in_bulk({group[1] for group in groups})
        for tenant_id, user_id, count, recipients, key, _total in groups:
            emails.tell_expired(users[user_id], tenants[tenant_id], recipients, count, key)
        return int(groups[0][5]) if groups else 0


def expire_all_stale() -> int:
    total = 0
    while ended := expire_batch():
        total += ended
        if ended < BATCH:
            break
    return total


def remind_batch(limit: int = 500) -> int:
    """Queue up to `limit` reminders that are due; never two in a day, none after an answer. Returns how many."""
    with tenancy.system(reason="reminder sweep"):
        now = timezone.now()
        due = Invitation.objects.filter(status=InvitationStatus.OPEN, next_reminder_at__lte=now)
        rows = list(
            due.select_related("inviter", "invited_by")
            .order_by("next_reminder_at")
            .select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit]
        )
        for invitation in rows:
            if invitation.expires_at > now:
                emails.queue_reminder(invitation)
        _schedule_next(rows)
        return len(rows)


def _schedule_next(rows: Iterable[Invitation]) -> None:
    """One statement for each next date: the day before the end, if that is at least a day away."""
    now = timezone.now()
    later = defaultdict(list)
    for invitation in rows:
        last = invitation.expires_at - timedelta(days=1)
        later[last if last >= now + timedelta(days=1) else None].append(invitation.pk)
    for when, ids in later.items():
        Invitation.objects.filter(pk__in=ids).update(next_reminder_at=when)


def send_all_reminders() -> int:
    total = 0
    while sent := remind_batch():
        total += sent
    return total
