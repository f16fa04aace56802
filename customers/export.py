"""The customers of a partner as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from partnercenter.core import export
from relationships.models import ResellerRelationship
from relationships.querysets import ResellerRelationshipQuerySet


def file_name() -> str:
    return f"customers-{timezone.localdate():%Y-%m-%d}.csv"


def stream(parts: Sequence[ResellerRelationshipQuerySet], *, user_id: int, tenant_id: int) -> Iterator[bytes]:
    """In the order of names."""
    return export.stream(
        [rows.prefetch_related("with_partner", "customer__country") for rows in parts],
        order="customer_key",
        head=_head,
        lines=lambda batch: map(_line, batch),
        user_id=user_id,
        tenant_id=tenant_id,
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
