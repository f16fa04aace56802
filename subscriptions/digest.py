"""The renewals by mail: once in a period, to who wants it, and only where there is something to tell.

A person is claimed for the period in one statement, in the transaction that writes its mail: three beats at once send
one. Who has set nothing hears every Monday of what needs a decision. Days are UTC, by the database's clock.
"""

# ruff: noqa: S608  statements, made of constants
from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from accounts.models import Tenant, User
from accounts.overview import count_up_to
from accounts.permissions import ROLE_PERMISSIONS, Permission
from partnercenter.core import tenancy
from partnercenter.core.locks import alone
from subscriptions import clock, emails, renewals
from subscriptions.reading import attach_partners
from subscriptions.states import DigestScope

log = logging.getLogger(__name__)

BATCH = 200
SECONDS = 20.0  # for all batches of a sweep; beat comes again
SHOWN = 20  # rows that a mail names

# When the period of today began, by how often a person wants to hear: that Monday, or the first of the month.
_BEGAN = (
    "date_trunc(CASE frequency WHEN 'weekly' THEN 'week' ELSE 'month' END, now() AT TIME ZONE 'UTC')::date"
)
_CLAIM = f"""
WITH people AS (
    SELECT m.id, m.tenant_id, m.user_id, coalesce(d.frequency, 'weekly') AS frequency,
        coalesce(d.scope, 'decisions') AS scope,
        greatest(d.last_sent_on, (m.created_at AT TIME ZONE 'UTC')::date) AS since
    FROM accounts_membership m
    JOIN accounts_user u ON u.id = m.user_id
    JOIN accounts_tenant o ON o.id = m.tenant_id
    JOIN accounts_partnerprofile f ON f.tenant_id = m.tenant_id
    LEFT JOIN subscriptions_renewaldigest d ON d.tenant_id = m.tenant_id AND d.user_id = m.user_id
    WHERE m.blocked_at IS NULL AND u.is_active AND o.suspended_at IS NULL AND f.programmes <> '{{}}'
        AND (m.roles && %(roles)s::varchar[] OR EXISTS (SELECT FROM accounts_timedrole t
            WHERE t.membership_id = m.id AND t.ends_at > now() AND t.role = ANY(%(roles)s::varchar[])))
), due AS (
    SELECT *, {_BEGAN} AS began FROM people
    WHERE frequency <> 'off' AND since < {_BEGAN} ORDER BY tenant_id, id LIMIT %(limit)s
)
INSERT INTO subscriptions_renewaldigest AS d (tenant_id, user_id, frequency, scope, last_sent_on)
SELECT tenant_id, user_id, frequency, scope, (now() AT TIME ZONE 'UTC')::date FROM due
ON CONFLICT (tenant_id, user_id) DO UPDATE SET last_sent_on = EXCLUDED.last_sent_on
    WHERE d.frequency = EXCLUDED.frequency
        AND (d.last_sent_on IS NULL OR d.last_sent_on < (SELECT min(began) FROM due
            WHERE due.tenant_id = d.tenant_id AND due.user_id = d.user_id))
RETURNING tenant_id, user_id, scope
"""


@dataclass(frozen=True)
class Digest:
    """What one organisation has to hear; the counts go beyond the rows that are named."""

    tenant: Tenant
    today: date
    stuck: int
    undecided: int
    rows: Sequence[Any]
    automatic: int
    renewing: Sequence[Any]

    def says_something(self, scope: str) -> bool:
        return bool(self.stuck or self.undecided or (scope == DigestScope.EVERYTHING and self.automatic))


def send_batch(limit: int = BATCH) -> int:
    """Look at up to `limit` people whose period has begun, and write to those who have something to hear."""
    with tenancy.system(reason="renewal digests"):
        if not alone("renewal digests"):
            return 0
        with connection.cursor() as cursor:
            roles = sorted(ROLE_PERMISSIONS[Permission.SUBSCRIPTIONS_VIEW])
            cursor.execute(_CLAIM, {"limit": limit, "roles": roles})
            claimed = cursor.fetchall()
        tenants = Tenant.objects.select_related("profile").in_bulk({row[0] for row in claimed})
        people = User.objects.in_bulk({row[1] for row in claimed})
        for pk, tenant in tenants.items():
            readers = [(people[user_id], scope) for tenant_id, user_id, scope in claimed if tenant_id == pk]
            _tell(tenant, readers)
        return len(claimed)


def _tell(tenant: Tenant, readers: Sequence[tuple[User, str]]) -> None:
    """An organisation whose digest cannot be made is passed over, and stops no other (situation C-057)."""
    try:
        with transaction.atomic():
            found = digest_of(tenant)
            for person, scope in readers:
                if found.says_something(scope):
                    emails.send_renewal_digest(person, found, scope)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("%s: no digest of renewals can be made", tenant.public_id)


def digest_of(tenant: Tenant) -> Digest:
    soon = renewals.soon(tenant)
    stuck, _rows = _read(tenant, renewals.failed(tenant), 0)
    undecided, rows = _read(tenant, renewals.undecided(tenant, soon))
    automatic, renewing = _read(tenant, renewals.automatic(tenant, soon))
    return Digest(tenant, clock.now().date(), stuck, undecided, rows, automatic, renewing)


def _read(tenant: Tenant, rows: Any, shown: int = SHOWN) -> tuple[int, list[Any]]:
    parts = renewals.parts(tenant, rows)
    found: list[Any] = [row for part in parts for row in part.order_by("term_ends_on", "pk")[:shown]]
    found = sorted(found, key=lambda row: (row.term_ends_on, row.pk))[:shown]
    attach_partners(found, tenant)
    for row in found:
        row.reasons = partial(renewals.reasons, row, tenant)  # called where the reader's language is known
    return sum(map(count_up_to, parts)), found


def send_all_due(seconds: float = SECONDS) -> int:
    """Batch after batch, until nobody is due or it has been long enough."""
    until, total = time.monotonic() + seconds, 0
    while time.monotonic() < until and (done := send_batch()):
        total += done
    return total
