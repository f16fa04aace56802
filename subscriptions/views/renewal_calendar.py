"""The terms of a month, day by day, as a table."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from subscriptions import clock, renewals
from subscriptions.terms import nth_start

FORMAT = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$", re.ASCII)
YEARS = 4  # as far as a term may reach, and one more


@dataclass(frozen=True)
class Cell:
    """One day: how many terms that end with it are set to renew, and how many are not."""

    day: date
    is_out: bool
    is_past: bool
    is_today: bool
    renews: int
    ends: int


class RenewalCalendarView(TenantView):
    """What ends on which day; a day leads to its list."""

    permission = Permission.SUBSCRIPTIONS_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        today = clock.now().date()
        this_month = today.replace(day=1)
        first, last = nth_start(this_month, -12), nth_start(this_month, YEARS * 12)
        month = min(max(_month(request.GET.get("month", "")) or this_month, first), last)
        weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
        counts = renewals.by_day(self.tenant, weeks[0][0], weeks[-1][-1])
        nothing = {True: 0, False: 0}
        cells = [[_cell(day, month, today, counts.get(day, nothing)) for day in week] for week in weeks]
        context = {
            "page_title": _("Renewals by month"),
            "month": month,
            "weeks": cells,
            "weekdays": weeks[0],
            "previous": nth_start(month, -1) if month > first else None,
            "following": nth_start(month, 1) if month < last else None,
            "this_month": this_month,
            "renews": sum(cell.renews for week in cells for cell in week if not cell.is_out),
            "ends": sum(cell.ends for week in cells for cell in week if not cell.is_out),
            "chart": renewals.month_chart(self.tenant),
        }
        return render(request, "subscriptions/renewal_calendar.html", context)


def _month(text: str) -> date | None:
    """What stands in the address, or None: then it is this month."""
    found = FORMAT.match(text)
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) else None


def _cell(day: date, month: date, today: date, count: dict[bool, int]) -> Cell:
    return Cell(day, day.month != month.month, day < today, day == today, count[True], count[False])
