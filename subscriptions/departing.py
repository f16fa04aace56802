"""What of this app ends for somebody who is removed from a customer's organisation."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import ngettext

from accounts.models import Membership
from subscriptions.models import Licence


def licences_of_member(membership: Membership, *, leaves: bool) -> Iterator[str]:
    """Who is blocked keeps them."""
    rows = Licence.objects.visible_to(membership.tenant).filter(membership=membership)
    if leaves and (count := rows.count()):
        yield ngettext("%(count)s licence is released.", "%(count)s licences are released.", count) % {
            "count": count
        }
