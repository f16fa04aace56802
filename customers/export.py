"""The customers of a partner as a file: read a batch at a time, so that a million need no more memory than ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from partnercenter.core import csvfile, tenancy
from partnercenter.core.keyset import RowCompare
from relationships.models import ResellerRelationship
from relationships.querysets import ResellerRelationshipQuerySet

BATCH = 500  # rows


def file_name() -> str:
    return f"customers-{timezone.localdate():%Y-%m-%d}.csv"


def stream(parts: Sequence[ResellerRelationshipQuerySet], *, user_id: int, tenant_id: int) -> Iterator[bytes]:
    """The file in pieces. The request's transaction has ended by then: each batch is read in a scope of its own."""
    language = translation.get_language()
    with translation.override(language):
        head = csvfile.BOM + csvfile.lines([_head()])
    yield head
    for rows in parts:
        edge: tuple[str, int] | None = None
        while True:
            with tenancy.acting(user_id=user_id, tenant_id=tenant_id), translation.override(language):
                batch = _batch(rows, edge)
                piece = csvfile.lines(map(_line, batch))
            if not batch:
                break
            yield piece
            edge = (batch[-1].customer_key, batch[-1].pk)


def _batch(rows: ResellerRelationshipQuerySet, edge: tuple[str, int] | None) -> list[ResellerRelationship]:
    """The next rows in the order of names: a keyset, because a cursor of the database would need one transaction."""
    beyond = rows.filter(RowCompare(("customer_key", "pk"), ">", edge)) if edge else rows
    return list(
        beyond.order_by("customer_key", "pk").prefetch_related("with_partner", "customer__country")[:BATCH]
    )


def _head() -> list[str]:
    return [
        _("Customer"),
        _("Domain"),
        _("Tenant ID"),
        _("Country"),
        _("Capacity"),
        _("Together with"),
        _("Admin access"),
        _("Admin access since"),
        _("Customer agreement"),
        _("State"),
        _("Customer since"),
        _("Ended"),
    ]


def _line(row: ResellerRelationship) -> list[object]:
    return [
        row.customer.name,
        row.customer_domain,
        row.customer_ref,
        row.customer.country,
        row.get_capacity_display(),
        row.with_partner.name if row.with_partner else "",
        row.get_admin_access_display(),
        _day(row.admin_access_at),
        row.get_customer_agreement_display(),
        row.get_status_display(),
        _day(row.established_at),
        _day(row.ended_at),
    ]


def _day(instant: object) -> str:
    """As spreadsheets and people of every language read it."""
    return timezone.localtime(instant).date().isoformat() if instant else ""  # type: ignore[arg-type]
