"""What time does to roles and sign-ins: roles that end are written down, and announced before. Safe to run twice or from three beats
at once; the database's clock decides. Whether a role counts does not wait for this."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models.functions import Now

from accounts import emails_members as emails
from accounts.actions import end_roles
from accounts.actions.members import CLOCK
from accounts.models import MailboxCode, Membership, SignIn, TimedRole, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.roles import next_warning
from partnercenter.core import tenancy
from partnercenter.core.batches import until_done

log = logging.getLogger(__name__)

BATCH = 500


def end_batch(limit: int = BATCH) -> int:
    """Take the roles of up to `limit` people away whose end has come; each person in a transaction of their own."""
    with tenancy.system(reason="roles that have ended"):
        over = TimedRole.objects.over().order_by("ends_at").values_list("membership_id", flat=True)
        ids = list(dict.fromkeys(over[:limit]))
    for pk in ids:
        with tenancy.system(reason="roles that have ended"):
            membership = Membership.objects.filter(pk=pk).first()
            if membership is not None:
                end_roles(membership=membership, by=CLOCK)
    return len(ids)


def end_all_due() -> int:
    return until_done(end_batch)


def warn_batch(limit: int = BATCH) -> int:
    """Say of up to `limit` roles that they end in seven days, or in one. Returns how many."""
    with tenancy.system(reason="roles that end soon"):
        due = TimedRole.objects.in_force().filter(warn_at__lte=Now()).order_by("warn_at")
        rows: list[Any] = list(
            due.select_related("membership__user", "membership__tenant", "given_by")
            .annotate(clock=Now())
            .select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit]
        )
        together = defaultdict(list)
        for row in rows:
            together[row.membership_id, row.ends_at].append(row)
        for group in together.values():
            _warn(group)
        _schedule_next(rows)
        return len(rows)


def _warn(rows: list[Any]) -> None:
    """The person, and whoever gave the role. What cannot be put into words stops nobody else's (situation C-057)."""
    membership = rows[0].membership
    if membership.blocked_at or not membership.user.is_active:
        return
    try:
        with transaction.atomic():
            emails.tell_role_ends(membership, rows)
            for giver in {row.given_by for row in rows} - {None, membership.user}:
                if person := _responsible(membership, giver):
                    emails.tell_giver_role_ends(membership, rows, person)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("membership %s: no warning can be made", membership.public_id)


def _responsible(membership: Membership, giver: User) -> User | None:
    """Who gave it, while they may give it anew; else a global admin."""
    rows = Membership.objects.filter(tenant=membership.tenant_id).exclude(user=membership.user_id)
    managers = rows.with_role(*ROLE_PERMISSIONS[Permission.MEMBERS_MANAGE])
    found = (
        managers.filter(user=giver).first()
        or rows.lasting_admins().select_related("user").order_by("id").first()
    )
    return found.user if found else None


def _schedule_next(rows: Iterable[Any]) -> None:
    for row in rows:
        TimedRole.objects.filter(pk=row.pk).update(warn_at=next_warning(row.ends_at, row.clock))


def warn_all_due() -> int:
    return until_done(warn_batch)


def forget_codes() -> int:
    """Codes to a mailbox, a day after they were asked for."""
    with tenancy.system(reason="codes that are over"):
        return MailboxCode.objects.forgettable().delete()[0]


def forget_sign_ins() -> int:
    """Those whose session has ended long since: where somebody was is nobody's business then."""
    with tenancy.system(reason="sign-ins that are over"):
        return SignIn.objects.forgettable().delete()[0]
