"""Subscriptions as a file: read a batch at a time, so that a million need no more memory than ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Tenant
from partnercenter.core import csvfile, tenancy
from partnercenter.core.keyset import RowCompare
from subscriptions import clock
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import attach_partners

BATCH = 500  # rows


def file_name() -> str:
    return f"subscriptions-{clock.now():%Y-%m-%d}.csv"


def stream(parts: Sequence[SubscriptionQuerySet], *, user_id: int, tenant: Tenant) -> Iterator[bytes]:
    """The file in pieces. The request's transaction has ended by then: each batch is read in a scope of its own."""
    language = translation.get_language()
    with translation.override(language):
        head = csvfile.BOM + csvfile.lines([_head()])
    yield head
    for rows in parts:
        edge: tuple[str, int] | None = None
        while True:
            with tenancy.acting(user_id=user_id, tenant_id=tenant.pk), translation.override(language):
                batch = _batch(rows, edge)
                attach_partners(batch, tenant)
                piece = csvfile.lines(map(_line, batch))
            if not batch:
                break
            yield piece
            edge = (batch[-1].customer_key, batch[-1].pk)


def _batch(rows: SubscriptionQuerySet, edge: tuple[str, int] | None) -> list[Subscription]:
    """The next rows in the order of customers: a keyset, because a cursor of the database would need one transaction."""
    beyond = rows.filter(RowCompare(("customer_key", "pk"), ">", edge)) if edge else rows
    return list(beyond.order_by("customer_key", "pk")[:BATCH])


def _head() -> list[str]:
    return [
        _("Subscription ID"),
        _("Subscription"),
        _("Product ID"),
        _("Customer"),
        _("Tenant ID"),
        _("Quantity"),
        _("Assigned"),
        _("Status"),
        _("Renews by itself"),
        _("Term begins"),
        _("Term ends"),
        _("Sold by"),
        _("Reseller (MPN ID)"),
        _("Reseller"),
        _("Designated support contact"),
    ]


def _line(row: Subscription) -> list[object]:
    contact = row.support_contact if row.support_contact_id else row.partner
    return [
        row.public_id,
        row.name,
        row.offer.code,
        row.customer.name,
        row.customer_ref,
        row.quantity,
        row.assigned,
        row.get_status_display(),
        _("Yes") if row.auto_renew else _("No"),
        row.term_starts_on,
        row.term_ends_on,
        row.partner.name,
        row.reseller_mpn_id,
        row.reseller.name if row.reseller else "",
        contact.name if contact else "",
    ]
