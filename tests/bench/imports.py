"""Import of existing customers: the dry run and the take-over of 10,000 rows, beside a bare COPY of the same rows."""

from __future__ import annotations

import io

from django.db import connection

from accounts.models import Tenant, User
from accounts.permissions import Role
from customers import actions, sweeps
from customers.models import Candidate, CustomerImport
from customers.states import ImportStatus
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from tests import factories as make
from tests.bench.stage import as_owner, say
from tests.bench.table import Figure, against_floor, median, ms, p95, timed
from tests.database import connect_as_owner

ROWS = 10_000
TIMES = 5
BARE = "bench_candidate"
COLUMNS = (
    "public_id", "partner_id", "name", "name_key", "domain", "country_id", "contact_name", "contact_email",
    "contact_key", "reference", "imported_in_id", "created_at",
)  # fmt: skip


def measure() -> list[Figure]:
    say(f"import of {ROWS:,} rows, {TIMES} times")
    as_owner(f"CREATE TABLE {BARE} (LIKE {Candidate._meta.db_table} INCLUDING ALL)")
    checks, takes, again, floors = [], [], [], []
    for number in range(TIMES):
        by = _partner()
        checks.append(_work(upload := _given(by), ImportStatus.CHECKED))
        with tenancy.system(reason="bench"):
            actions.confirm_import(upload=_fresh(upload), by=by)
        takes.append(_work(upload, ImportStatus.DONE))
        again.append(_work(_given(by, "again"), ImportStatus.CHECKED))
        floors.append(_copy(by, number))
    return [
        against_floor("import, dry run", ROWS, checks, floors, at_most=6),
        against_floor("import, take-over", ROWS, takes, floors, at_most=12),
        Figure("import, dry run of known rows", ROWS, ms(median(again)), ms(p95(again))),
        Figure("import, rows a second, both", ROWS, f"{ROWS / (median(checks) + median(takes)):,.0f}/s", ""),
    ]


def _partner() -> Actor:
    with tenancy.system(reason="bench"):
        tenant: Tenant = make.TenantFactory(direct_bill=True)
        user: User = make.UserFactory()
        make.MembershipFactory(tenant=tenant, user=user, roles=[Role.ADMIN_AGENT])
    return Actor(user, tenant, frozenset({Role.ADMIN_AGENT}))


def _given(by: Actor, note: str = "") -> CustomerImport:
    text = "".join(
        f"한빛소프트 {n} 주식회사,company{n}.example,KR,office@company{n}.example,김민지,R-{n}\n"
        for n in range(ROWS)
    )
    content = f"name,domain,country,email,contact,reference,{note or 'note'}\n{text}".encode()
    with tenancy.system(reason="bench"):
        return actions.upload_customers(file_name="customers.csv", content=content, by=by)


def _work(upload: CustomerImport, expected: str) -> float:
    seconds = timed(lambda: sweeps.run_imports(seconds=60))
    found = _fresh(upload)
    assert found.status == expected, found.status
    assert found.new + found.known == ROWS
    return seconds


def _fresh(upload: CustomerImport) -> CustomerImport:
    with tenancy.system(reason="bench"):
        return CustomerImport.objects.get(pk=upload.pk)


def _copy(by: Actor, number: int) -> float:
    """The rows that the take-over has made, once more: COPY into a bare table, nothing checked."""
    names = ", ".join(COLUMNS)
    out, table = io.BytesIO(), Candidate._meta.db_table
    with tenancy.system(reason="bench"), connection.cursor() as cursor:
        source = (
            f"SELECT translate(substr(md5('copy{number}' || id), 1, 16), '0189', 'abcd'), partner_id, name, name_key,"
            f" 'copy.' || domain, country_id, contact_name, contact_email, contact_key, reference, imported_in_id,"
            f" created_at FROM {table} WHERE partner_id = {by.tenant.pk}"
        )
        with cursor.copy(f"COPY ({source}) TO STDOUT") as rows:
            for piece in rows:
                out.write(piece)
    content = out.getvalue()
    return timed(lambda: _load(names, content))


def _load(names: str, content: bytes) -> None:
    """Into a table that is alike but for its policies: no role may COPY past them."""
    with connect_as_owner() as owner, owner.cursor().copy(f"COPY {BARE} ({names}) FROM STDIN") as target:
        target.write(content)
