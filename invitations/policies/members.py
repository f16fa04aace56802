"""Rules of inviting somebody to one's own organisation. Each returns, or raises DomainError."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Tenant, User
from accounts.permissions import Role
from accounts.policies import members as accounts
from accounts.policies import require_not_suspended, require_partner_kind
from accounts.querysets import MembershipQuerySet
from invitations.models import Invitation
from invitations.offers import Offer
from invitations.recipients import Recipient
from invitations.states import InvitationKind
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, DomainErrors


def require_offer(tenant: Tenant, offer: Offer) -> None:
    """Rulebook 2.1: roles that there are in a partner organisation, and that last until they are offered.

    Raises DomainError: not_partner, no_role, roles, ends_on.
    """
    require_partner_kind(tenant)
    accounts.require_some_role(offer.roles)
    if not set(offer.roles) <= set(accounts.roles_offered(tenant)):
        raise DomainError("roles", _("Choose among the roles that you may give."), "roles")
    if offer.roles_end_on:
        accounts.require_end(offer.roles_end_on, "roles_end_on")


def require_may_offer(offer: Offer, by: Actor) -> None:
    """Rulebook 2.2: only a global admin offers the role of one. Raises DomainError("roles")."""
    if offer.kind == InvitationKind.MEMBER:
        accounts.require_may_give(offer.roles, (), by)


def offers_admin(invitation: Invitation) -> bool:
    return Role.GLOBAL_ADMIN in invitation.roles


def who_may_offer(senders: MembershipQuerySet, invitation: Invitation) -> MembershipQuerySet:
    """Of those who may invite, the ones that may give these roles."""
    return senders.having([Role.GLOBAL_ADMIN]) if offers_admin(invitation) else senders


def require_not_member(user: User, tenant: Tenant) -> None:
    """Blocked or not: a colleague changes the roles, or unblocks."""
    if Membership.objects.filter(user=user, tenant=tenant).exists():
        raise DomainError(
            "already_member",
            _("%(person)s is a member of %(name)s already.") % {"person": user, "name": tenant},
        )


def require_roles_last(invitation: Invitation) -> None:
    """Nobody joins with roles that have ended. Raises DomainError("roles_over")."""
    if invitation.roles_end_on and invitation.roles_end_on < timezone.localdate():
        raise DomainError("roles_over", _("The roles that this invitation offers have ended."))


def require_joinable(invitation: Invitation, user: User) -> None:
    """What speaks against joining, in the order in which it helps to hear of it.

    Raises DomainError: already_member, suspended, roles_over.
    """
    require_not_member(user, invitation.inviter)
    require_not_suspended(invitation.inviter)
    require_roles_last(invitation)


_COLLEAGUES = {
    InvitationKind.MEMBER: ("already_member", _("%(email)s is a member of your organisation already.")),
}
_OWN = (
    "own_organisation",
    _("%(email)s belongs to your own organisation. An organisation cannot invite itself."),
)


def require_not_colleagues(tenant: Tenant, recipients: Iterable[Recipient], kind: str) -> None:
    """S004-15: nobody asks their own organisation (situation C-017); who is a colleague need not be invited."""
    asked = {recipient.key: recipient.email for recipient in recipients}
    addresses = Membership.objects.visible_to(tenant).annotate(address=Lower("user__email"))
    own = set(addresses.filter(address__in=list(asked)).values_list("address", flat=True))
    code, message = _COLLEAGUES.get(InvitationKind(kind), _OWN)
    errors = [
        DomainError(code, message % {"email": email}, "recipients")
        for key, email in asked.items()
        if key in own
    ]
    if errors:
        raise DomainErrors(errors)
