"""The renewals as a calendar (RFC 5545), at a personal address that needs no sign-in.

The address is derived from the row, its generation and the secret key, and stored nowhere; keys rotate like
SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import Tenant
from partnercenter.core.derived import is_same, keys
from subscriptions import clock, renewals
from subscriptions.models import CalendarFeed
from subscriptions.reading import attach_partners

MOST = 1000  # events: those that end first
_PURPOSE = b"partnercenter.calendar.v1"


def _tokens(feed: CalendarFeed) -> Iterator[str]:
    """Today's first, then those of retired keys."""
    about = f"{feed.public_id}|{feed.generation}".encode()
    for key in keys(_PURPOSE):
        mac = hmac.new(key, about + _PURPOSE, hashlib.sha256)
        yield base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def address_of(feed: CalendarFeed) -> str:
    where = {"feed_id": feed.public_id, "feed_token": next(_tokens(feed))}
    return f"{settings.SITE_URL}{reverse('subscriptions:renewal-feed', kwargs=where)}"


def is_of(feed: CalendarFeed, token: str) -> bool:
    return any(is_same(each, token) for each in _tokens(feed))


def render(tenant: Tenant, *, only_decisions: bool) -> bytes:
    """Every term that ends within 90 days, on its last day; with `only_decisions` what somebody has to decide."""
    made = Calendar()
    for name, value in _head(tenant).items():
        made.add(name, value)
    made["REFRESH-INTERVAL;VALUE=DURATION"] = "PT12H"
    for row in _rows(tenant, only_decisions):
        made.add_component(_event(row, tenant))
    return made.to_ical()  # type: ignore[no-any-return]


def _head(tenant: Tenant) -> dict[str, str]:
    return {
        "prodid": "-//Partner Center//Renewals//EN",
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "x-wr-calname": _("Renewals of %(name)s") % {"name": tenant.name},
    }


def _rows(tenant: Tenant, only_decisions: bool) -> Iterable[Any]:
    rows = renewals.soon(tenant).with_why_not().flagged()
    if only_decisions:
        rows = renewals.undecided(tenant, renewals.soon(tenant))
    found = [
        row for part in renewals.parts(tenant, rows) for row in part.order_by("term_ends_on", "pk")[:MOST]
    ]
    found.sort(key=lambda row: (row.term_ends_on, row.pk))
    attach_partners(found[:MOST], tenant)
    return found[:MOST]


def _event(row: Any, tenant: Tenant) -> Event:
    """Its UID stays the same from fetch to fetch: one event for each term of each subscription."""
    why = list(renewals.reasons(row, tenant))
    names = {"name": row.name, "customer": row.customer.name}
    title = _("Decide: %(name)s (%(customer)s)") if why else _("Renews: %(name)s (%(customer)s)")
    page = reverse("subscriptions:subscription-detail", args=[tenant.slug, row.public_id])
    event = Event()
    event.add("uid", f"{row.public_id}-{row.term_ends_on:%Y%m%d}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", row.term_ends_on)
    event.add("dtend", row.term_ends_on + timedelta(days=1))
    event.add("summary", title % names)
    event.add("description", "\n".join(why) or _("Its term ends with this day, and the next one begins."))
    event.add("url", f"{settings.SITE_URL}{page}")
    event.add("sequence", row.version)
    event.add("transp", "TRANSPARENT")
    return event
