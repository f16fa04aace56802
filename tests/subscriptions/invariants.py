"""What holds for orders and subscriptions at every moment, as one question to the database: who breaks which."""

from __future__ import annotations

from django.db import connection

_LEDGER = "subscriptions_seatchange c WHERE c.subscription_id = s.id"
_STARTS = f"{_LEDGER} AND c.kind IN ('purchase', 'renewal')"
_SOLD = "SELECT s.id FROM subscriptions_subscription s"
_LIVE = "s.status IN ('active', 'suspended')"

INVARIANTS: dict[str, str] = {
    "assigned licences are those that people hold, and never more than were bought": f"""{_SOLD} WHERE
        s.assigned <> (SELECT count(*) FROM subscriptions_licence l WHERE l.subscription_id = s.id)
        OR s.assigned > s.quantity""",
    "nobody holds a licence of what is over for its users": f"""{_SOLD} WHERE
        s.status NOT IN ('active', 'suspended', 'expired') AND s.assigned > 0""",
    "the ledger adds up to the quantity while it runs, and to nothing afterwards": f"""{_SOLD} WHERE
        (SELECT sum(c.delta) FROM {_LEDGER}) IS DISTINCT FROM CASE WHEN {_LIVE} THEN s.quantity ELSE 0 END""",
    "the last line of the ledger says the quantity": f"""{_SOLD} WHERE
        (SELECT c.quantity FROM {_LEDGER} ORDER BY c.at DESC, c.id DESC LIMIT 1)
        IS DISTINCT FROM CASE WHEN {_LIVE} THEN s.quantity ELSE 0 END""",
    "no more seats may go back than there are": f"""{_SOLD} WHERE {_LIVE} AND
        (SELECT sum(c.returnable) FROM {_LEDGER} AND c.returnable_until > now()) > s.quantity""",
    "the quantity is within the limits of the offer": f"""{_SOLD}
        JOIN subscriptions_offer o ON o.id = s.offer_id WHERE s.quantity NOT BETWEEN o.minimum AND o.maximum""",
    "a relationship in which something runs, or waits, is active": """
        SELECT r.id FROM relationships_resellerrelationship r WHERE r.status <> 'active' AND (
            EXISTS (SELECT FROM subscriptions_subscription s WHERE s.relationship_id = r.id AND s.is_live)
            OR EXISTS (SELECT FROM subscriptions_order o WHERE o.relationship_id = r.id AND o.status = 'submitted'))""",
    "what is suspended does not renew": f"{_SOLD} WHERE s.status = 'suspended' AND s.auto_renew",
    "only what is active renews": f"{_SOLD} WHERE s.status <> 'active' AND s.auto_renew",
    "what was cancelled was cancelled within its window": f"""{_SOLD} WHERE
        s.status = 'cancelled' AND (s.cancel_until IS NULL OR s.status_at >= s.cancel_until)""",
    "a fulfilled order has a subscription for each line, another one none": """
        SELECT o.id FROM subscriptions_order o WHERE
        (SELECT count(*) FROM subscriptions_subscription s WHERE s.order_id = o.id)
        <> CASE o.status WHEN 'fulfilled' THEN
            (SELECT count(*) FROM subscriptions_orderline l WHERE l.order_id = o.id) ELSE 0 END""",
    "an order waits only as long as the agreement is missing": """
        SELECT o.id FROM subscriptions_order o JOIN relationships_resellerrelationship r ON r.id = o.relationship_id
        WHERE o.status = 'submitted' AND r.customer_agreement <> 'missing'""",
    "each term begins on the day after the one before": f"""{_SOLD} WHERE EXISTS (
        SELECT FROM (SELECT c.term_starts_on, lag(c.term_ends_on) OVER (ORDER BY c.term_starts_on, c.id) AS before
            FROM {_STARTS}) terms WHERE before IS NOT NULL AND term_starts_on <> before + 1)""",
    "the term is the last one of the ledger, and the first began on the first day": f"""{_SOLD} WHERE
        (SELECT max(c.term_starts_on) FROM {_STARTS}) IS DISTINCT FROM s.term_starts_on
        OR (SELECT max(c.term_ends_on) FROM {_STARTS}) IS DISTINCT FROM s.term_ends_on
        OR (SELECT min(c.term_starts_on) FROM {_STARTS}) IS DISTINCT FROM s.anchor_on""",
    "what runs for a term moves at the end of it": f"""{_SOLD} WHERE {_LIVE} AND
        s.moves_at IS DISTINCT FROM (s.term_ends_on + 1)::timestamp AT TIME ZONE 'UTC'""",
    "a joint relationship is active on both sides or on none": """
        SELECT r.id FROM relationships_resellerrelationship r WHERE r.capacity = 'provider' AND r.status = 'active'
        AND NOT EXISTS (SELECT FROM relationships_resellerrelationship h WHERE h.capacity = 'reseller'
            AND h.status = 'active' AND h.partner_id = r.with_partner_id AND h.with_partner_id = r.partner_id
            AND h.customer_id = r.customer_id)""",
    "the same in the other direction": """
        SELECT r.id FROM relationships_resellerrelationship r WHERE r.capacity = 'reseller' AND r.status = 'active'
        AND NOT EXISTS (SELECT FROM relationships_resellerrelationship h WHERE h.capacity = 'provider'
            AND h.status = 'active' AND h.partner_id = r.with_partner_id AND h.with_partner_id = r.partner_id
            AND h.customer_id = r.customer_id)""",
}
_ASKED = " UNION ALL ".join(
    f"(SELECT {number}, found.id FROM ({sql}) found)" for number, sql in enumerate(INVARIANTS.values())
)


def broken() -> list[tuple[str, int]]:
    """The sentence, and the row that breaks it."""
    names = list(INVARIANTS)
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        return [(names[number], pk) for number, pk in cursor.fetchall()]
