"""The queue is the table: put in once, leased by one, given back when a worker dies, handled by operators."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.models import Tenant
from partnercenter.core import mail, tenancy
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.mail import delivery
from partnercenter.core.mail import queue as queue_module
from partnercenter.core.models import AuditEvent, MailCircuit, OutgoingMail
from partnercenter.core.states_mail import MailStatus
from tests import factories as make
from tests.bench.rows import multiply, numbers, public_id
from tests.database import connect_as_owner


def system():
    return tenancy.system(reason="test")


def lease() -> OutgoingMail | None:
    with system():
        return queue_module.lease()


def in_threads(count: int, work) -> list:
    def run(number: int):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_the_same_key_is_the_same_mail(queue) -> None:
    first, second = queue(1), queue(1, subject="Another subject")
    assert first.pk == second.pk
    with system():
        assert OutgoingMail.objects.get().subject == "Number 1"


def test_the_same_key_from_many_threads_is_one_mail(queue) -> None:
    assert len({row.pk for row in in_threads(8, lambda _number: queue(1))}) == 1
    with system():
        assert OutgoingMail.objects.count() == 1


def test_a_mail_and_its_change_are_one_transaction(queue, committed_db) -> None:
    with system():
        make.TenantFactory(slug="one")
        queue(1)
        transaction.set_rollback(True)
    with system():
        assert not OutgoingMail.objects.exists()
        assert not Tenant.objects.exists()
        make.TenantFactory(slug="one")
        queue(1)
    with system():
        assert OutgoingMail.objects.count() == Tenant.objects.count() == 1


def test_many_threads_lease_every_mail_once(queue) -> None:
    for number in range(120):
        queue(number)

    def take(_number: int) -> list[int]:
        return [mail.pk for mail in iter(lease, None)]

    taken = Counter(pk for pks in in_threads(12, take) for pk in pks)
    assert len(taken) == 120
    assert set(taken.values()) == {1}


def test_what_is_not_due_yet_is_not_leased(queue, shift) -> None:
    later = queue(1)
    shift(later, -60)
    assert lease() is None
    shift(later, 61)
    assert lease() == later


def test_the_oldest_goes_first(queue, shift) -> None:
    mails = [queue(number) for number in range(3)]
    shift(mails[2], 30)
    assert [lease() for _ in range(3)] == [mails[2], mails[0], mails[1]]


@pytest.mark.situation("C-051")
def test_a_lapsed_lease_is_taken_over_with_its_date(queue, shift, settings) -> None:
    """The worker died while sending: the next one sends the identical mail."""
    settings.MAIL_LEASE = timedelta(seconds=60)
    queue(1)
    first = lease()
    assert lease() is None
    shift(first, 61)
    second = lease()
    assert (second.pk, second.lapses, second.attempts) == (first.pk, 1, 2)
    assert second.dated_at == first.dated_at
    assert second.lease_token != first.lease_token


def test_who_lost_the_lease_writes_nothing(queue, shift, row) -> None:
    queue(1)
    first = lease()
    shift(first, 61)
    second = lease()
    with system():
        assert not queue_module.finish(first, MailStatus.FAILED, reply="too late")
        assert queue_module.finish(second, MailStatus.SENT, reply="250 OK")
        assert not queue_module.finish(second, MailStatus.FAILED, reply="twice")
    assert (row(first).status, row(first).reply) == ("sent", "250 OK")


@pytest.mark.situation("C-052")
def test_a_mail_that_kills_workers_is_parked(queue, shift, row, kinds, smtp) -> None:
    told = []
    kinds(failed=told.append)
    poison = queue(1)
    for lapses in range(5):
        leased = lease()
        assert (leased.pk, leased.lapses) == (poison.pk, lapses)
        shift(poison, 61)
    other = queue(2)
    assert delivery.drain() == 2
    assert (row(poison).status, row(poison).reply) == ("failed", "parked: 5 attempts ended without an answer")
    assert [mail.pk for mail in told] == [poison.pk]
    assert row(other).status == "sent"
    assert smtp.addresses == ["reader2@mail.example"]


def test_a_lease_costs_the_same_in_a_long_table(queue) -> None:
    mail = queue(1)
    with system():
        multiply(mail, numbers(5000), public_id=public_id("long"), key="'long:' || n.id", status="'aborted'")
    with connect_as_owner() as owner:
        owner.execute("ANALYZE core_outgoingmail")
    with system(), connection.cursor() as cursor:
        words = {"token": "0" * 32, "lease": timedelta(seconds=60)}
        cursor.execute(f"EXPLAIN {queue_module._LEASE}", words)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using core_outgoingmail_pkey" in plan
    assert "Seq Scan on core_outgoingmail" not in plan


def test_a_paused_queue_leases_nothing(queue) -> None:
    queue(1)
    with system():
        from django.utils import timezone

        MailCircuit.objects.create(paused_until=timezone.now() + timedelta(minutes=1), failures=1)
    assert lease() is None


def operator() -> OperatorActor:
    return OperatorActor(make.UserFactory(is_staff=True), "the address was mended")


@pytest.mark.parametrize("status", ["failed", "aborted", "delayed"])
def test_an_operator_queues_a_mail_again(status: str, db) -> None:
    mail_row = make.OutgoingMailFactory(status=status, attempts=6, lapses=5, reply="450 later")
    mail.retry(mail_row, by=operator())
    mail_row.refresh_from_db()
    assert (mail_row.status, mail_row.attempts, mail_row.lapses, mail_row.reply) == ("queued", 0, 0, "")
    event = AuditEvent.objects.get(action="mail.retried")
    assert (event.reason, event.changes) == ("the address was mended", {"status": [status, "queued"]})


@pytest.mark.parametrize("status", ["queued", "delayed"])
def test_an_operator_stops_a_mail(status: str, db) -> None:
    mail_row = make.OutgoingMailFactory(status=status)
    mail.abort(mail_row, by=operator())
    mail_row.refresh_from_db()
    assert mail_row.status == "aborted"
    assert AuditEvent.objects.get(action="mail.stopped").changes == {"status": [status, "aborted"]}


@pytest.mark.parametrize("status", ["sent", "queued"])
def test_what_is_on_its_way_or_gone_is_not_queued_again(status: str, db) -> None:
    from django.utils import timezone

    mail_row = make.OutgoingMailFactory(status=status, sent_at=timezone.now() if status == "sent" else None)
    with pytest.raises(DomainError):
        mail.retry(mail_row, by=operator())
    assert not AuditEvent.objects.filter(action="mail.retried").exists()


def test_a_mail_being_sent_is_not_stopped(queue, row) -> None:
    mail_row = queue(1)
    lease()
    with system(), pytest.raises(DomainError, match="mail_sending"):
        mail.abort(row(mail_row), by=operator())
    with system(), pytest.raises(StaleState):
        mail.abort(mail_row, by=operator())  # the page is from before the lease


def test_a_nudge_follows_the_commit_and_nothing_else(queue, monkeypatch) -> None:
    woken = []
    monkeypatch.setattr("partnercenter.core.mail.nudge.wake", lambda: woken.append(1))
    with system():
        queue(1)
        assert not woken
    assert woken == [1]
    queue(1)
    assert woken == [1]  # the same mail again is no news
    with system():
        queue(2)
        transaction.set_rollback(True)
    assert woken == [1]
