"""What this app keeps about people: drafts of their own, and what they want to hear of renewals."""

from __future__ import annotations

from django.db.models import Q

from accounts.personal import Kept, Person, keep


def _own(person: Person) -> Q:
    return Q(user=person.user)


def register_all() -> None:
    keep(
        Kept(
            "drafts_of_orders",
            "subscriptions.OrderDraft",
            _own,
            ("partner__name", "status", "changed_at", "data"),
            is_deleted=True,
        ),
        Kept(
            "calendar_feeds",
            "subscriptions.CalendarFeed",
            _own,
            ("tenant__name", "created_at"),
            is_deleted=True,
        ),
        Kept(
            "renewal_digests",
            "subscriptions.RenewalDigest",
            _own,
            ("tenant__name", "frequency", "scope", "last_sent_on"),
            is_deleted=True,
        ),
        Kept(
            "licences",
            "subscriptions.Licence",
            lambda person: Q(membership__user=person.user),
            ("subscription__name", "assigned_at"),
        ),
    )
