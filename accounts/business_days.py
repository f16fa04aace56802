"""Business days: Monday to Friday in the portal's time zone. Public holidays are not known."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

SATURDAY = 5


def end_of(moment: datetime, days: int) -> datetime:
    """The midnight that ends the business day which is `days` after the day of `moment`."""
    day = timezone.localtime(moment).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def left(moment: datetime, due_at: datetime) -> int:
    """Business days after today until the last one before `due_at`: 0 on that day, -1 and less once it is over."""
    today = timezone.localtime(moment).date()
    last = timezone.localtime(due_at - timedelta(microseconds=1)).date()
    if today <= last:
        return _between(today, last)
    return -max(1, _between(last, today))


def _between(first: date, last: date) -> int:
    """Business days after `first`, `last` included."""
    days = (last - first).days
    return sum((first + timedelta(days=number)).weekday() < SATURDAY for number in range(1, days + 1))
