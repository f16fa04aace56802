"""The activity log of one organisation: what a page and a file of it are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property, partial
from heapq import merge
from itertools import islice
from operator import attrgetter

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Tenant
from accounts.states import TenantKind
from partnercenter.core import csvfile, tenancy
from partnercenter.core.keyset import Order, Sort, read_cursor, read_page
from partnercenter.core.models import AuditEvent
from partnercenter.core.querysets import AuditEventQuerySet
from partnercenter.core.sentences import Told, tell, topic_label

BATCH = 1_000  # events
_SIDES = [AuditEvent.tenant.field, AuditEvent.counterparty.field, AuditEvent.on_behalf_of.field]
_UNTOLD = ("topic", "xact", "name_salt", "text_salt", "stamp")  # what no sentence needs
SORT = Sort(gettext_lazy("Date-Time"), ("at",))


@dataclass(frozen=True)
class Activity:
    """One event as an organisation reads it."""

    event: AuditEvent
    reader: Tenant

    @cached_property
    def told(self) -> Told:
        return tell(self.event, self.reader)

    @property
    def other(self) -> Tenant | None:
        """The other side: whom our people's doing affects, or who did something to us."""
        event = self.event
        return event.counterparty if event.tenant_id == self.reader.pk else event.tenant


def give_names(events: Sequence[AuditEvent], reader: Tenant) -> None:
    """To each the organisations that its sentence names, those that the reader sees: one query for all."""
    ids = {getattr(event, side.attname) for event in events for side in _SIDES} - {None, reader.pk}
    known = Tenant.objects.in_bulk(ids) | {reader.pk: reader}
    for event in events:
        for side in _SIDES:
            side.set_cached_value(event, known.get(getattr(event, side.attname)))


def file_name() -> str:
    return f"activity-{timezone.localdate():%Y-%m-%d}.csv"


def stream(parts: Sequence[AuditEventQuerySet], *, reader: Tenant, user_id: int) -> Iterator[bytes]:
    """The file in pieces, newest first. The request's transaction has ended by then: whatever is read, is read as it was
    asked for, in a scope of its own."""
    language = translation.get_language()
    acting = partial(tenancy.acting, user_id=user_id, tenant_id=reader.pk)
    with translation.override(language):
        head = csvfile.BOM + csvfile.lines([_head(reader)])
    yield head
    events = merge(*(_read(rows, acting) for rows in parts), key=attrgetter("at", "pk"), reverse=True)
    while batch := list(islice(events, BATCH)):
        with acting(), translation.override(language):
            give_names(batch, reader)
            piece = csvfile.lines(_line(Activity(event, reader)) for event in batch)
        yield piece


def _read(
    rows: AuditEventQuerySet, acting: Callable[[], AbstractContextManager[None]]
) -> Iterator[AuditEvent]:
    """One part, newest first; no more of it in memory than a batch."""
    order, after = Order("at", SORT, descending=True), ""
    while True:
        with acting():
            page = read_page(rows.defer(*_UNTOLD), order, BATCH, after=read_cursor(after, "after", order))
        yield from page.rows
        after = page.after
        if not after:
            return


def titles(reader: Tenant) -> tuple[str, str]:
    """Of the columns that name the other side and the person."""
    if reader.kind == TenantKind.CUSTOMER:
        return _("Partner"), _("Person")
    return _("Affected customer or partner"), _("Partner user")


def _head(reader: Tenant) -> list[str]:
    other, person = titles(reader)
    kind, request = _("Kind of action"), _("Request")
    return [_("Date-Time"), other, kind, _("Action"), person, _("Changes"), _("Reason"), request]


def _line(row: Activity) -> list[object]:
    event, told = row.event, row.told
    return [
        timezone.localtime(event.at).isoformat(timespec="seconds"),
        row.other.name if row.other else "",
        topic_label(event.action),
        told.text,
        told.who,
        "\n".join(map(str, told.changes)),
        told.reason,
        event.request_id,
    ]
