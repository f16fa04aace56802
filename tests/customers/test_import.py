"""An import from the file to the candidates: by the code that workers run, killed half-way, and by two at once."""

from __future__ import annotations

import threading
import tracemalloc

import pytest
from django.db import OperationalError, connection

from customers import sweeps
from customers.actions import confirm_import, drop_import, upload_customers
from customers.actions.importing import MAX_UNDECIDED
from customers.csv_reading import MAX_BYTES
from customers.models import Candidate, CustomerImport
from customers.states import ImportStatus
from invitations.recipients import address_key
from partnercenter.core import tenancy
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import AuditEvent
from partnercenter.core.text import search_key
from relationships.states import Capacity
from tests import factories as make
from tests.customers.importing import candidates, counts, fresh, given, lines, read, taken_over
from tests.world import build_world

pytestmark = pytest.mark.rule("S003-8", "D4")


@pytest.fixture
def by(contoso):
    return contoso.actor("direct")


def test_an_upload_only_keeps_the_file(by, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as after:
        upload = given(by, lines(2))
    assert (upload.status, upload.total) == (ImportStatus.CHECKING, 0)
    assert len(after) == 1  # the nudge, after the commit
    assert not candidates(by).exists()
    event = AuditEvent.objects.get(action="customer_import.uploaded")
    assert (event.target_id, event.tenant_id) == (upload.pk, by.tenant.pk)


@pytest.mark.situation("C-021", "C-022")
def test_the_same_file_again_is_the_same_import(by) -> None:
    assert given(by, lines(2)) == given(by, lines(2))
    assert CustomerImport.objects.count() == 1


def test_what_no_database_keeps_stops_nobody_elses_import(by, contoso) -> None:
    """A NUL in the heads is quoted in the reason; the files behind it are read all the same."""
    content = "foo\x00bar,baz\n1,2\n".encode("utf-16")
    broken = upload_customers(file_name="a.csv", content=content, by=by)
    behind = given(contoso.actor("provider"), lines(1))
    sweeps.run_imports()
    assert fresh(broken).status == ImportStatus.FAILED
    assert fresh(broken).errors == [[0, "", "no_heads", "foobar, baz"]]
    assert fresh(behind).status == ImportStatus.CHECKED


def test_how_much_is_kept(by) -> None:
    for content, code in ((b"", "empty"), (b"x" * (MAX_BYTES + 1), "too_large")):
        with pytest.raises(DomainError, match=code):
            upload_customers(file_name="a.csv", content=content, by=by)
    for number in range(MAX_UNDECIDED):
        given(by, lines(1, number))
    with pytest.raises(DomainError, match="too_many_imports"):
        given(by, lines(2))


def test_a_dry_run_imports_nothing_and_says_everything(by) -> None:
    make.CandidateFactory(partner=by.tenant, domain="company0.example")
    customer = make.TenantFactory(customer=True, domain="company1.example")
    make.ResellerRelationshipFactory(partner=by.tenant, customer=customer, capacity=Capacity.DIRECT)
    upload = read(by, lines(4) + "Bad,bad,KR,bad,,\n" + lines(1, 3))
    assert upload.status == ImportStatus.CHECKED
    assert (upload.total, upload.done, upload.encoding) == (6, 6, "utf-8")
    assert counts(upload) == (2, 1, 0, 1, 2)
    assert [fault[:3] for fault in upload.errors] == [
        [6, "domain", "domain"],
        [6, "email", "address"],
        [7, "domain", "duplicate"],
    ]
    assert candidates(by).count() == 1
    assert bytes(upload.content)
    assert AuditEvent.objects.filter(action="customer_import.checked", actor_kind="system").count() == 1


def test_take_over_makes_candidates_without_the_faulty(by) -> None:
    upload = taken_over(by, lines(3) + "Bad,bad,KR,bad,,\n")
    assert upload.status == ImportStatus.DONE
    assert counts(upload) == (3, 0, 0, 0, 1)
    assert not bytes(upload.content)
    assert upload.finished_at
    row = candidates(by).get(domain="company1.example")
    assert (row.name, row.country_id, row.contact_name, row.reference) == ("회사 1", "KR", "김민지", "R-1")
    assert row.name_key == search_key(row.name)
    assert row.contact_key == address_key(row.contact_email)
    assert row.imported_in == upload
    assert [event.action for event in AuditEvent.objects.filter(target_type="customers.customerimport").order_by("id")] == [
        "customer_import.uploaded", "customer_import.checked", "customer_import.confirmed", "customer_import.done",
    ]  # fmt: skip


@pytest.mark.situation("C-117")
def test_importing_again_doubles_nothing_and_counts_changes(by) -> None:
    taken_over(by, lines(5))
    ids = set(candidates(by).values_list("public_id", flat=True))
    upload = read(by, lines(6))
    assert counts(upload) == (1, 0, 5, 0, 0)
    drop_import(upload=upload, by=by)
    upload = taken_over(by, lines(6).replace("회사 2,", "New name,"))
    assert counts(upload) == (1, 1, 4, 0, 0)
    assert candidates(by).get(domain="company2.example").name == "New name"
    assert ids < set(candidates(by).values_list("public_id", flat=True))
    again = read(by, lines(6).replace("회사 2,", "New name,"))
    with pytest.raises(DomainError, match="nothing_to_import"):
        confirm_import(upload=again, by=by)


def test_a_dropped_file_is_gone(by) -> None:
    upload = given(by, lines(2))
    drop_import(upload=upload, by=by)
    assert sweeps.run_imports() == 0
    upload = fresh(upload)
    assert (upload.status, bytes(upload.content)) == (ImportStatus.DROPPED, b"")
    with pytest.raises(DomainError):
        confirm_import(upload=upload, by=by)


def test_dropped_while_it_is_read(by, monkeypatch) -> None:
    upload = given(by, lines(3000))
    work = sweeps.Job._take

    def take(job, batch):
        work(job, batch)
        if job.position == 1000:
            drop_import(upload=fresh(upload), by=by)

    monkeypatch.setattr(sweeps.Job, "_take", take)
    sweeps.run_imports()
    assert (fresh(upload).status, fresh(upload).done) == (ImportStatus.DROPPED, 1000)


@pytest.mark.situation("C-021")
def test_confirmed_twice_is_once(by) -> None:
    upload = read(by, lines(2))
    other = fresh(upload)
    confirm_import(upload=upload, by=by)
    with pytest.raises(StaleState):
        confirm_import(upload=other, by=by)


def test_what_cannot_be_read_fails_with_a_reason(by) -> None:
    upload = upload_customers(file_name="a.xlsx", content=b"PK\x03\x04 whatever", by=by)
    sweeps.run_imports()
    upload = fresh(upload)
    assert (upload.status, bytes(upload.content)) == (ImportStatus.FAILED, b"")
    assert upload.errors == [[0, "", "spreadsheet", ""]]
    upload = read(by, lines(1500) + '"open')
    assert (upload.status, upload.errors[0][2]) == (ImportStatus.FAILED, "quotes")


def test_a_mistake_of_ours_ends_it_instead_of_going_on_for_ever(by, monkeypatch) -> None:
    upload = given(by, lines(2))
    monkeypatch.setattr(sweeps.Job, "_compare", lambda *_: 1 / 0)
    sweeps.run_imports()
    assert (fresh(upload).status, fresh(upload).errors[0][2]) == (ImportStatus.FAILED, "unexpected")


@pytest.mark.parametrize("confirmed", [False, True])
def test_killed_half_way_goes_on_where_it_was(by, monkeypatch, confirmed) -> None:
    """Three thousand rows; the worker dies in the third batch, whose transaction is gone with it."""
    text = lines(1500) + "Bad,bad,KR,bad,,\n" + lines(1500, 1500)
    upload = given(by, text)
    if confirmed:
        sweeps.run_imports()
        confirm_import(upload=fresh(upload), by=by)
    real = sweeps.Job._customers

    def killed(job, values):
        if job.position == 2000:
            raise OperationalError("the process is gone")
        return real(job, values)

    monkeypatch.setattr(sweeps.Job, "_customers", killed)
    with pytest.raises(OperationalError):
        sweeps.run_imports()
    assert (fresh(upload).done, fresh(upload).is_working) == (2000, True)
    assert candidates(by).count() == (1999 if confirmed else 0)
    monkeypatch.undo()
    sweeps.run_imports()
    upload = fresh(upload)
    assert upload.status == (ImportStatus.DONE if confirmed else ImportStatus.CHECKED)
    assert counts(upload) == (3000, 0, 0, 0, 1)
    assert upload.fault_count == 2


def test_a_short_time_is_gone_on_with(by, monkeypatch) -> None:
    woken = []
    monkeypatch.setattr("partnercenter.core.nudge.wake", woken.append)
    upload = given(by, lines(2500))
    for done in (1000, 2000, 2500):
        assert fresh(upload).is_working
        sweeps.run_imports(seconds=0.001)
        assert fresh(upload).done == done
    assert counts(fresh(upload)) == (2500, 0, 0, 0, 0)
    assert set(woken) == {"customers.tasks.run_imports"}


def test_a_worker_that_was_overtaken_stops(by, monkeypatch) -> None:
    """Another one took the second batch: whoever comes with the same rows finds the number moved on."""
    upload = given(by, lines(3000))
    real, others = sweeps.Job._take, []

    def overtaken(job, batch) -> None:
        real(job, batch)
        if not others:
            others.append(sweeps.Job(upload.pk, by.tenant.pk, by.user.pk))
            others[0].run(until=0)

    monkeypatch.setattr(sweeps.Job, "_take", overtaken)
    sweeps.run_imports()
    assert fresh(upload).done == 2000
    sweeps.run_imports()
    assert (fresh(upload).done, fresh(upload).status) == (3000, ImportStatus.CHECKED)
    assert counts(fresh(upload)) == (3000, 0, 0, 0, 0)


@pytest.mark.slow
def test_fifty_thousand_rows_in_bounded_memory(by) -> None:
    upload = given(by, lines(50_000))
    tracemalloc.start()
    sweeps.run_imports(seconds=120)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts(fresh(upload)) == (50_000, 0, 0, 0, 0)
    assert peak < 60 * 2**20, f"{peak / 2**20:.0f} MB"


def test_two_workers_at_once_do_it_once(committed_db) -> None:
    with tenancy.system(reason="test"):
        by = build_world("contoso").actor("direct")
        upload = given(by, lines(6000))

    def work() -> None:
        sweeps.run_imports()
        connection.close()

    def both() -> None:
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    both()
    assert counts(fresh(upload)) == (6000, 0, 0, 0, 0)
    with tenancy.system(reason="test"):
        confirm_import(upload=fresh(upload), by=by)
    both()
    assert counts(fresh(upload)) == (6000, 0, 0, 0, 0)
    with tenancy.system(reason="test"):
        assert Candidate.objects.count() == 6000


def test_nobody_sees_another_partners_candidates(by, fabrikam) -> None:
    taken_over(by, lines(2))
    other = fabrikam.actor("direct")
    assert counts(read(other, lines(2))) == (2, 0, 0, 0, 0)
    assert not candidates(other).exists()
