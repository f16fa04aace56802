"""Many rows from one: INSERT … SELECT of a row that a factory made, with some columns computed."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

PUBLIC_ID = "translate(substr(md5({salt} || n.id::text), 1, 16), '0189', 'abcd')"


def public_id(salt: str) -> str:
    """SQL for a public id that is unique per salt and source row."""
    return PUBLIC_ID.format(salt=f"'{salt}'")


def numbers(count: int) -> str:
    """A source of rows: 1, 2, …"""
    return f"(SELECT id FROM generate_series(1, {count}) AS id)"


def multiply(row: models.Model, source: str, **columns: str) -> int:
    """Copies of `row`, one for each row `n` of `source`; `columns` are SQL expressions over `n`. Returns how many."""
    table = row._meta.db_table
    fields = row._meta.local_concrete_fields
    names = [field.column for field in fields if not (field.primary_key or field.generated)]
    values = [columns.pop(name, f't."{name}"') for name in names]
    assert not columns, f"{table} has no {sorted(columns)}"
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} t, {source} n WHERE t.id = %s",
            [row.pk],
        )
        return int(cursor.rowcount)


def execute(statement: str, params: list[Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)
