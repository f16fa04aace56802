"""Why a subscription would not renew, and when its next terms begin: what the sweep does and pages foretell, said once.

Both are conditions over the columns of subscriptions_subscription, and made of constants.
"""

# ruff: noqa: S608  statements, made of constants
from __future__ import annotations

from subscriptions.states import TERM_MONTHS, Attention


def _place(column: str, when: str = "true") -> str:
    """The cloud and the region of a tenant; looked up by its key, which a join under row-level security is not."""
    return f"""(SELECT t.cloud || ' ' || (SELECT k.region_id FROM accounts_country k WHERE k.code = t.country_id)
        FROM accounts_tenant t WHERE t.id = {column} AND {when})"""


# The first rule of policies.require_may_order, require_agreement and require_offer that is broken; '' where none is.
WHY_NOT = f"""
CASE
    WHEN NOT EXISTS (
        SELECT 1 FROM relationships_resellerrelationship r
        WHERE r.id = subscriptions_subscription.relationship_id
            AND r.status = 'active' AND r.capacity IN ('direct', 'provider')
    ) OR NOT COALESCE((
        SELECT f.programmes && ARRAY['direct_bill', 'indirect_provider']::varchar[] FROM accounts_partnerprofile f
        WHERE f.tenant_id = subscriptions_subscription.partner_id
    ), false) OR {_place("subscriptions_subscription.partner_id")}
        IS DISTINCT FROM {_place("subscriptions_subscription.customer_id", "t.kind = 'customer'")}
    THEN '{Attention.NOT_AUTHORISED}'
    WHEN NOT EXISTS (
        SELECT 1 FROM accounts_agreementacceptance a
        WHERE a.tenant_id = subscriptions_subscription.partner_id AND a.kind = 'mpa' AND a.region_id = (
            SELECT k.region_id FROM accounts_country k WHERE k.code = (
                SELECT t.country_id FROM accounts_tenant t WHERE t.id = subscriptions_subscription.partner_id))
    ) THEN '{Attention.MPA_UNSIGNED}'
    WHEN EXISTS (
        SELECT 1 FROM relationships_resellerrelationship r
        WHERE r.id = subscriptions_subscription.relationship_id AND r.customer_agreement = 'missing'
    ) THEN '{Attention.NO_AGREEMENT}'
    WHEN NOT EXISTS (
        SELECT 1 FROM subscriptions_offer o
        WHERE o.id = subscriptions_subscription.offer_id AND o.withdrawn_at IS NULL
    ) OR NOT EXISTS (
        SELECT 1 FROM subscriptions_offer_regions g
        WHERE g.offer_id = subscriptions_subscription.offer_id AND g.region_id = (
            SELECT k.region_id FROM accounts_country k WHERE k.code = (
                SELECT t.country_id FROM accounts_tenant t WHERE t.id = subscriptions_subscription.customer_id))
    ) THEN '{Attention.OFFER_WITHDRAWN}'
    WHEN NOT EXISTS (
        SELECT 1 FROM subscriptions_offerprice o
        WHERE o.offer_id = subscriptions_subscription.offer_id
            AND o.currency = subscriptions_subscription.currency
    ) THEN '{Attention.NO_PRICE}'
    ELSE ''
END
"""

_MONTHS = "CASE term {} END".format(
    " ".join(f"WHEN '{term}' THEN {months}" for term, months in TERM_MONTHS.items())
)


def nth_next_start(terms: int) -> str:
    """The first day of the term so many terms after the present one: subscriptions.terms.next_start in SQL."""
    return f"""(anchor_on + make_interval(months =>
        ((extract(year FROM term_starts_on) - extract(year FROM anchor_on)) * 12
        + extract(month FROM term_starts_on) - extract(month FROM anchor_on))::int + {terms} * {_MONTHS}))::date"""
