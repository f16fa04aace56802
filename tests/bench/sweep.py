"""Expiring a hundred thousand stale invitations, beside one plain UPDATE of those rows."""

from __future__ import annotations

from invitations import sweeps
from partnercenter.core import tenancy
from tests import factories as make
from tests.bench import seed
from tests.bench.rows import execute
from tests.bench.stage import as_owner, say
from tests.bench.table import Figure, against_floor, timed

ROUNDS = 3
PLAIN = """
UPDATE invitations_invitation SET status = 'expired', closed_at = now(), next_reminder_at = NULL
WHERE status = 'open' AND expires_at <= now()
"""
BACK = """
UPDATE invitations_invitation SET status = 'open', closed_at = NULL, expires_at = now() - interval '1 second',
    next_reminder_at = now() WHERE inviter_id = %s
"""


def measure() -> list[Figure]:
    say(f"a sweep over {seed.MANY:,} invitations")
    with tenancy.system(reason="bench"):
        tenant, admin = make.TenantFactory(provider=True), make.UserFactory()
        seed.invitations(tenant, admin, seed.MANY)
    values, floors = [], []
    for _ in range(ROUNDS):
        _make_stale(tenant.pk)
        floors.append(timed(_plain))
        _make_stale(tenant.pk)
        values.append(timed(_sweep))
    return [against_floor("expiry sweep", seed.MANY, values, floors, at_most=3)]


def _make_stale(tenant_id: int) -> None:
    with tenancy.system(reason="bench"):
        execute(BACK, [tenant_id])
    as_owner("VACUUM ANALYZE invitations_invitation")


def _plain() -> None:
    with tenancy.system(reason="bench"):
        assert execute(PLAIN) == seed.MANY


def _sweep() -> None:
    assert sweeps.expire_all_stale() == seed.MANY
