"""What ends or renews soon: what needs a decision apart from what renews by itself (reference 3.7, S001-39)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Tenant
from partnercenter.core.charts import MonthChart, month_bars, months_from
from partnercenter.core.numbers import grouped
from subscriptions import clock
from subscriptions.deciding import SET_TO_RENEW, narrowing
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.states import Attention, SubscriptionStatus
from subscriptions.terms import nth_start

DAYS = 90
FAR = 4 * 366  # further than any term reaches


def decided_by(tenant: Tenant) -> SubscriptionQuerySet:
    """S001-39: what the tenant sells, and what it manages as a reseller."""
    return Subscription.objects.visible_to(tenant).filter(Q(partner=tenant) | Q(manager=tenant))


def parts(tenant: Tenant, rows: SubscriptionQuerySet) -> list[SubscriptionQuerySet]:
    """The same in two halves that share no row, so that each has its index."""
    return [rows.filter(partner=tenant), rows.filter(manager=tenant)]


def ending_between(rows: SubscriptionQuerySet, first: date, last: date) -> SubscriptionQuerySet:
    """Running ones whose term ends on one of these days, both included."""
    return rows.filter(is_live=True, term_ends_on__gte=first, term_ends_on__lte=last)


def soon(tenant: Tenant, days: int = DAYS) -> SubscriptionQuerySet:
    """Terms that end within so many days (UTC), today included."""
    today = clock.now().date()
    return ending_between(decided_by(tenant), today, today + timedelta(days=days))


def _parted(tenant: Tenant) -> Q:
    """D8, for both sides of the partnership that ended: nobody else knows of it."""
    ours = Q(partner=tenant)
    return (Q(reseller_parted=True) & (ours | Q(reseller=tenant))) | (
        Q(support_parted=True) & (ours | Q(support_contact=tenant))
    )


def undecided(tenant: Tenant, rows: SubscriptionQuerySet) -> SubscriptionQuerySet:
    """What ends without renewal, cannot renew as things stand, or names a partner that is none any more."""
    found = narrowing(tenant)
    return rows.with_why_not().flagged().filter(found.surely | (found.perhaps & ~Q(why_not="")))


def automatic(tenant: Tenant, rows: SubscriptionQuerySet) -> SubscriptionQuerySet:
    """What renews by itself, with nothing to decide."""
    rows = rows.exclude(narrowing(tenant).surely)
    return rows.with_why_not().flagged().filter(SET_TO_RENEW & Q(why_not="") & ~_parted(tenant))


def failed(tenant: Tenant) -> SubscriptionQuerySet:
    """What should have been renewed and could not be, until somebody has seen to it."""
    return decided_by(tenant).exclude(attention="").with_why_not()


def why_words(reason: str, row: Subscription, viewer: Tenant) -> str:
    """The reason as the seller reads it, or as a reseller reads it of its provider."""
    if row.partner_id != viewer.pk:
        of_another = {
            Attention.NOT_AUTHORISED: _("%(partner)s may not order any more."),
            Attention.MPA_UNSIGNED: _("%(partner)s has not signed the Microsoft Partner Agreement."),
        }
        if reason in of_another:
            return of_another[Attention(reason)] % {"partner": row.partner}
    return str(Attention(reason).label)


def reasons(row: Any, viewer: Tenant) -> Iterator[str]:
    """Why a row of `undecided` or `failed` is shown there, in sentences."""
    if row.attention:
        yield why_words(row.attention, row, viewer)
        return
    if row.status == SubscriptionStatus.SUSPENDED:
        yield _("It is suspended, and ends with its term.")
    elif not row.auto_renew:
        yield _("It ends without renewal.")
    elif row.why_not:
        yield why_words(row.why_not, row, viewer)
    if row.reseller_parted:
        yield _("The partnership with its reseller of record has ended.")
    if row.support_parted:
        yield _("The partnership with its support contact has ended.")


def by_month(tenant: Tenant) -> dict[date, tuple[int, int]]:
    """Of the next twelve months: how many terms end in it, those set to renew and the others."""
    today = clock.now().date()
    first = today.replace(day=1)
    last = nth_start(first, 12) - timedelta(days=1)
    counted: Counter[tuple[date, bool]] = Counter()
    for rows in parts(tenant, ending_between(decided_by(tenant), today, last)):
        months = rows.order_by().annotate(month=TruncMonth("term_ends_on"))
        for month, renews, count in months.values_list("month", "auto_renew").annotate(count=Count("pk")):
            counted[month, renews] += count
    return {month: (counted[month, True], counted[month, False]) for month in months_from(first, 12)}


def month_chart(tenant: Tenant) -> MonthChart | None:
    """None where nothing ends within a year."""
    counts = by_month(tenant)
    renewing, ending = (sum(part) for part in zip(*counts.values(), strict=True))
    if not renewing + ending:
        return None
    return MonthChart(
        title=_("The next twelve months"),
        finding=_("Terms that end within a year: %(renewing)s set to renew, %(ending)s ending")
        % {"renewing": grouped(renewing), "ending": grouped(ending)},
        low_label=_("Set to renew"),
        high_label=_("Ending"),
        bars=month_bars(counts),
        url=reverse("subscriptions:renewal-calendar", args=[tenant.slug]),
        order=20,
    )


def by_day(tenant: Tenant, first: date, last: date) -> dict[date, dict[bool, int]]:
    """How many terms end on each day: those set to renew and the others."""
    days: dict[date, dict[bool, int]] = {}
    for rows in parts(tenant, ending_between(decided_by(tenant), first, last)):
        counts = rows.order_by().values_list("term_ends_on", "auto_renew").annotate(count=Count("pk"))
        for day, renews, count in counts:
            held = days.setdefault(day, {True: 0, False: 0})
            held[renews] += count
    return days
