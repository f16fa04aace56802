"""Rules of the offer. Each returns, or raises DomainError; rules of the relationship itself live in relationships."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Tenant, User
from accounts.permissions import ROLE_PERMISSIONS, Permission, Role, roles_allow, tenant_allows
from invitations.models import Invitation, OptOut
from invitations.recipients import Recipient, address_key
from invitations.states import InvitationStatus
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, DomainErrors

LINK = "{link}"


def require_link_in_text(text: str) -> None:
    """S000-19: the text may be edited, but the link must stay: it is personal."""
    if text.count(LINK) != 1:
        message = _(
            "The message must contain the invitation link exactly once: write {link} where it belongs."
        )
        raise DomainError("link_missing", message, "text")


def require_may_invite(tenant: Tenant) -> None:
    """S000-13: an indirect provider asks, whoever calls: a page, the demo or an import."""
    if not tenant_allows(tenant.programmes, Permission.PARTNERSHIP_REQUEST):
        raise DomainError("not_provider", _("%(name)s is not an indirect provider.") % {"name": tenant})


def require_days(days: int) -> None:
    """D5: 1 to 90 days."""
    if not 1 <= days <= 90:
        raise DomainError("days", _("An invitation is valid for 1 to 90 days."), "days")


def require_not_colleagues(tenant: Tenant, recipients: Iterable[Recipient]) -> None:
    """S004-15: nobody asks their own organisation (situation C-017)."""
    asked = {recipient.key: recipient.email for recipient in recipients}
    addresses = Membership.objects.visible_to(tenant).annotate(address=Lower("user__email"))
    own = set(addresses.filter(address__in=list(asked)).values_list("address", flat=True))
    message = _("%(email)s belongs to your own organisation. An organisation cannot be its own partner.")
    errors = [
        DomainError("own_organisation", message % {"email": email}, "recipients")
        for key, email in asked.items()
        if key in own
    ]
    if errors:
        raise DomainErrors(errors)


def require_not_opted_out(tenant: Tenant, key: str, email: str) -> None:
    """Situation C-060: who asked not to be written to is not written to."""
    if (
        OptOut.objects.filter(recipient_key=key, tenant__in=[tenant]).exists()
        or OptOut.objects.filter(recipient_key=key, tenant=None).exists()
    ):
        raise DomainError(
            "opted_out", _("%(email)s has asked not to be invited any more.") % {"email": email}, "recipients"
        )


def require_open(invitation: Invitation) -> None:
    if invitation.status != InvitationStatus.OPEN:
        state = invitation.get_status_display()
        raise DomainError(
            "not_open", _("This invitation is not open any more: %(state)s.") % {"state": state}
        )


def require_sendable_again(invitation: Invitation) -> None:
    """Open or expired invitations can be sent again; answered and revoked ones are over."""
    if invitation.status not in {InvitationStatus.OPEN, InvitationStatus.EXPIRED}:
        state = invitation.get_status_display()
        raise DomainError(
            "not_sendable", _("This invitation cannot be sent again: %(state)s.") % {"state": state}
        )


def require_inviter_still_may(invitation: Invitation) -> None:
    """A link is worth what its sender may do today: still a member, still in a role that may ask."""
    if not senders().filter(tenant=invitation.inviter_id, user=invitation.invited_by_id).exists():
        raise DomainError(
            "inviter_gone",
            _("The person who sent this invitation may not do so any more. Ask for a new one."),
        )


def senders() -> QuerySet[Membership]:
    """Of people who may invite for their organisation today."""
    roles = sorted(ROLE_PERMISSIONS[Permission.PARTNERSHIP_REQUEST])
    return Membership.objects.filter(user__is_active=True, roles__overlap=roles)


def responsible_people(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], User]:
    """Whom to tell, by organisation and sender: the sender who still may invite, else a global admin.

    An organisation in which nobody is left has no entry. One query.
    """
    wanted = set(pairs)
    is_sender, is_admin = Q(user__in={user for _, user in wanted}), Q(roles__contains=[Role.GLOBAL_ADMIN])
    found = senders().filter(is_sender | is_admin, tenant__in={tenant for tenant, _ in wanted})
    own: dict[tuple[int, int], User] = {}
    admins: dict[int, User] = {}
    for membership in found.select_related("user").order_by("id"):
        own[membership.tenant_id, membership.user_id] = membership.user
        if Role.GLOBAL_ADMIN in membership.roles:
            admins.setdefault(membership.tenant_id, membership.user)
    people = {pair: own.get(pair) or admins.get(pair[0]) for pair in wanted}
    return {pair: person for pair, person in people.items() if person}


def responsible(invitation: Invitation) -> User | None:
    pair = (invitation.inviter_id, invitation.invited_by_id)
    return responsible_people([pair]).get(pair)


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether the invitation was sent to this person's address."""
    return address_key(user.email) == invitation.recipient_key


def require_recipient(invitation: Invitation, by: Actor) -> None:
    """Situations C-080, C-081: another account cannot accept, whoever has the link."""
    if not is_for(invitation, by.user):
        raise DomainError(
            "wrong_account",
            _("This invitation was sent to another address than the one you are signed in with."),
        )


def may_answer_for(by: Actor) -> bool:
    """S001-22, D2: whose roles may answer for an organisation stands in accounts.permissions."""
    return roles_allow(by.roles, Permission.PARTNERSHIP_ACCEPT)


def require_may_answer(by: Actor) -> None:
    """S001-22: the reseller's global admin accepts, or declines."""
    if not may_answer_for(by):
        raise DomainError(
            "wrong_role", _("Only a global admin of your organisation can accept or decline this invitation.")
        )


def require_may_decline(user: User, tenant: Tenant | None) -> None:
    """As for accepting; who is in no organisation at all answers for themselves alone."""
    memberships = Membership.objects.of(user)
    if tenant is None and not memberships.exists():
        return
    own = memberships.filter(tenant=tenant).first() if tenant else None
    require_may_answer(Actor(user, tenant, frozenset(own.roles if own else ())))
