"""The audit log as a file for operators: read a batch at a time, so that a million events need no more memory than ten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from partnercenter.core import csvfile, tenancy
from partnercenter.core.sentences import tell, topic_label

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnercenter.core.models import AuditEvent

BATCH = 1_000  # events


def file_name() -> str:
    return f"audit-log-{timezone.localdate():%Y-%m-%d}.csv"


def stream(rows: QuerySet[AuditEvent]) -> Iterator[bytes]:
    """Newest first. The request's transaction has ended by then: each batch is read in a scope of its own."""
    language, edge = translation.get_language(), 0
    with translation.override(language):
        yield csvfile.BOM + csvfile.lines([_head()])
    while True:
        with tenancy.system(reason="an operator's file of the audit log"), translation.override(language):
            beyond = rows.filter(pk__lt=edge) if edge else rows
            batch = list(beyond.order_by("-pk")[:BATCH])
            piece = csvfile.lines(map(_line, batch))
        if not batch:
            return
        yield piece
        edge = batch[-1].pk


def _head() -> list[str]:
    return [
        _("Date-Time"),
        _("Organisation"),
        _("Other side"),
        _("Kind of action"),
        _("Action"),
        _("Code"),
        _("Person"),
        _("Changes"),
        _("Reason"),
        _("Request"),
    ]


def _line(event: AuditEvent) -> list[object]:
    told = tell(event, None)
    return [
        timezone.localtime(event.at).isoformat(timespec="seconds"),
        event.tenant.name if event.tenant else "",
        event.counterparty.name if event.counterparty else "",
        topic_label(event.action),
        told.text,
        event.action,
        told.who,
        "\n".join(map(str, told.changes)),
        told.reason,
        event.request_id,
    ]
