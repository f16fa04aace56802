"""D8: where a reseller stays named after its partnership has ended, flagged "partnership ended"."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Permission
from relationships.consequences import Kept
from relationships.models import Partnership
from subscriptions.models import Subscription


def named(partnership: Partnership) -> Iterator[Kept]:
    """As reseller of record and as support contact, on what runs."""
    provider, reseller = partnership.provider, partnership.reseller
    rows = Subscription.objects.sold_by(provider).live()
    address = reverse("subscriptions:subscription-list", args=[provider.slug])
    earns, answers = rows.filter(reseller=reseller).count(), rows.filter(support_contact=reseller).count()
    yield Kept(
        _("Subscriptions with it as reseller of record"),
        earns,
        _earns(earns),
        f"{address}?reseller={reseller.public_id}",
        Permission.SUBSCRIPTIONS_VIEW,
    )
    yield Kept(
        _("Subscriptions with it as support contact"),
        answers,
        _answers(answers),
        f"{address}?support={reseller.public_id}",
        Permission.SUBSCRIPTIONS_VIEW,
    )


def _earns(count: int) -> str:
    if not count:
        return _("It is reseller of record of none of your subscriptions.")
    return ngettext(
        "It stays reseller of record of %(count)s subscription, marked “partnership ended”.",
        "It stays reseller of record of %(count)s subscriptions, marked “partnership ended”.",
        count,
    ) % {"count": count}


def _answers(count: int) -> str:
    if not count:
        return _("It is designated support contact of none of your subscriptions.")
    return ngettext(
        "It stays designated support contact of %(count)s subscription, marked “partnership ended”.",
        "It stays designated support contact of %(count)s subscriptions, marked “partnership ended”.",
        count,
    ) % {"count": count}
