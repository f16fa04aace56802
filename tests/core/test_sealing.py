"""Sealing: everything that was committed, once, in the order of transactions, whoever seals and however many at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from partnercenter.core import audit, tenancy
from partnercenter.core.actor import SystemActor
from partnercenter.core.models import AuditEvent, AuditSeal
from partnercenter.core.sealing import sealer
from tests import factories as make
from tests.core.sealed import execute, found, owner, seal, seals, write
from tests.database import connect_as_owner
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("committed_db")


def test_every_event_is_sealed_once_in_a_chain_of_its_organisation() -> None:
    tenants = write(20, organisations=4)
    with tenancy.system(reason="test"):
        rows = list(AuditSeal.objects.order_by("number").values_list("number", "chain", "seq", "event_id"))
        events = dict(AuditEvent.objects.values_list("id", "tenant_id"))
    assert [number for number, *_more in rows] == list(range(1, 21))
    assert [event for *_more, event in rows] == sorted(events)
    assert {chain for _number, chain, *_more in rows} == {0, *(tenant.pk for tenant in tenants)}
    for chain in {row[1] for row in rows}:
        assert [seq for _n, one, seq, _e in rows if one == chain] == list(
            range(1, 1 + [row[1] for row in rows].count(chain))
        )
    assert all(chain == (events[event] or 0) for _number, chain, _seq, event in rows)
    assert found() == []
    assert sealer.seal_all() == 0


def test_what_is_not_settled_waits_and_nothing_is_passed_over() -> None:
    """An older transaction that still runs may yet write: what came after it is sealed after it, in order."""
    write(2)
    older, newer = threading.Event(), threading.Event()

    def slow() -> None:
        with tenancy.system(reason="test"):
            _note("slow")
            older.set()
            assert newer.wait(20)

    thread = threading.Thread(target=_closing(slow))
    thread.start()
    assert older.wait(20)
    with tenancy.system(reason="test"):
        _note("quick")
    assert sealer.seal_all() == 0
    newer.set()
    thread.join()
    assert seal() == 2
    with tenancy.system(reason="test"):
        names = AuditSeal.objects.order_by("-number").values_list("event__actor_name", flat=True)[:2]
        assert list(names) == ["quick", "slow"]


def _note(name: str) -> None:
    audit.record("invitation.expired", by=SystemActor(name), target=make.TenantFactory())


def _closing(work: Any) -> Any:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return run


def test_transactions_of_other_databases_are_not_waited_for() -> None:
    """A server counts its transactions for all its databases; a long one elsewhere must not keep this log unsealed."""
    with connect_as_owner("postgres") as elsewhere, elsewhere.transaction():
        assert elsewhere.execute("SELECT pg_current_xact_id()").fetchone()
        with tenancy.system(reason="test"):
            _note("meanwhile")
        assert seal() == 1


def test_who_follows_the_log_reads_on_from_where_it_was() -> None:
    write(5)
    with tenancy.system(reason="test"):
        _note("not sealed yet")
        first = list(AuditEvent.objects.sealed_after(0)[:3])
        rest = list(AuditEvent.objects.sealed_after(first[-1].position))
    assert [event.position for event in [*first, *rest]] == [1, 2, 3, 4, 5]
    with tenancy.acting(user_id=None, tenant_id=first[0].tenant_id):
        own = list(AuditEvent.objects.sealed_after(0))
    assert 0 < len(own) < 5


def test_three_beats_at_once_do_no_harm() -> None:
    with tenancy.system(reason="test"):
        for number in range(30):
            _note(str(number))

    def beat(barrier: Any) -> int:
        barrier.wait()
        return sum(sealer.seal_batch(4) for _ in range(10))

    sealed = at_once([beat] * 3)
    assert sum(sealed) + seal() == 30
    assert seals() == 30
    assert found() == []


def test_in_another_database_the_numbers_of_transactions_begin_anew() -> None:
    """A dump that is restored elsewhere: what is new is sealed, and nothing is sealed twice."""
    write(5)
    with tenancy.system(reason="test"):
        ahead = AuditEvent.objects.latest("id").xact + 10_000_000
    with connect_as_owner(connection.settings_dict["NAME"]) as as_owner, as_owner.transaction():
        as_owner.execute("SELECT set_config('app.system', 'on', true)")
        as_owner.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        as_owner.execute("UPDATE core_auditevent SET xact = %s + id", [ahead])
        as_owner.execute("ALTER TABLE core_auditevent ENABLE TRIGGER USER")
    for round_ in range(3):
        with tenancy.system(reason="test"):
            _note(f"new {round_}")
        assert seal() == 1
    assert seals() == 8


def test_what_was_passed_over_is_found_once_an_hour() -> None:
    write(3)
    with tenancy.system(reason="test"):
        make.AuditEventFactory(xact=1, at=timezone.now() - timedelta(hours=1))
    assert sealer.seal_all() == 0
    assert [one.words for one in found()] == ["it is not sealed, though it is old enough"]
    assert sealer.seal_batch(anywhere=True) == 1
    assert seals() == 4


@pytest.mark.parametrize("table", ["core_auditevent", "core_auditseal", "core_auditcheckpoint"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nobody_changes_what_happened(table: str, verb: str) -> None:
    """By right for the application, by trigger for the owner of the tables."""
    write(1)
    from partnercenter.core.sealing import checkpoints

    checkpoints.write()
    with pytest.raises(ProgrammingError, match="permission denied"), tenancy.system(reason="test"):
        execute(verb.format(table))
    with connect_as_owner(connection.settings_dict["NAME"]) as as_owner:
        as_owner.execute("SELECT set_config('app.system', 'on', false)")
        with pytest.raises(Exception, match="append-only"):
            as_owner.execute(verb.format(table))


def test_a_later_version_may_add_a_column() -> None:
    write(4)
    with owner():
        execute("ALTER TABLE core_auditevent ADD COLUMN later text NOT NULL DEFAULT 'x'")
        assert found() == []


def test_an_event_that_is_rolled_back_leaves_no_gap() -> None:
    write(2)
    with tenancy.system(reason="test"):
        with transaction.atomic():
            _note("never")
            transaction.set_rollback(True)
        _note("kept")
    assert seal() == 1
    assert found() == []


def test_keys_rotate(settings: Any) -> None:
    """What an earlier key sealed and stamped holds as long as that key is known, if only for this."""
    write(4)
    first = settings.SECRET_KEY
    settings.SECRET_KEY = "another-secret-key-that-is-long-and-random-enough-0123456789"
    settings.SECRET_KEY_FALLBACKS = [first]
    write(4)
    assert found() == []
    settings.SECRET_KEY_FALLBACKS, settings.AUDIT_FORMER_KEYS = [], [first]
    assert found() == []
    settings.AUDIT_FORMER_KEYS = []
    words = {one.words.split("(")[0] for one in found()}
    assert words == {"it was sealed with a key that is not known here "}
