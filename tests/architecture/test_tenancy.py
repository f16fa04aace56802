"""The second wall by itself: scopes, roles and rights, asked of PostgreSQL without any page in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction

from accounts.models import AgreementAcceptance, Membership, Tenant
from invitations.models import Invitation
from partnercenter.core import checks, startup, tenancy
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.core.policies_sql import Visible, visibility
from relationships.models import Partnership
from tests import factories
from tests.architecture.test_models import ALL
from tests.database import connect_as_owner
from tests.world import World, build_world

SUPERUSER = "postgres"
REFUSED = r"permission denied|must be owner"
needs_superuser = pytest.mark.skipif(
    not settings.IS_LOCAL, reason="DATABASE_URL is set: who its superuser is, is not known"
)


def _settings_in_database() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.user', true), ''), coalesce(current_setting('app.tenant', true), ''),"
            " coalesce(current_setting('app.system', true), '')"
        )
        return list(cursor.fetchone())


def _raw_counts() -> dict[str, int]:
    """Rows of every protected table, by plain SQL: no manager, no queryset."""
    tables = {
        label: ALL[label]._meta.db_table for label, rule in visibility().items() if isinstance(rule, Visible)
    }
    union = " UNION ALL ".join(
        f"SELECT '{label}', count(*) FROM \"{table}\"" for label, table in tables.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(union)
        return dict(cursor.fetchall())


# ------------------------------------------------------------------ what a scope opens
@pytest.mark.situation("C-067")
def test_nothing_set_means_nothing_seen(contoso: World) -> None:
    """A forgotten middleware, a shell, a task without a scope: zero rows, never all rows."""
    seen = _raw_counts()
    full = {label for label, count in seen.items() if count}
    assert len(full) >= 12, "the tables must not be empty, or this shows nothing"
    with tenancy.acting(user_id=None):
        assert {label: count for label, count in _raw_counts().items() if count} == {}
        assert not Tenant.objects.exists()


@pytest.mark.situation("C-067")
def test_each_world_sees_itself_only(contoso: World, fabrikam: World) -> None:
    """Plain SQL in the scope of one organisation: rows of the other world do not exist."""
    with (
        tenancy.acting(user_id=contoso.admin.pk, tenant_id=contoso.provider.pk),
        connection.cursor() as cursor,
    ):
        for label, rule in visibility().items():
            if isinstance(rule, Visible):
                cursor.execute(f'SELECT t::text FROM "{ALL[label]._meta.db_table}" t')
                for (row,) in cursor.fetchall():
                    assert fabrikam.canary not in row, f"{label} shows {row}"
        assert _raw_counts()["invitations.Invitation"] == 1
        assert _raw_counts()["relationships.Partnership"] == 2


def test_a_person_without_organisation_sees_their_own(contoso: World) -> None:
    person = contoso.people["provider"]["sales_agent"]
    with tenancy.acting(user_id=person.pk):
        assert [membership.user_id for membership in Membership.objects.all()] == [person.pk]
        assert list(Tenant.objects.all()) == [contoso.provider]
        assert not Partnership.objects.exists()
        assert not Invitation.objects.exists()


@pytest.mark.situation("C-074")
def test_nobody_writes_for_another(contoso: World, fabrikam: World) -> None:
    """Not an update of their row, not a new row in their name, not a row given away."""
    with tenancy.acting(user_id=contoso.admin.pk, tenant_id=contoso.provider.pk):
        assert Invitation.objects.filter(pk=fabrikam.invitation.pk).update(subject="x") == 0
        assert Partnership.objects.filter(pk=fabrikam.partnership.pk).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            factories.OutgoingMailFactory(tenant=fabrikam.provider)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            OutgoingMail.objects.filter(pk=contoso.mail.pk).update(tenant=fabrikam.provider)
        assert OutgoingMail.objects.filter(pk=contoso.mail.pk).update(subject="ours") == 1


# ------------------------------------------------------------------ how scopes nest and end
def test_a_scope_restores_the_outer_one(contoso: World) -> None:
    """A released savepoint keeps an inner SET LOCAL; the scope puts the outer one back itself."""
    outer, inner = contoso.provider.pk, contoso.reseller.pk
    with tenancy.acting(user_id=1, tenant_id=outer):
        with tenancy.acting(user_id=2, tenant_id=inner):
            assert _settings_in_database() == ["2", str(inner), ""]
        assert _settings_in_database() == ["1", str(outer), ""]
        assert tenancy.current() == tenancy.Scope(1, outer)
        with tenancy.system(reason="a test"):
            assert _settings_in_database() == ["1", str(outer), "on"]
        assert _settings_in_database() == ["1", str(outer), ""]


@pytest.mark.parametrize("error", [RuntimeError, DatabaseError])
def test_a_scope_that_fails_restores_the_outer_one(contoso: World, error: type[Exception]) -> None:
    def fail() -> None:
        if error is DatabaseError:
            connection.cursor().execute("SELECT 1 / 0")
        raise error("as planned")

    with tenancy.acting(user_id=1, tenant_id=contoso.provider.pk):
        with pytest.raises(error), tenancy.system(reason="a test"):
            fail()
        assert _settings_in_database() == ["1", str(contoso.provider.pk), ""]
        assert tenancy.current() == tenancy.Scope(1, contoso.provider.pk)


def test_entering_a_tenant_ends_with_the_scope(contoso: World) -> None:
    with tenancy.acting(user_id=contoso.admin.pk):
        with tenancy.acting(user_id=contoso.admin.pk):
            tenancy.enter_tenant(contoso.provider.pk)
            assert Partnership.objects.exists()
        assert _settings_in_database() == [str(contoso.admin.pk), "", ""]
        assert not Partnership.objects.exists()


def test_nothing_is_left_after_commit(committed_db: None) -> None:
    """The connection is used again by the next request: it must not remember."""
    with tenancy.system(reason="test"):
        factories.TenantFactory()
    assert _settings_in_database() == ["", "", ""]
    assert not Tenant.objects.exists()
    with tenancy.acting(user_id=1, tenant_id=2):
        pass
    assert _settings_in_database() == ["", "", ""]
    with pytest.raises(RuntimeError), tenancy.system(reason="test"):
        raise RuntimeError
    assert _settings_in_database() == ["", "", ""]
    assert tenancy.current() == tenancy.NOBODY


# ------------------------------------------------------------------ which role serves
@contextmanager
def _as_role(role: str) -> Iterator[None]:
    default = connections["default"]
    old = default.settings_dict["USER"]
    default.close()
    default.settings_dict["USER"] = role
    try:
        yield
    finally:
        default.close()
        default.settings_dict["USER"] = old


def _owner() -> str:
    return str(connections["owner"].settings_dict["USER"])


@pytest.mark.parametrize(
    ("role", "words"),
    [
        pytest.param(lambda: SUPERUSER, ["is a superuser"], id="superuser", marks=needs_superuser),
        pytest.param(_owner, ["owns the tables"], id="owner"),
    ],
)
def test_an_unsafe_role_is_refused(committed_db: None, role: Callable[[], str], words: list[str]) -> None:
    """The portal does not start where nothing would keep tenants apart, and says what to set."""
    assert not settings.DEBUG
    name = role()
    with _as_role(name):
        for word in words:
            assert word in " ".join(checks.role_problems())
        with pytest.raises(ImproperlyConfigured, match="Set DATABASE_URL to a role that owns no tables"):
            startup.refuse_unsafe_role()
        (message,) = checks.database_role(databases=["default"])
        assert isinstance(message, Error)
        assert "DATABASE_URL" in str(message.hint)
        assert "DATABASE_OWNER_URL" in str(message.hint)


@needs_superuser
def test_superusers_see_through_every_policy(committed_db: None) -> None:
    """Why they are refused: the same question, asked by a superuser, is answered in full."""
    with tenancy.system(reason="test"):
        build_world("contoso")
    assert not Tenant.objects.exists()
    with _as_role(SUPERUSER):
        assert Tenant.objects.count() > 4


def test_our_own_role_serves(db: None) -> None:
    """Every other test stands on this one: run as another role they would show nothing."""
    assert checks.role_problems() == []
    assert checks.database_role(databases=["default"]) == []
    startup.refuse_unsafe_role()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.DATABASES["default"]["USER"], False, False)


def test_the_owner_is_bound_too(committed_db: None) -> None:
    """FORCE: a data migration that forgets its scope sees nothing rather than everything."""
    with tenancy.system(reason="test"):
        factories.TenantFactory()
    with connect_as_owner() as owner:
        assert owner.execute("SELECT count(*) FROM accounts_tenant").fetchone() == (0,)


# ------------------------------------------------------------------ what the application's role may not
def _refused(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("model", "column"),
    [(AuditEvent, "reason"), (AgreementAcceptance, "signer_name")],
    ids=["events", "acceptances"],
)
def test_what_is_written_stays(contoso: World, model: type, column: str) -> None:
    """Events and acceptances are never changed and never deleted: by right, even in system scope."""
    table = model._meta.db_table
    assert model._default_manager.exists()
    _refused(f"UPDATE {table} SET {column} = 'other'")
    _refused(f"DELETE FROM {table}")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model._default_manager.update(**{column: "other"})


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE accounts_tenant DISABLE ROW LEVEL SECURITY",
        "DROP POLICY portal_read ON accounts_tenant",
        "CREATE POLICY all_of_it ON accounts_tenant USING (true)",
        "TRUNCATE accounts_tenant CASCADE",
        "TRUNCATE core_auditevent",
        "DROP TABLE core_auditevent",
        "SET ROLE postgres",
        "CREATE ROLE somebody SUPERUSER",
    ],
)
def test_no_change_of_structure(db: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        connection.cursor().execute(statement)
