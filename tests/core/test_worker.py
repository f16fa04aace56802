"""Mail under the real Celery worker, beat, Redis and SMTP: processes are killed, Redis is emptied, three beats run at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from invitations import emails
from invitations.tokens import link_of
from partnercenter.core import heartbeat, tenancy
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests import smtp as peers
from tests.processes import Portal, portal, redis_server
from tests.smtp import Peer, wait_until
from tests.storm import Storm


@pytest.fixture
def peer() -> Iterator[Peer]:
    yield from peers.serve()


@pytest.fixture
def stage(committed_db: None, peer: Peer) -> Iterator[Portal]:
    """Redis, a mail server and the portal's processes, none of them started."""
    with redis_server() as server, portal(server, peer.port) as made:
        yield made


def queue(count: int, *, invitations: int = 0) -> list[str]:
    """Commits mails; returns the links that are in some of them."""
    with tenancy.system(reason="test"):
        tenant = make.TenantFactory(provider=True)
        make.OutgoingMailFactory.create_batch(count - invitations, tenant=tenant)
        admin = make.MembershipFactory(tenant=tenant).user
        invited = make.InvitationFactory.create_batch(invitations, inviter=tenant, invited_by=admin)
        for invitation in invited:
            emails.queue_invitation(invitation)
        return [link_of(invitation) for invitation in invited]


def statuses() -> Counter[str]:
    with tenancy.system(reason="test"):
        return Counter(OutgoingMail.objects.values_list("status", flat=True))


@pytest.mark.slow
@pytest.mark.situation("C-039", "C-042", "C-051", "C-052")
def test_killed_workers_and_an_emptied_redis_lose_nothing(stage: Portal, peer: Peer) -> None:
    peer.delay = 0.04
    links = queue(300, invitations=20)
    report = Storm(stage, peer, kills=14, patience=90, pause=0.3).run()
    assert report.lost == 0, report
    assert report.by_status == {"sent": 300}, report
    assert report.different == 0, report
    assert report.duplicates <= report.kills, report
    texts = "".join(mail.message.get_body(("plain",)).get_content() for mail in peer.received)
    assert all(link in texts for link in links)
    for process in stage.all:
        assert not process.strange_lines(), "\n".join(process.strange_lines())
        assert not [line for line in process.lines() if "/i/" in line and "/i/…" not in line]


@pytest.mark.slow
@pytest.mark.situation("C-037")
def test_three_beats_do_no_harm_and_everybody_outlives_redis(stage: Portal, peer: Peer) -> None:
    queue(40)
    worker, beats = stage.worker(), [stage.beat() for _ in range(3)]
    wait_until(lambda: statuses() == {"sent": 40}, 60, stage.tail)
    wait_until(lambda: all(age is not None for age in heartbeat.ages().values()), 60, stage.tail)
    assert max(heartbeat.ages().values()) < 30
    assert len(peer.received) == len({mail.id for mail in peer.received}) == 40
    stage.redis.stop()
    queue(1)
    time.sleep(8)
    assert len(peer.received) == 40, "nobody could be asked"
    stage.redis.start()
    wait_until(lambda: statuses() == {"sent": 41}, 60, stage.tail)
    assert all(process.is_running for process in [worker, *beats])
    complaints = [line for beat in beats for line in beat.lines() if "beat cannot ask" in line]
    assert len(complaints) <= 3, "one a minute"
    assert not [line for process in stage.all for line in process.strange_lines()]


@pytest.mark.soak
def test_five_thousand_mails_and_two_hundred_kills(stage: Portal, peer: Peer, capsys) -> None:
    peer.delay = 0.02
    queue(5000, invitations=500)
    report = Storm(stage, peer, kills=200, patience=600).run()
    with capsys.disabled():
        print(f"\n{report}")  # noqa: T201  the figures are what it is for
    assert report.kills >= 150
    assert report.lost == 0
    assert report.by_status == {"sent": 5000}
    assert report.different == 0
    assert report.duplicates <= report.kills
