"""What one may ask for, and where: for the overview, the list and the page after a request."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.overview import Action
from accounts.permissions import Permission
from invitations.models import Invitation
from invitations.states import InvitationKind
from partnercenter.core.actor import Actor
from relationships.models import Partnership


def ways_to_ask(actor: Actor) -> Iterator[Action]:
    """S000-14, S002-5, S001-26: one for each kind of invitation that this person may send."""
    slug = actor.tenant.slug
    if actor.may(Permission.PARTNERSHIP_REQUEST):
        url = reverse("invitations:request-partnership", args=[slug])
        yield Action(_("Request a partnership"), url, "plus", order=10)
    if actor.may(Permission.RELATIONSHIP_REQUEST):
        url = reverse("invitations:request-relationship", args=[slug])
        yield Action(_("Request a reseller relationship"), url, "plus", order=12)
    if actor.may(Permission.JOINT_RELATIONSHIP_REQUEST) and (url := _invite_url(actor)):
        yield Action(_("Invite new customers"), url, "plus", order=14)


def team_ways(actor: Actor) -> Iterator[Action]:
    """Not on the overview: one does it seldom."""
    if actor.may(Permission.MEMBERS_INVITE):
        url = reverse("invitations:invite-colleagues", args=[actor.tenant.slug])
        yield Action(_("Invite colleagues"), url, "plus", order=16)


def _invite_url(actor: Actor) -> str:
    """With the only provider at once, of several one is chosen in their list; empty without any."""
    rows = Partnership.objects.visible_to(actor.tenant).with_providers_of(actor.tenant).active()
    partnerships = list(rows.order_by("id")[:2])
    if not partnerships:
        return ""
    slug = actor.tenant.slug
    if len(partnerships) > 1:
        return reverse("relationships:provider-list", args=[slug])
    return reverse("invitations:invite-customers", args=[slug, partnerships[0].public_id])


def again_url(invitation: Invitation, actor: Actor) -> str:
    """Where to ask somebody else for the same."""
    slug = actor.tenant.slug
    if invitation.is_for_colleague:
        return reverse("invitations:invite-colleagues", args=[slug])
    if invitation.kind == InvitationKind.PARTNERSHIP:
        return reverse("invitations:request-partnership", args=[slug])
    if invitation.with_partner is None:
        return reverse("invitations:request-relationship", args=[slug])
    rows = Partnership.objects.visible_to(actor.tenant).between(invitation.with_partner, actor.tenant)
    partnership = rows.active().first()
    return reverse("invitations:invite-customers", args=[slug, partnership.public_id]) if partnership else ""
