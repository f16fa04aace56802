"""From the commit to SMTP through the real worker, and how many mails a second; beside smtplib in a loop."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from invitations import emails
from invitations.models import Invitation
from partnercenter.core import tenancy
from partnercenter.core.mail import nudge
from partnercenter.core.mail.message import build
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests import smtp as peers
from tests.bench import seed, stage
from tests.bench.rows import multiply, public_id
from tests.bench.table import Figure, median, ms, p95, timed
from tests.processes import Portal, portal
from tests.smtp import Peer, wait_until

SINGLE, MANY = 40, 3000
WORKERS, CHILDREN = 1, 4  # as docker-compose.yml has it


def measure() -> list[Figure]:
    stage.say("mail through the worker")
    with tenancy.system(reason="bench"):
        tenant, admin = make.TenantFactory(provider=True), make.UserFactory()
        make.MembershipFactory(tenant=tenant, user=admin)
        seed.invitations(tenant, admin, MANY)
        seed.real_links(tenant)
        OutgoingMail.objects.all().delete()
    with _peer() as peer, portal(stage.redis_server, peer.port, MAIL_LEASE_SECONDS="60") as running:
        floors = _smtplib(peer, tenant.pk)
        _start(running, peer, tenant.pk)
        latencies = [_latency(peer, tenant.pk) for _ in range(SINGLE)]
        rate = _rate(peer, tenant.pk)
    floor_rate = 1 / median(floors)
    return [
        Figure("mail: commit to SMTP", SINGLE, ms(median(latencies)), ms(p95(latencies)), ms(median(floors)),
               f"{median(latencies) / median(floors):.1f} ×", "p95 ≤ 1 s", is_met=p95(latencies) <= 1),
        Figure("mails a second", MANY, f"{rate:.0f}/s", "", f"{floor_rate:.0f}/s", f"{rate / floor_rate:.2f} ×",
               "≥ 100/s", is_met=rate >= 100),
    ]  # fmt: skip


@contextmanager
def _peer() -> Iterator[Peer]:
    yield from peers.serve()


def _of(tenant_id: int) -> list[Invitation]:
    return list(
        Invitation.objects.filter(inviter_id=tenant_id)
        .select_related("inviter", "invited_by")
        .order_by("id")[: SINGLE + 2]
    )


def _smtplib(peer: Peer, tenant_id: int) -> list[float]:
    """The same message, from memory, over one connection."""
    with tenancy.system(reason="bench"):
        mail = emails.queue_invitation(_of(tenant_id)[0])
        payload = build(mail).as_bytes()
        mail.delete()
    with smtplib.SMTP("127.0.0.1", peer.port) as client:
        send = lambda: client.sendmail(settings.DEFAULT_FROM_EMAIL, ["a@mail.example"], payload)  # noqa: E731
        return [timed(send) for _ in range(300)]


def _start(running: Portal, peer: Peer, tenant_id: int) -> None:
    for _ in range(WORKERS):
        running.worker(children=CHILDREN)
    running.beat()
    peer.received.clear()
    with tenancy.system(reason="bench"):
        make.OutgoingMailFactory(tenant_id=tenant_id)
    wait_until(lambda: len(peer.received) == 1, 60, running.tail)


def _latency(peer: Peer, tenant_id: int) -> float:
    """One invitation alone, queued as the action does."""
    number = len(peer.received)
    time.sleep(0.1)
    with tenancy.system(reason="bench"):
        emails.queue_invitation(_of(tenant_id)[number])
    start = time.perf_counter()
    while len(peer.received) == number:
        time.sleep(0.0005)
        assert time.perf_counter() - start < 30
    return time.perf_counter() - start


def _rate(peer: Peer, tenant_id: int) -> float:
    """All at once in the queue, then a nudge; from the first to the last."""
    stage.say(f"{MANY:,} mails at once")
    peer.received.clear()
    with tenancy.system(reason="bench"):
        OutgoingMail.objects.all().delete()
        mail = emails.queue_invitation(_of(tenant_id)[0])
        others = f"inviter_id = {tenant_id} AND id <> {mail.about_id}"
        multiply(
            mail,
            f"(SELECT id, recipient_email, generation FROM invitations_invitation WHERE {others})",
            public_id=public_id("rate"), key="'rate:' || n.id", about_id="n.id", to_address="n.recipient_email",
            generation="n.generation", next_attempt_at="now()",
        )  # fmt: skip
    nudge.wake()
    wait_until(lambda: len(peer.received) > 0, 30, "no mail")
    start = time.perf_counter()
    wait_until(lambda: len(peer.received) >= MANY, 300, lambda: f"{len(peer.received)} of {MANY}")
    return (MANY - 1) / (time.perf_counter() - start)
