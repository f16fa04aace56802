"""The digest of renewals, as the sweep makes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.utils import translation

from subscriptions import emails
from subscriptions.digest import Digest
from subscriptions.renewals import reasons
from subscriptions.states import Attention, DigestScope, SubscriptionStatus

if TYPE_CHECKING:
    from tests.emails.samples import Cast


def _row(people: Cast, name: str, day: int, **more: Any) -> Any:
    row = SimpleNamespace(
        name=name,
        customer=SimpleNamespace(name="아름 <Books> & Co"),
        partner=people.provider,
        partner_id=people.provider.pk,
        term_ends_on=date(2035, 3, day),
        status=SubscriptionStatus.ACTIVE,
        **{"attention": "", "auto_renew": True, "why_not": "", "reseller_parted": False, **more},
        support_parted=False,
    )
    with translation.override(people.ann.language):
        row.reasons = list(reasons(row, people.provider))
    return row


def _digest(people: Cast) -> Digest:
    rows = [
        _row(people, "Microsoft 365 <Business> & more", 4, auto_renew=False),
        _row(people, "Backup", 9, why_not=Attention.OFFER_WITHDRAWN, reseller_parted=True),
    ]
    return Digest(people.provider, date(2035, 2, 5), 1, 2, rows, 0, [])


def renewal_digest(people: Cast) -> None:
    emails.send_renewal_digest(people.ann, _digest(people), DigestScope.DECISIONS)


def everything(people: Cast) -> None:
    found = replace(_digest(people), stuck=0, automatic=1001, renewing=[_row(people, "Renews {x}", 5)])
    emails.send_renewal_digest(people.ann, found, DigestScope.EVERYTHING)
