"""Caps on what strangers may ask for: codes to mailboxes, tries of codes, applications (trust A4)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnercenter.core.addresses import address_key
from partnercenter.core.errors import RateLimited
from partnercenter.core.ratelimit import Limit, hit

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
CODES = Limit("mailbox-code", 3, HALF_HOUR)
CODES_DAY = Limit("mailbox-code-day", 10, DAY)
CODES_NETWORK = Limit("mailbox-code-network", 20, timedelta(hours=1))
TRIES = Limit("mailbox-code-tries", 10, HALF_HOUR)
TRIES_DAY = Limit("mailbox-code-tries-day", 40, DAY)
APPLICATIONS = Limit("applications", 10, DAY)


def count_code(address: str, network: str) -> None:
    """A mailbox is not filled, wherever the codes are asked from; and one network does not ask for everybody's."""
    key = address_key(address)
    wait = hit(CODES_NETWORK, network) or hit(CODES_DAY, key) or hit(CODES, key)
    if wait:
        message = _("Codes were sent several times already. Use the newest one, or wait a while.")
        raise RateLimited("too_many", message, retry_after=wait)


def count_code_try(address: str) -> None:
    """Eight digits, few tries: guessing leads nowhere. To be counted outside of what a wrong code rolls back."""
    key = address_key(address)
    wait = hit(TRIES_DAY, key) or hit(TRIES, key)
    if wait:
        message = _("Too many wrong codes. Wait half an hour, then ask for a new one.")
        raise RateLimited("too_many_tries", message, retry_after=wait, field="code")


def count_application(network: str) -> None:
    """One network applies for few organisations in a day."""
    if wait := hit(APPLICATIONS, network):
        message = _(
            "Several organisations were enrolled from your network today. Go on tomorrow, or write to the operator."
        )
        raise RateLimited("too_many_applications", message, retry_after=wait)
