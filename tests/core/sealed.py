"""A small sealed log, and its owner at work on it: with every trigger and constraint out of the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import connection, connections, transaction

from accounts.models import Tenant, User
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, OperatorActor, SystemActor
from partnercenter.core.models import AuditEvent, AuditSeal
from partnercenter.core.sealing import sealer
from partnercenter.core.sealing.verify import Finding, findings
from tests import factories as make
from tests.database import APPEND_ONLY

# What the owner takes away to do as it likes; that it did is told apart from what it then changed.
_FREE = [
    *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in APPEND_ONLY),
    "ALTER TABLE core_auditevent DROP CONSTRAINT audit_name_erased, DROP CONSTRAINT audit_text_erased",
    "ALTER TABLE core_auditseal DROP CONSTRAINT seal_once, DROP CONSTRAINT seal_counts",
]
_KEYS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype IN ('f', 'u') AND conrelid::regclass::text = ANY(%s)
"""


def write(count: int = 12, organisations: int = 3) -> list[Tenant]:
    """Events of people, operators and the system, in several organisations and in none; committed, and sealed."""
    with tenancy.system(reason="test"):
        tenants = [make.TenantFactory() for _ in range(organisations)]
        people = [make.UserFactory(full_name=f"Person {tenant.slug}") for tenant in tenants]
        operator = make.UserFactory(is_staff=True)
        for number in range(count):
            note(number, tenants, people, operator)
    seal()
    return tenants


def seal() -> int:
    """Everything: while other databases of the server are busy, a run may pass over what only seems to be going on."""
    total, until = 0, time.monotonic() + 20
    while time.monotonic() < until:
        total += sealer.seal_all()
        with tenancy.system(reason="test"):
            if not AuditEvent.objects.filter(seal=None).exists():
                break
    return total


def note(number: int, tenants: list[Tenant], people: list[User], operator: User) -> None:
    tenant, person = tenants[number % len(tenants)], people[number % len(tenants)]
    other = tenants[(number + 1) % len(tenants)]
    by = Actor(person, tenant)
    changes = {"name": [f"old {number}", f"new {number}"]}
    if number % 6 == 4:
        audit.record("region.saved", by=OperatorActor(operator, "Asked for"), target=tenant, changes=changes)
    elif number % 6 == 5:
        audit.record("invitation.expired", by=SystemActor("expiry"), target=tenant, tenant=tenant)
    else:
        audit.record(
            "tenant.renamed",
            by=by,
            target=tenant,
            counterparty=other,
            changes=changes,
            reason=f"Why {number}",
        )


@contextmanager
def owner() -> Iterator[None]:
    """Inside, the default connection is the owner's; what it does is never committed."""
    application = connections["default"]
    connections["default"] = connections["owner"]
    try:
        with transaction.atomic(), tenancy.system(reason="test"):
            with connection.cursor() as cursor:
                for statement in _FREE:
                    cursor.execute(statement)
                cursor.execute(_KEYS, [["core_auditseal", "core_auditcheckpoint"]])
                for table, name in cursor.fetchall():
                    cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"].close()
        connections["default"] = application


@contextmanager
def undone() -> Iterator[None]:
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


class _Undo(Exception):
    pass


def execute(statement: str, *params: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def found(**kwargs: object) -> list[Finding]:
    """What verifying names, besides that the triggers are off."""
    return [one for one in findings(**kwargs) if "trigger" not in one.words]


def seals() -> int:
    with tenancy.system(reason="test"):
        return AuditSeal.objects.count()
