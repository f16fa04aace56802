"""Instants in words: absolute with the zone, and relative to now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

# Formats are data, not translations: a wrong format letter in a catalogue would break every page.
_DATE = {"en": "j M Y", "ko": "Y년 n월 j일"}
_MONTH = {"en": "F Y", "ko": "Y년 n월"}
_WEEKDAYS = {"ko": "월화수목금토일"}  # after the date, in brackets
_TIME = "H:i T"
_HOUR, _DAY = 3600, 86400


def date_words(value: date) -> str:
    """A day: "4 Mar 2026", "2026년 3월 4일 (수)". An instant is taken in the person's zone."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    language = (get_language() or "en")[:2]
    weekday = f" ({_WEEKDAYS[language][local.weekday()]})" if language in _WEEKDAYS else ""
    return format_date(local, _DATE.get(language, _DATE["en"])) + weekday


def month_words(value: date) -> str:
    """A calendar month: "March 2026", "2026년 3월"."""
    return format_date(value, _MONTH.get((get_language() or "en")[:2], _MONTH["en"]))


def end_of_day(day: date) -> datetime:
    """The instant at which the day is over in the portal's time zone (situation C-114)."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day_before(end: datetime) -> date:
    """The day, in the portal's time zone, that ends at this instant."""
    return timezone.localdate(end - timedelta(microseconds=1))


def zone_words() -> str:
    """The portal's time zone by name, e.g. "Asia/Seoul"."""
    return timezone.get_current_timezone_name()


def instant_words(value: datetime) -> str:
    """An instant with its zone: "4 Mar 2026, 15:00 KST", "2026년 3월 4일 (수) 15:00 KST"."""
    joint = " " if (get_language() or "en")[:2] == "ko" else ", "
    return f"{date_words(value)}{joint}{format_date(timezone.localtime(value), _TIME)}"


def machine_form(value: date) -> str:
    """The `datetime` attribute: an instant in UTC to the second, or a day."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def relative_words(value: datetime, now: datetime | None = None) -> str:
    """How long ago, or in how long, in the largest unit that fits."""
    seconds = (value - (now or timezone.now())).total_seconds()
    if abs(seconds) < 60:
        return _("just now") if seconds <= 0 else _("in less than a minute")
    return _later(abs(seconds)) if seconds > 0 else _earlier(abs(seconds))


def _earlier(seconds: float) -> str:
    if seconds < _HOUR:
        n = int(seconds // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", n) % {"n": n}
    if seconds < _DAY:
        n = int(seconds // _HOUR)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", n) % {"n": n}
    n = int(seconds // _DAY)
    if n < 60:
        return ngettext("%(n)d day ago", "%(n)d days ago", n) % {"n": n}
    if n < 730:
        return ngettext("%(n)d month ago", "%(n)d months ago", n // 30) % {"n": n // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", n // 365) % {"n": n // 365}


def _later(seconds: float) -> str:
    if seconds < _HOUR:
        n = int(seconds // 60)
        return ngettext("in %(n)d minute", "in %(n)d minutes", n) % {"n": n}
    if seconds < _DAY:
        n = int(seconds // _HOUR)
        return ngettext("in %(n)d hour", "in %(n)d hours", n) % {"n": n}
    n = int(seconds // _DAY)
    if n < 60:
        return ngettext("in %(n)d day", "in %(n)d days", n) % {"n": n}
    if n < 730:
        return ngettext("in %(n)d month", "in %(n)d months", n // 30) % {"n": n // 30}
    return ngettext("in %(n)d year", "in %(n)d years", n // 365) % {"n": n // 365}


def utc_words(value: datetime) -> str:
    """An instant to the minute in UTC: what terms and windows are counted in."""
    moment = value.astimezone(UTC)
    joint = " " if (get_language() or "en")[:2] == "ko" else ", "
    return f"{date_words(moment.date())}{joint}{moment:%H:%M} UTC"
