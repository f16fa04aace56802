"""Subscriptions as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from accounts.models import Tenant
from partnercenter.core import export
from subscriptions import clock
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import attach_partners


def file_name() -> str:
    return f"subscriptions-{clock.now():%Y-%m-%d}.csv"


def stream(parts: Sequence[SubscriptionQuerySet], *, user_id: int, tenant: Tenant) -> Iterator[bytes]:
    """In the order of customers."""

    def lines(batch: list[Subscription]) -> Iterator[list[object]]:
        attach_partners(batch, tenant)
        return map(_line, batch)

    return export.stream(
        parts, order="customer_key", head=_head, lines=lines, user_id=user_id, tenant_id=tenant.pk
    )


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
