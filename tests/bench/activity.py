"""The activity log at ten and at a million events, as page and as file; what an event costs; sealing and verifying."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Membership, Tenant, User
from accounts.permissions import Role
from accounts.views.activity import ActivityListView
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.keyset import Order, write_cursor
from partnercenter.core.models import AuditEvent
from partnercenter.core.sealing import sealer
from partnercenter.core.sealing.verify import Progress, findings
from tests import factories as make
from tests.bench.customers import _alone
from tests.bench.pages import _get
from tests.bench.rows import execute, multiply, numbers
from tests.bench.stage import as_owner, say
from tests.bench.table import Figure, median, ms, p95, timed

FEW, MANY = 10, 1_000_000
OTHERS = 50  # organisations on the other side
DAYS = 60  # over which the events are spread: half of them within the last month
EXPORTED = (100_000, 1_000_000)  # lines, at which the memory is looked at
ROUNDS = 20
EVENTS = 2_000  # whose cost is measured
SEALED = 30.0  # seconds
MEMORY = 64  # MB


@dataclass(frozen=True)
class Side:
    rows: int
    tenant: Tenant
    agent: User
    other: Tenant


def measure() -> list[Figure]:
    figures = list(_costs())
    say("a million events")
    sides = [_seed(FEW), _seed(MANY)]
    as_owner("VACUUM ANALYZE core_auditevent")
    say("the activity log")
    few, many = ([*_pages(side)] for side in sides)
    figures += [*few, *map(_flat, many, few), *(_export(side) for side in sides)]
    say("sealing and verifying")
    return figures + list(_sealing())


def _seed(rows: int) -> Side:
    """Ours, each with another other side; every tenth is somebody else's about us."""
    with tenancy.system(reason="bench"):
        tenant, agent = make.TenantFactory(provider=True), make.UserFactory()
        make.MembershipFactory(tenant=tenant, user=agent, roles=[Role.ADMIN_AGENT])
        others = [make.TenantFactory(reseller=True) for _ in range(OTHERS)]
        for other in others:
            make.PartnershipFactory(provider=tenant, reseller=other)
        row = make.AuditEventFactory(tenant=tenant, actor=agent, on_behalf_of=tenant, counterparty=others[0])
        ids = "ARRAY[" + ",".join(str(other.pk) for other in others) + "]"
        other = f"({ids})[1 + mod(n.id, {OTHERS})]"
        execute("SET LOCAL statement_timeout = 0")
        multiply(
            row,
            numbers(rows - 1),
            at=f"now() - n.id * interval '{DAYS} days' / {rows}",
            tenant_id=f"CASE WHEN mod(n.id, 10) = 0 THEN {other} ELSE {tenant.pk} END",
            counterparty_id=f"CASE WHEN mod(n.id, 10) = 0 THEN {tenant.pk} ELSE {other} END",
            action="CASE WHEN mod(n.id, 100) = 7 THEN 'member.blocked' ELSE 'invitation.sent' END",
            changes="jsonb_build_object('name', jsonb_build_array('old', n.id::text))",
            reason="'Because of ' || n.id",
            name_salt="gen_random_uuid()",
            text_salt="gen_random_uuid()",
        )
    return Side(rows, tenant, agent, others[7])


def _client(side: Side) -> Client:
    client = Client()
    with tenancy.system(reason="bench"):
        client.force_login(side.agent)
    return client


def _pages(side: Side) -> Iterator[Figure]:
    client = _client(side)
    with tenancy.system(reason="bench"):
        asked = dict(_ways(side))
    address = reverse("accounts:activity-list", args=[side.tenant.slug])
    for name, query in asked.items():
        figure = _alone(f"activity: {name}", side.rows, _get(client, f"{address}?{urlencode(query)}"))
        yield replace(figure, aim="p95 ≤ 150 ms", is_met=_number(figure.p95) <= 150)


def _flat(figure: Figure, few: Figure) -> Figure:
    """Beside the same page of an organisation with ten events, which has fewer rows to draw: no aim, but told."""
    ratio = _number(figure.median) / _number(few.median)
    return replace(figure, floor=few.median, ratio=f"{ratio:.2f} ×")


def _number(words: str) -> float:
    return float(words.split()[0])


