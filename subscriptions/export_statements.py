"""The statements of a month as a file, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from partnercenter.core import export
from subscriptions.models import Statement, StatementLine
from subscriptions.money import rounded
from subscriptions.querysets import StatementQuerySet

BATCH = 200  # statements


def file_name(month: date) -> str:
    return f"statements-{month:%Y-%m}.csv"


def stream(rows: StatementQuerySet, *, user_id: int, tenant_id: int) -> Iterator[bytes]:
    """In the order of customers; a line for each line of a statement."""
    return export.stream(
        [rows.select_related("customer").prefetch_related("lines__subscription")],
        order="customer_key",
        head=_head,
        lines=lambda batch: (_line(one, line) for one in batch for line in _in_order(one)),
        user_id=user_id,
        tenant_id=tenant_id,
        size=BATCH,
    )


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
