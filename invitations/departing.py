"""What of this app ends for somebody who is blocked or removed: a link is worth what its sender may do."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.overview import count_up_to, limited
from invitations.models import Invitation


def open_invitations(membership: Membership, *, leaves: bool) -> Iterator[str]:
    """They stay in the list, and whoever sends one again answers for it from then on."""
    rows = Invitation.objects.sent_by(membership.tenant).filter(invited_by=membership.user).open()
    if count := count_up_to(rows):
        words = ngettext(
            "The link of %(count)s open invitation stops working, until a colleague sends it again.",
            "The links of %(count)s open invitations stop working, until a colleague sends them again.",
            count,
        )
        yield words % {"count": limited(count)}
