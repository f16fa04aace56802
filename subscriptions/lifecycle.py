"""What time does to subscriptions (reference 3.7), in batches of one statement each.

Safe to run twice and from three beats at once: a row is taken by one of them, moves once and is written down once, in
the statement that moves it. The database's clock decides (C-027); days are UTC.

Where the portal stood still for long, the calendar counts, not the sweep: each missed term is renewed by itself, with
its own line in the ledger at its own first day, and each stay counts from the day on which the one before ended.
The seven days in which seats go back begin when the renewal is done (reference 3.6).

Billing and the ledger end with the term. Licences stay while users still work: while it is expired, and no longer.
"""

# ruff: noqa: S608  statements, made of constants
from __future__ import annotations

import time

from django.db import connection

from partnercenter.core import tenancy
from subscriptions.renewal_sql import WHY_NOT, nth_next_start
from subscriptions.states import STAYS, SubscriptionStatus
from subscriptions.terms import RETURN_WINDOW

BATCH = 2_000  # rows that wait for nobody longer than a moment
SECONDS = 20.0  # for all batches of a sweep; beat comes again

_S = SubscriptionStatus
_ENDED = {_S.ACTIVE: _S.EXPIRED, _S.SUSPENDED: _S.DISABLED_30} | {
    old: new for old, (_d, new) in STAYS.items()
}
_FOLLOWS = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in _ENDED.items())
_DAYS = " ".join(f"WHEN '{state}' THEN interval '{days} days'" for state, (days, _new) in STAYS.items())
_WINDOW = f"interval '{RETURN_WINDOW.days} days'"

_MOVE = f"""
WITH due AS (
    SELECT * FROM subscriptions_subscription WHERE moves_at <= now()
    ORDER BY moves_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
), judged AS MATERIALIZED (
    SELECT *, CASE WHEN status = 'active' AND auto_renew THEN {WHY_NOT} ELSE '' END AS why
    FROM due AS subscriptions_subscription
), meant AS (
    SELECT *, status = 'active' AND auto_renew AND why = '' AS renews, status IN ('active', 'suspended') AS was_live
    FROM judged
), moving AS MATERIALIZED (
    SELECT m.*, CASE WHEN renews THEN status ELSE CASE status {_FOLLOWS} END END AS new,
        CASE WHEN renews THEN {nth_next_start(1)} ELSE term_starts_on END AS starts_on,
        CASE WHEN renews THEN {nth_next_start(2)} - 1 ELSE term_ends_on END AS ends_on,
        CASE WHEN renews THEN p.amount ELSE unit_price END AS price,
        renews AND kind = 'licence' AS may_go_back
    FROM meant m LEFT JOIN subscriptions_offerprice p
        ON renews AND p.offer_id = m.offer_id AND p.currency = m.currency
), moved AS (
    UPDATE subscriptions_subscription s SET
        status = m.new, status_at = CASE WHEN m.renews THEN s.status_at ELSE now() END, auto_renew = m.renews,
        attention = CASE WHEN m.was_live THEN m.why ELSE s.attention END,
        term_starts_on = m.starts_on, term_ends_on = m.ends_on, unit_price = m.price,
        moves_at = CASE WHEN m.renews THEN (m.ends_on + 1)::timestamp AT TIME ZONE 'UTC'
            ELSE m.moves_at + CASE m.new {_DAYS} END END,
        cancel_until = CASE WHEN m.renews THEN now() + {_WINDOW} ELSE s.cancel_until END,
        assigned = CASE WHEN m.new IN ('active', 'expired') THEN s.assigned ELSE 0 END,
        version = s.version + 1
    FROM moving m WHERE s.id = m.id
    RETURNING s.id
), counted AS (
    INSERT INTO subscriptions_seatchange
        (subscription_id, at, kind, delta, quantity, unit_price, term_starts_on, term_ends_on, returnable, returnable_until)
    SELECT id, CASE WHEN renews THEN starts_on::timestamp AT TIME ZONE 'UTC' ELSE moves_at END,
        CASE WHEN renews THEN 'renewal' ELSE 'end' END, CASE WHEN renews THEN 0 ELSE -quantity END,
        CASE WHEN renews THEN quantity ELSE 0 END, price, starts_on, ends_on,
        CASE WHEN may_go_back THEN quantity ELSE 0 END, CASE WHEN may_go_back THEN now() + {_WINDOW} END
    FROM moving WHERE was_live
), closed AS (
    UPDATE subscriptions_seatchange c SET returnable = 0
    FROM moving WHERE c.subscription_id = moving.id AND moving.was_live AND c.returnable > 0
), released AS (
    DELETE FROM subscriptions_licence l USING moving
    WHERE l.subscription_id = moving.id AND moving.assigned > 0 AND moving.new NOT IN ('active', 'expired')
), noted AS (
    INSERT INTO core_auditevent
        (at, action, tenant_id, counterparty_id, actor_kind, actor_name, target_type, target_id, target_public_id,
        target_name, reason, changes, request_id)
    SELECT now(), 'subscription.' || CASE WHEN renews THEN 'renewed' ELSE new END, partner_id, customer_id, 'system',
        'lifecycle', 'subscriptions.subscription', id, public_id, name, '',
        CASE WHEN renews THEN jsonb_build_object('term_ends_on', jsonb_build_array(term_ends_on, ends_on),
                'unit_price', jsonb_build_array(unit_price::text, price::text))
            WHEN why <> '' THEN jsonb_build_object('status', jsonb_build_array(status, new),
                'attention', jsonb_build_array('', why))
            ELSE jsonb_build_object('status', jsonb_build_array(status, new)) END, ''
    FROM moving
)
SELECT count(*) FROM moved
"""


def move_batch(limit: int = BATCH) -> int:
    """Move up to `limit` subscriptions whose time has come, by one state or one term each. Returns how many."""
    with tenancy.system(reason="lifecycle sweep"), connection.cursor() as cursor:
        cursor.execute(_MOVE, {"limit": limit})
        return int(cursor.fetchone()[0])


def move_all_due(seconds: float = SECONDS) -> int:
    """Batch after batch, until nothing is due or it has been long enough."""
    until, total = time.monotonic() + seconds, 0
    while time.monotonic() < until and (done := move_batch()):
        total += done
    return total
