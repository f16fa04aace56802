"""Caps on asking partners to get in touch: per mailbox, partner and network; per reseller and pair (C-092)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.errors import RateLimited
from partnercenter.core.ratelimit import Limit, hit

DAY = timedelta(days=1)
OF_NETWORK = Limit("leads-network", 20, DAY)
OF_PERSON = Limit("leads-person", 5, DAY)
TO_PARTNER = Limit("leads-partner", 100, DAY)
OF_RESELLER = Limit("leads-reseller", 10, DAY)
ENTRY_REQUESTS = Limit("entry-requests", 10, DAY)
OF_PAIR = Limit("leads-pair", 1, DAY)


def count_customer(*, email_key: str, partner: Tenant, network: str) -> None:
    """Raises RateLimited; nothing is counted then, for the transaction is rolled back."""
    subjects = ((OF_NETWORK, network), (OF_PERSON, email_key), (TO_PARTNER, str(partner.pk)))
    for limit, subject in subjects:
        if wait := hit(limit, subject):
            message = _(
                "Several partners were asked from here today. Wait for their answers, or go on tomorrow."
            )
            raise RateLimited("too_many", message, retry_after=wait)


def count_reseller(*, reseller: Tenant, provider: Tenant) -> None:
    """Raises RateLimited."""
    if wait := hit(OF_PAIR, f"{reseller.pk}:{provider.pk}"):
        message = _("Your organisation has asked %(name)s today. Wait for its answer.")
        raise RateLimited("asked_today", message % {"name": provider}, retry_after=wait)
    if wait := hit(OF_RESELLER, str(reseller.pk)):
        enough = _("Your organisation has asked ten providers today. Go on tomorrow.")
        raise RateLimited("too_many", enough, retry_after=wait)


def count_entry_request(provider: Tenant) -> None:
    """Raises RateLimited."""
    if wait := hit(ENTRY_REQUESTS, str(provider.pk)):
        message = _("Your organisation has asked for changes several times today. Go on tomorrow.")
        raise RateLimited("too_many", message, retry_after=wait)
