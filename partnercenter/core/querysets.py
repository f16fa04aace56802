from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncMonth
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import Tenant
    from partnercenter.core.models import AuditEvent, OutgoingMail, RaisedRights, Session  # noqa: F401  named in strings


def by_month(rows: models.QuerySet[Any], column: str, first: date, *parts: str) -> Counter[tuple[Any, ...]]:
    """How many rows have their instant in each month since that of `first`; months and days are the portal's.

    `parts`: names of further columns by which they are counted apart. Keys are the month and the values of these.
    """
    since = timezone.make_aware(datetime.combine(first, time.min))
    months = rows.order_by().filter(**{f"{column}__gte": since}).annotate(month=TruncMonth(column))
    counts = months.values_list("month", *parts).annotate(count=models.Count("pk"))
    return Counter({(month.date(), *rest): count for month, *rest, count in counts})


# What somebody does who stands on neither side: rare, and found by an index of nothing else.
BETWEEN_OTHERS: Final = (
    Q(on_behalf_of__isnull=False) & ~Q(tenant=F("on_behalf_of")) & ~Q(counterparty=F("on_behalf_of"))
)


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, tenant: Tenant) -> AuditEventQuerySet:
        """What happened to the organisation, what others did to it, and what its people did."""
        return self.filter(Q(tenant=tenant) | Q(counterparty=tenant) | Q(on_behalf_of=tenant))

    def apart(
        self, tenant: Tenant, others: Sequence[Sequence[int] | models.QuerySet[Tenant]] = ()
    ) -> list[AuditEventQuerySet]:
        """The same in three parts that share no event, for each an index: what happened to it, what others did to it,
        and what its people did between others.

        `others`: organisations by id, of which one has to be on the other side; several such choices hold together.
        """
        ours = self.filter(tenant=tenant)
        theirs = self.exclude(tenant=tenant).filter(counterparty=tenant)
        elsewhere = self.filter(BETWEEN_OTHERS, on_behalf_of=tenant)
        for some in others:
            ours, theirs = ours.filter(counterparty__in=some), theirs.filter(tenant__in=some)
            elsewhere = elsewhere.filter(Q(counterparty__in=some) | Q(tenant__in=some))
        return [ours, theirs, elsewhere]

    def between(self, one: Tenant, other: Tenant) -> AuditEventQuerySet:
        """What either did to the other."""
        return self.filter(Q(tenant=one, counterparty=other) | Q(tenant=other, counterparty=one))

    def about(self, thing: Any) -> AuditEventQuerySet:
        return self.filter(target_type=thing._meta.label_lower, target_id=thing.pk)

    def sealed_after(self, number: int) -> AuditEventQuerySet:
        """Whoever follows the log reads from here: events in their final order, each with its `position`, the number to go
        on from. What is not settled yet is not among them, and nothing turns up later before what was read (ADR 0026).
        """
        return self.filter(seal__number__gt=number).annotate(position=F("seal__number")).order_by("position")

    def with_names(self) -> AuditEventQuerySet:
        """Adds the organisations that a sentence names (core.sentences)."""
        return self.select_related("tenant", "counterparty", "on_behalf_of")

    def newest_first(self) -> AuditEventQuerySet:
        return self.order_by("-id")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def visible_to(self, tenant: Tenant) -> OutgoingMailQuerySet:
        """What was sent on behalf of the organisation."""
        return self.filter(tenant=tenant)

    def about(self, thing: Any) -> OutgoingMailQuerySet:
        return self.filter(about_type=thing._meta.label_lower, about_id=thing.pk)


STAMP_EVERY = timedelta(minutes=1)


class SessionQuerySet(models.QuerySet["Session"]):
    def alive(self) -> SessionQuerySet:
        """Neither too old nor idle for too long; the database's clock says so."""
        idle, longest = (
            timedelta(seconds=settings.SESSION_IDLE),
            timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )
        signed_in = Q(seen_at__gt=Now() - idle, signed_in_at__gt=Now() - longest)
        return self.filter(Q(signed_in_at=None) | signed_in, expire_date__gt=Now())

    def with_lateness(self) -> SessionQuerySet:
        """`is_late`: the stamp of `seen_at` is due."""
        return self.annotate(is_late=Q(seen_at__lt=Now() - STAMP_EVERY))

    def ended(self) -> SessionQuerySet:
        return self.exclude(pk__in=self.alive().values("pk"))


class RaisedRightsQuerySet(models.QuerySet["RaisedRights"]):
    def running(self) -> RaisedRightsQuerySet:
        """Neither given back nor over; the database's clock says so."""
        return self.filter(ended_at=None, ends_at__gt=Now())

    def lapsed(self) -> RaisedRightsQuerySet:
        """Over, and nobody has said so yet."""
        return self.filter(ended_at=None, ends_at__lte=Now())
