"""The one change of an event there is: an erasure takes its words away, and the log still proves the rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection

from accounts.actions import erase_person
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.models import ERASED, AuditEvent
from tests import factories as make
from tests.core.sealed import execute, found, owner, seal
from tests.database import connect_as_owner

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def events() -> dict[str, AuditEvent]:
    """What Kim did, what was done about Kim, and what is nobody's; sealed."""
    with tenancy.system(reason="test"):
        tenant, kim, lee = make.TenantFactory(), make.UserFactory(), make.UserFactory()
        made = {
            "by": _renamed(tenant, kim),
            "about": _renamed(tenant, lee, reason="Kim asked for it", target=kim),
            "other": _renamed(tenant, lee),
        }
    seal()
    return made


def _renamed(tenant: Any, person: Any, reason: str = "Because", target: Any = None) -> AuditEvent:
    action = "user.created" if target else "tenant.renamed"
    return audit.record(
        action, by=Actor(person, tenant), target=target or tenant, reason=reason, changes={"name": ["a", "b"]}
    )


def _erase(event: AuditEvent, *texts: AuditEvent) -> AuditEvent:
    """As the application does it: the event of the erasure and what it says, in one transaction."""
    with tenancy.system(reason="test"):
        operator = OperatorActor(make.UserFactory(is_staff=True), "Asked for by letter")
        changes = {"texts": [None, [one.pk for one in texts]]}
        made = audit.record("person.erased", by=operator, target=event.actor, changes=changes)
        execute("SELECT core_erase(%s)", made.pk)
    return made


def test_names_and_texts_go_and_the_chain_holds(events: dict[str, AuditEvent]) -> None:
    _erase(events["by"], events["about"])
    assert found() == [], "not sealed yet, and covered all the same once it is"
    seal()
    assert found() == []
    for event in events.values():
        with tenancy.system(reason="test"):
            event.refresh_from_db()
    assert (events["by"].actor_name, events["by"].reason) == (ERASED, "Because")
    assert events["by"].name_salt is None
    assert events["about"].actor_name != ERASED
    about = events["about"]
    assert (about.reason, about.target_name, about.changes) == (ERASED, ERASED, {})
    assert about.text_salt is None
    assert events["other"].reason == "Because"


def test_a_person_is_erased_by_an_operator_and_the_chain_holds(events: dict[str, AuditEvent]) -> None:
    """What the action finds and takes away is covered by what it says."""
    with tenancy.system(reason="test"):
        kim = events["by"].actor
        assert kim is not None
        operator = OperatorActor(make.UserFactory(is_staff=True), "Asked for by letter")
        erase_person(user=kim, by=operator, address=kim.email)
        events["about"].refresh_from_db()
    assert events["about"].target_name == ERASED
    seal()
    assert found() == []


def test_what_is_erased_before_it_is_sealed(events: dict[str, AuditEvent]) -> None:
    with tenancy.system(reason="test"):
        kim, tenant = make.UserFactory(), make.TenantFactory()
        fresh = _renamed(tenant, kim)
    _erase(fresh, fresh)
    seal()
    assert found() == []


def test_only_the_transaction_that_records_an_erasure_erases(events: dict[str, AuditEvent]) -> None:
    made = _erase(events["by"])
    for event in (made, events["other"]):
        with (
            pytest.raises(ProgrammingError, match="no erasure of this transaction"),
            tenancy.system(reason="x"),
        ):
            execute("SELECT core_erase(%s)", event.pk)


def test_an_organisation_erases_nothing(events: dict[str, AuditEvent]) -> None:
    """Outside system scope the function sees no event of its own to go by."""
    made = _erase(events["by"])
    scope = tenancy.acting(user_id=1, tenant_id=events["by"].tenant_id)
    with pytest.raises(ProgrammingError, match="no erasure of this transaction"), scope:
        execute("SELECT core_erase(%s)", made.pk)


def test_what_no_erasure_covers_is_named(events: dict[str, AuditEvent]) -> None:
    _erase(events["by"])
    seal()
    with owner():
        execute(
            "UPDATE core_auditevent SET actor_name = %s, name_salt = NULL WHERE id = %s",
            ERASED,
            events["other"].pk,
        )
        assert [one.event for one in found()] == [events["other"].pk]
    with owner():
        execute("UPDATE core_auditevent SET actor_name = 'Somebody' WHERE id = %s", events["by"].pk)
        assert [one.event for one in found()] == [events["by"].pk]


def test_an_erasure_that_was_made_up_covers_nothing_unseen(events: dict[str, AuditEvent]) -> None:
    """The owner writes an erasure of its own to cover what it takes away: that the portal did not write it is named."""
    with connect_as_owner(connection.settings_dict["NAME"]) as own, own.transaction():
        own.execute("SELECT set_config('app.system', 'on', true)")
        own.execute(
            "INSERT INTO core_auditevent (at, action, actor_kind, actor_name, target_type, target_id, target_public_id,"
            " reason, changes, request_id) VALUES (now(), 'person.erased', 'operator', 'x', 'accounts.user', %s, '', '',"
            " '{\"texts\": [null, []]}', '') RETURNING id",
            [events["other"].actor_id],
        )
        own.execute("SELECT core_erase((SELECT max(id) FROM core_auditevent))")
    seal()
    with tenancy.system(reason="test"):
        made = AuditEvent.objects.latest("id")
    assert [(one.event, one.words) for one in found()] == [(made.pk, "the portal did not write it")]


ERASE = "actor_name = '[erased]', name_salt = NULL"


@pytest.mark.parametrize(
    "change",
    [
        f"{ERASE}, action = 'tenant.created'",
        f"{ERASE}, at = now()",
        f"{ERASE}, stamp = NULL",
        "actor_name = 'Another'",
        "name_salt = gen_random_uuid()",
        "reason = '[erased]', text_salt = NULL",
    ],
)
def test_the_owner_changes_nothing_else_along_with_it(events: dict[str, AuditEvent], change: str) -> None:
    """What the trigger lets through is the fixed words and nothing besides."""
    with connect_as_owner(connection.settings_dict["NAME"]) as own:
        own.execute("SELECT set_config('app.system', 'on', false)")
        with pytest.raises(Exception, match="append-only"):
            own.execute(f"UPDATE core_auditevent SET {change} WHERE id = {events['by'].pk}")
