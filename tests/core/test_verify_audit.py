"""`manage.py verify_audit`: what an operator is told, and the status that a monitor goes by."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent
from partnercenter.core.sealing import checkpoints
from partnercenter.core.sealing.verify import findings
from tests import factories as make
from tests.core.sealed import found, note, seal, write
from tests.database import connect_as_owner

pytestmark = pytest.mark.usefixtures("committed_db")


def _run(**options: str) -> tuple[str, str]:
    """What it says; on standard error what it finds."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", stdout=out, stderr=err, **options)
    except CommandError as error:
        return f"ERROR {error}", err.getvalue()
    return out.getvalue(), err.getvalue()


def _as_owner(statement: str) -> None:
    with connect_as_owner(connection.settings_dict["NAME"]) as owner, owner.transaction():
        owner.execute("SELECT set_config('app.system', 'on', true)")
        owner.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        owner.execute(statement)
        owner.execute("ALTER TABLE core_auditevent ENABLE TRIGGER USER")


def test_a_log_as_it_was_sealed() -> None:
    write(9)
    assert _run() == ("9 seals are as they were made.\n", "")


def test_an_altered_event_is_named_with_its_organisation() -> None:
    tenants = write(9)
    with tenancy.system(reason="test"):
        event = AuditEvent.objects.filter(tenant=tenants[0]).earliest("id")
    _as_owner(f"UPDATE core_auditevent SET reason = 'Another' WHERE id = {event.pk}")
    said, named = _run()
    assert said == "ERROR 1 findings in 9 seals."
    words = "the object's name, the reason or what changed is not as it was"
    assert named == f"event {event.pk}, seal 1, organisation {tenants[0].pk}: {words}\n"
    assert _run(tenant=tenants[0].slug)[0].startswith("ERROR 1 findings")
    assert _run(tenant=tenants[1].slug)[0].endswith("seals are as they were made.\n")


def test_one_organisation_that_there_is() -> None:
    assert _run(tenant="nobody") == ("ERROR There is no organisation 'nobody'.", "")


def test_checkpoints_kept_elsewhere_tell_of_a_tail_that_was_cut_off(tmp_path: Path) -> None:
    """In a log of JSON lines, too: the line is read out of whatever it stands in."""
    write(6)
    made = checkpoints.write()
    assert made is not None
    file = tmp_path / "log.jsonl"
    file.write_text(f'{{"level": "info", "message": "{made.line}"}}\nsomething else\n')
    assert _run(checkpoints=str(file))[0] == "6 seals are as they were made.\n"
    _cut_tail()
    assert _run()[0] == "4 seals are as they were made.\n"
    said, named = _run(checkpoints=str(file))
    assert said == "ERROR 1 findings in 4 seals."
    assert f"seal 6: a checkpoint of {made.line.split('at=')[1].split()[0]}: the log reached seal 6" in named


def _cut_tail() -> None:
    tables = ("core_auditcheckpoint", "core_auditseal", "core_auditevent")
    with connect_as_owner(connection.settings_dict["NAME"]) as owner, owner.transaction():
        owner.execute("SELECT set_config('app.system', 'on', true)")
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute("DELETE FROM core_auditcheckpoint")
        owner.execute("DELETE FROM core_auditseal WHERE number > 4")
        unsealed = "NOT EXISTS (SELECT FROM core_auditseal s WHERE s.event_id = e.id)"
        owner.execute(f"DELETE FROM core_auditevent e WHERE {unsealed}")
        for table in tables:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_file_that_is_not_there() -> None:
    assert _run(checkpoints="/nowhere/at/all")[0].startswith("ERROR /nowhere/at/all cannot be read: ")


def test_a_line_that_somebody_made_up_is_named(tmp_path: Path) -> None:
    write(3)
    made = checkpoints.write()
    assert made is not None
    file = tmp_path / "checkpoints"
    file.write_text(made.line.replace("number=3", "number=2"))
    assert "its signature is not the portal's" in _run(checkpoints=str(file))[1]


def test_an_event_that_the_portal_did_not_write_is_named() -> None:
    """Inserted by SQL, in a transaction of its own, and sealed as everything is: it bears no stamp."""
    write(3)
    with tenancy.system(reason="test"):
        event = make.AuditEventFactory(action="partnership.removed")
    assert seal() == 1
    assert [(one.event, one.words) for one in found()] == [(event.pk, "the portal did not write it")]


def test_an_event_that_is_altered_before_it_is_sealed_is_named() -> None:
    write(3)
    with tenancy.system(reason="test"):
        tenant, person = make.TenantFactory(), make.UserFactory()
        note(0, [tenant], [person], person)
        event = AuditEvent.objects.latest("id")
    _as_owner(f"UPDATE core_auditevent SET reason = 'Another' WHERE id = {event.pk}")
    seal()
    assert [(one.event, one.words) for one in found()] == [(event.pk, "the portal did not write it")]


def test_what_was_there_before_stamps_needs_none() -> None:
    with tenancy.system(reason="test"):
        make.AuditEventFactory()
    seal()
    write(2)
    assert found() == []


def test_triggers_that_are_gone_are_named() -> None:
    assert list(findings()) == []
    _toggle("DISABLE")
    try:
        words = "the database does not refuse changes of core_auditseal: a trigger is missing or disabled"
        assert [one.words for one in findings()] == [words]
    finally:
        _toggle("ENABLE")


def _toggle(what: str) -> None:
    with connect_as_owner(connection.settings_dict["NAME"]) as owner:
        owner.execute(f"ALTER TABLE core_auditseal {what} TRIGGER append_only")


def test_events_that_stay_unsealed_are_named() -> None:
    with tenancy.system(reason="test"):
        late = make.AuditEventFactory(at=timezone.now() - timedelta(minutes=11))
        make.AuditEventFactory(at=timezone.now() - timedelta(minutes=9))
    assert [(one.event, one.chain) for one in findings()] == [(late.pk, late.tenant_id)]
    said, named = _run()
    assert said == "ERROR 1 findings in 0 seals."
    assert "it is not sealed, though it is old enough" in named


def test_sealing_by_hand() -> None:
    with tenancy.system(reason="test"):
        make.AuditEventFactory()
        make.AuditEventFactory(xact=1)
    out = StringIO()
    call_command("seal_audit", stdout=out)
    said = out.getvalue().splitlines()
    assert said[0] == "2 events sealed."
    assert [one.number for one in checkpoints.read(said)] == [2]
