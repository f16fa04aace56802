"""Row-level security from the visibility table: policies, grants, and who is exempt.

The table itself is data (`settings.VISIBILITY`): model label → Visible. After every `migrate` all policies are
made anew from it, so they cannot drift. The application's role gets the narrowest grants that serve.
"""

# ruff: noqa: S608  conditions of policies, made of constants
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

# What the application's role may call besides reading and writing rows: each does one narrow thing as the owner.
FUNCTIONS = ("core_erase(bigint)",)
TENANT = "(SELECT nullif(current_setting('app.tenant', true), '')::bigint)"
USER = "(SELECT nullif(current_setting('app.user', true), '')::bigint)"
SYSTEM = "(SELECT current_setting('app.system', true) = 'on')"


@dataclass(frozen=True)
class Visible:
    """Who may read and who may write a row: SQL conditions over its columns. System scope may both, and alone deletes.

    An empty `write` leaves writing to system scope. `append_only` rows are never changed or deleted, by right.
    `made_by_system`: who may change a row cannot make one.
    """

    read: str
    write: str = ""
    append_only: bool = False
    made_by_system: bool = False


@dataclass(frozen=True)
class Everyone:
    """A table without tenants' data, readable in any scope; `why` says so. `writable` by the application's role.

    `append_only` rows are never changed or deleted, by right.
    """

    why: str
    writable: bool = True
    append_only: bool = False


def own(column: str) -> str:
    """The row belongs to the organisation that asks."""
    return f"{column} = {TENANT}"


def person(column: str) -> str:
    """The row belongs to the person who asks."""
    return f"{column} = {USER}"


def either(*conditions: str) -> str:
    return "(" + " OR ".join(conditions) + ")"


def through(table: str, *, mine: str, theirs: str, column: str, when: str = "true") -> str:
    """The row's `column` is the other side of a relation in `table` in which the asking organisation stands.

    OFFSET 0 keeps PostgreSQL from reading all of the organisation's relations into a hash, to look up a page's rows:
    with a million customers that takes a second, and each row asked by itself next to nothing.
    """
    where = f"r.{mine} = {TENANT} AND r.{theirs} = {column} AND {when}"
    return f"EXISTS (SELECT 1 FROM {table} r WHERE {where} OFFSET 0)"


def visibility() -> Mapping[str, Visible | Everyone]:
    table: Mapping[str, Visible | Everyone] = import_string(settings.VISIBILITY)
    return table


def _policies(table: str, rule: Visible) -> list[str]:
    read = f"{SYSTEM} OR {rule.read}"
    write = f"{SYSTEM} OR {rule.write}" if rule.write else SYSTEM
    insert = SYSTEM if rule.made_by_system else write
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY portal_read ON {table} FOR SELECT USING ({read})",
        f"CREATE POLICY portal_insert ON {table} FOR INSERT WITH CHECK ({insert})",
        f"CREATE POLICY portal_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})",
        f"CREATE POLICY portal_delete ON {table} FOR DELETE USING ({SYSTEM})",
    ]


def _statements(table: str, rule: Visible | Everyone, role: str) -> list[str]:
    drop = [
        f"DROP POLICY IF EXISTS portal_{verb} ON {table}" for verb in ("read", "insert", "update", "delete")
    ]
    revoke = [f"REVOKE ALL ON {table} FROM {role}"]
    rights = "SELECT, INSERT" if rule.append_only else "SELECT, INSERT, UPDATE, DELETE"
    if isinstance(rule, Everyone):
        rights = rights if rule.writable else "SELECT"
        return [*drop, *revoke, f"GRANT {rights} ON {table} TO {role}"]
    return [*drop, *_policies(table, rule), *revoke, f"GRANT {rights} ON {table} TO {role}"]


def apply(connection: BaseDatabaseWrapper) -> None:
    """Make all policies and grants anew, as the tables' owner. Tables not migrated yet are passed over."""
    quote = connection.ops.quote_name
    role = quote(settings.DATABASES["default"]["USER"])
    rules = visibility()
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        statements = [f"GRANT USAGE ON SCHEMA public TO {role}"]
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in present and not model._meta.proxy:
                statements += _statements(quote(table), rules[model._meta.label], role)
        statements.append(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for function in FUNCTIONS:
            cursor.execute("SELECT to_regprocedure(%s)", [function])
            if cursor.fetchone()[0]:
                statements.append(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
        if "django_migrations" in present:
            statements.append(f"GRANT SELECT ON django_migrations TO {role}")
        cursor.execute(";\n".join(statements))


def apply_after_migrate(*, using: str, **_: Any) -> None:
    apply(connections[using])
