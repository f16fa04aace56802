"""The statements of a month as a file, line by line: read a batch at a time, as customers.export does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from partnercenter.core import csvfile, tenancy
from partnercenter.core.keyset import RowCompare
from subscriptions.models import Statement, StatementLine
from subscriptions.money import rounded
from subscriptions.querysets import StatementQuerySet

BATCH = 200  # statements


def file_name(month: date) -> str:
    return f"statements-{month:%Y-%m}.csv"


def stream(rows: StatementQuerySet, *, user_id: int, tenant_id: int) -> Iterator[bytes]:
    """The file in pieces. The request's transaction has ended by then: each batch is read in a scope of its own."""
    language = translation.get_language()
    with translation.override(language):
        head = csvfile.BOM + csvfile.lines([_head()])
    yield head
    edge: tuple[str, int] | None = None
    while True:
        with tenancy.acting(user_id=user_id, tenant_id=tenant_id), translation.override(language):
            batch = _batch(rows, edge)
            piece = csvfile.lines(_line(one, line) for one in batch for line in _in_order(one))
        if not batch:
            return
        yield piece
        edge = (batch[-1].customer_key, batch[-1].pk)


def _batch(rows: StatementQuerySet, edge: tuple[str, int] | None) -> list[Statement]:
    beyond = rows.filter(RowCompare(("customer_key", "pk"), ">", edge)) if edge else rows
    found = beyond.order_by("customer_key", "pk").select_related("customer")
    return list(found.prefetch_related("lines__subscription")[:BATCH])


def _in_order(statement: Statement) -> list[StatementLine]:
    return sorted(statement.lines.all(), key=lambda line: line.pk)


def _head() -> list[str]:
    return [
        _("Month"),
        _("Customer"),
        _("Domain"),
        _("Tenant ID"),
        _("Statement"),
        _("Subscription"),
        _("Subscription ID"),
        _("From"),
        _("To"),
        _("Quantity"),
        _("Days"),
        _("Of days"),
        _("Price"),
        _("Amount"),
        _("Currency"),
    ]


def _line(statement: Statement, line: StatementLine) -> list[object]:
    return [
        f"{statement.month:%Y-%m}",
        statement.customer.name,
        statement.customer.domain,
        statement.customer.public_id,
        statement.public_id,
        line.name,
        line.subscription.public_id,
        line.starts_on.isoformat(),
        line.ends_on.isoformat() if line.ends_on else "",
        line.quantity,
        line.days,
        line.of_days,
        rounded(line.unit_price, statement.currency),
        rounded(line.amount, statement.currency),
        statement.currency,
    ]