def _ways(side: Side) -> Iterator[tuple[str, dict[str, str]]]:
    today = timezone.localdate()
    member = Membership.objects.get(tenant=side.tenant)
    edge = AuditEvent.objects.filter(tenant=side.tenant).order_by("at", "pk")[side.rows * 4 // 10]
    order = Order("at", ActivityListView.sorts["at"], descending=True)
    yield "plain", {}
    yield (
        "a week long ago",
        {"since": f"{today - timedelta(days=50)}", "until": f"{today - timedelta(days=43)}"},
    )
    yield "kind of action", {"topic": "member"}
    yield "person", {"person": member.public_id}
    yield "other side by name", {"q": side.other.name}
    yield "other side by link", {"side": side.other.public_id}
    yield "deep page", {"since": "2000-01-01", "after": write_cursor(edge, "after", order, 2)}
    yield "past the end", {"after": write_cursor(edge, "after", order, 2)}


def _export(side: Side) -> Figure:
    """All of it; how much memory more than after the first piece."""
    address = reverse("accounts:activity-export", args=[side.tenant.slug])
    stream = iter(_client(side).get(f"{address}?since=2000-01-01").streaming_content)
    pieces, lines, before, grown = [], 0, 0, 0
    marks = list(EXPORTED)
    while True:
        piece = b""

        def step() -> None:
            nonlocal piece
            piece = next(stream, b"")

        seconds = timed(step)
        if not piece:
            break
        pieces.append(seconds)
        lines += piece.count(b"\r\n")
        before = before or _resident()
        if marks and lines >= marks[0]:
            grown = _resident() - before
            say(f"{marks.pop(0):,} lines exported: {_resident()} MB, {grown:+} MB since the first")
    rate = f"{lines / sum(pieces):,.0f} lines/s"
    return Figure(
        "activity: export, a batch", side.rows, ms(median(pieces)), ms(p95(pieces)), rate,
        f"+{grown} MB", f"≤ {MEMORY} MB more", is_met=grown <= MEMORY,
    )  # fmt: skip


def _resident() -> int:
    """What this process takes now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 2**20


def _memory() -> int:
    """The most this process has taken so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _costs() -> Iterator[Figure]:
    """An event by the portal's own function against the bare INSERT of the same row."""
    with tenancy.system(reason="bench"):
        tenant, person = make.TenantFactory(), make.UserFactory()
        by, values = Actor(person, tenant), {"name": ["a", "b"]}

        def record() -> None:
            audit.record("tenant.renamed", by=by, target=tenant, changes=values, reason="Because")

        record()
        row = AuditEvent.objects.latest("pk")
        names = [f.name for f in row._meta.local_concrete_fields if not (f.primary_key or f.generated)]
        given = {name: getattr(row, name) for name in names if name != "xact"}

        def insert() -> None:
            AuditEvent.objects.create(**given)

        many = _pairs(record, insert)
    values_, floors = [pair[0] for pair in many], [pair[1] for pair in many]
    ratio = median(values_) / median(floors)
    yield Figure(
        "audit: an event", EVENTS, ms(median(values_)), ms(p95(values_)), ms(median(floors)),
        f"{ratio:.2f} ×", "≤ 1.2 × plain insert", is_met=ratio <= 1.2,
    )  # fmt: skip


def _pairs(one: Callable[[], None], other: Callable[[], None]) -> list[tuple[float, float]]:
    with transaction.atomic():
        return [(timed(one), timed(other)) for _ in range(EVENTS)][50:]


def _sealing() -> Iterator[Figure]:
    sealed = 0

    def seal() -> None:
        nonlocal sealed
        sealed = sealer.seal_all(SEALED)

    before, seconds = _memory(), timed(seal)
    yield _rate("audit: sealing", sealed, seconds, "events/s", _memory() - before)
    as_owner("VACUUM ANALYZE core_auditseal")
    progress, before = Progress(), _memory()

    def verify() -> None:
        for _finding in findings(progress=progress):
            pass

    seconds = timed(verify)
    connection.close()
    yield _rate("audit: verifying", progress.seals, seconds, "seals/s", _memory() - before)


def _rate(name: str, rows: int, seconds: float, unit: str, grown: int) -> Figure:
    rate = f"{rows / seconds:,.0f} {unit}"
    return Figure(name, rows, rate, "", "", f"+{grown} MB", f"≤ {MEMORY} MB more", is_met=grown <= MEMORY)
