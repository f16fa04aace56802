"""What one person sets for itself: how it hears of renewals."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor
from subscriptions.models import CalendarFeed, RenewalDigest
from subscriptions.states import DigestFrequency, DigestScope


@transaction.atomic
def set_renewal_digest(*, frequency: DigestFrequency, scope: DigestScope, by: Actor) -> RenewalDigest:
    """How often the person hears of the renewals of this organisation, and of which."""
    digest, _new = RenewalDigest.objects.get_or_create(tenant=by.tenant, user=by.user)
    old = [digest.frequency, digest.scope]
    digest.frequency, digest.scope = frequency, scope
    digest.save(update_fields=["frequency", "scope"])
    changes = {"frequency": [old[0], frequency], "scope": [old[1], scope]}
    audit.record("renewal_digest.changed", by=by, target=digest, changes=changes)
    return digest


@transaction.atomic
def stop_renewal_digest(*, by: Actor) -> None:
    """No more of it; twice is once."""
    digest = RenewalDigest.objects.of(by.user, by.tenant).first() or RenewalDigest()
    if digest.frequency != DigestFrequency.OFF:
        set_renewal_digest(frequency=DigestFrequency.OFF, scope=DigestScope(digest.scope), by=by)


@transaction.atomic
def make_feed(*, by: Actor) -> CalendarFeed:
    """The person's own address of the calendar; who has one keeps it."""
    feed, is_new = CalendarFeed.objects.get_or_create(tenant=by.tenant, user=by.user)
    if is_new:
        audit.record("calendar_feed.made", by=by, target=feed)
    return feed


@transaction.atomic
def renew_feed(*, feed: CalendarFeed, by: Actor) -> None:
    """A new address; the one before opens nothing any more."""
    CalendarFeed.objects.filter(pk=feed.pk).update(generation=F("generation") + 1)
    audit.record("calendar_feed.renewed", by=by, target=feed)


@transaction.atomic
def withdraw_feed(*, feed: CalendarFeed, by: Actor) -> None:
    """Its address opens nothing any more, and one made later is another one."""
    audit.record("calendar_feed.withdrawn", by=by, target=feed)
    with tenancy.system(reason="a feed that its person withdraws"):  # no organisation deletes rows
        CalendarFeed.objects.filter(pk=feed.pk).delete()
