"""What of this app keeps a relationship from ending: a request to the same customer that waits for its answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from invitations.models import Invitation
from relationships.blockers import Blocker
from relationships.models import ResellerRelationship


def open_requests(relationship: ResellerRelationship) -> Iterator[Blocker]:
    """Accepted later it would bring back what was ended."""
    partner = relationship.partner
    waiting = Invitation.objects.visible_to(partner).open().filter(customer=relationship.customer)
    for invitation in waiting.select_related("inviter").order_by("id"):
        is_own = invitation.inviter_id == partner.pk
        reseller = {"reseller": invitation.inviter.name}
        yield Blocker(
            what=_("A request to %(email)s waits for an answer.") % {"email": invitation.recipient_email},
            remedy=_("Revoke it first.") if is_own else _("Ask %(reseller)s to revoke it first.") % reseller,
            url=reverse("invitations:invitation-detail", args=[partner.slug, invitation.public_id]),
        )
