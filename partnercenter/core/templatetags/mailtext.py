"""What the texts of mails are made with: absolute links and instants in words, without any markup."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from partnercenter.core import dates
from partnercenter.core.mail import reasons

register = template.Library()


@register.simple_tag
def absolute_url(name: str, *args: Any) -> str:
    """The address of a page, on the configured site and on no other (never from the request's Host)."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


@register.filter
def instant(value: datetime) -> str:
    """An instant with its time zone."""
    return dates.instant_words(value)


@register.filter
def day(value: datetime) -> str:
    return dates.date_words(value)


@register.filter
def plain_reason(reply: str) -> str:
    return str(reasons.plain_reason(reply))
