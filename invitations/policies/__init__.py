"""Rules of the offer. Each returns, or raises DomainError; rules of the relationship itself live in relationships."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import OuterRef, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.models import Agreement, Membership, Tenant, User
from accounts.permissions import ROLE_PERMISSIONS, Role, roles_allow, tenant_allows
from accounts.policies import require_indirect_provider, require_indirect_reseller, require_partner_kind
from accounts.querysets import MembershipQuerySet, customer_agreement_of, has_role
from accounts.states import AgreementKind, Cloud, CustomerAgreement
from invitations.models import Invitation, OptOut
from invitations.offers import MAY_ANSWER, MAY_ASK, Offer
from invitations.policies import members
from invitations.recipients import address_key
from invitations.states import CUSTOMER_KINDS, InvitationKind, InvitationStatus
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships.models import ResellerRelationship
from relationships.policies import (
    require_capacity,
    require_customer_possible,
    require_new_or_more,
    require_partners,
)
from relationships.states import Capacity

LINK = "{link}"


def require_link_in_text(text: str) -> None:
    """S000-19: the text may be edited, but the link must stay: it is personal."""
    if text.count(LINK) != 1:
        message = _(
            "The message must contain the invitation link exactly once: write {link} where it belongs."
        )
        raise DomainError("link_missing", message, "text")


def require_may_invite(tenant: Tenant, offer: Offer) -> None:
    """S000-13, S001-26, S002-5: what an organisation may ask for, whoever calls: a page, the demo or an import."""
    if not tenant_allows(tenant, MAY_ASK[offer.kind]):
        code, sentence = _NOT_ALLOWED[offer.kind]
        raise DomainError(code, sentence % {"name": tenant})
    if offer.kind == InvitationKind.RELATIONSHIP:
        require_capacity(tenant, offer.capacity)
    if offer.kind == InvitationKind.JOINT and offer.with_partner:
        require_partners(offer.with_partner, tenant)
    if offer.kind in CUSTOMER_KINDS:
        require_admin_access_choice(tenant, admin_access=offer.admin_access)
    if offer.customer:
        require_own_customer(tenant, offer)
    if offer.kind == InvitationKind.MEMBER:
        members.require_offer(tenant, offer)


_NOT_ALLOWED = {
    InvitationKind.PARTNERSHIP: ("not_provider", _("%(name)s is not an indirect provider.")),
    InvitationKind.RELATIONSHIP: (
        "not_partner",
        _("%(name)s holds no programme role, so it cannot ask customers."),
    ),
    InvitationKind.JOINT: ("not_enrolled", _("%(name)s is not enrolled as an indirect reseller.")),
    InvitationKind.MEMBER: ("not_partner", _("%(name)s is not a partner organisation.")),
}


def is_admin_access_a_choice(tenant: Tenant) -> bool:
    """S002-3, D6: in national clouds the permission is always asked for."""
    return tenant.cloud == Cloud.PUBLIC


def require_admin_access_choice(tenant: Tenant, *, admin_access: bool) -> None:
    if not admin_access and not is_admin_access_a_choice(tenant):
        raise DomainError(
            "admin_access_always",
            _("In the %(cloud)s a relationship always includes delegated administration privileges.")
            % {"cloud": tenant.get_cloud_display()},
            "admin_access",
        )


def require_own_customer(tenant: Tenant, offer: Offer) -> None:
    """S002-19, S001-35: who is asked again is a customer of the partner now, and could accept."""
    if offer.customer is None:
        return
    rows = ResellerRelationship.objects.active().held_by(tenant).of_customer(offer.customer)
    if not rows.exists():
        raise DomainError(
            "not_customer", _("%(name)s is not your customer any more.") % {"name": offer.customer}
        )
    if offer.with_partner:
        require_customer_possible(offer.with_partner, offer.customer)


def require_days(days: int) -> None:
    """D5: 1 to 90 days."""
    if not 1 <= days <= 90:
        raise DomainError("days", _("An invitation is valid for 1 to 90 days."), "days")


def opted_out(tenant: Tenant, keys: Iterable[str]) -> set[str]:
    """Situation C-060: who of these asked not to be written to, by this organisation or by anybody."""
    found = OptOut.objects.visible_to(tenant).filter(recipient_key__in=list(keys))
    return set(found.values_list("recipient_key", flat=True))


def opted_out_error(email: str) -> DomainError:
    message = _("%(email)s has asked not to be invited any more.") % {"email": email}
    return DomainError("opted_out", message, "recipients")


def require_not_opted_out(tenant: Tenant, key: str, email: str) -> None:
    """Situation C-060: who asked not to be written to is not written to."""
    if opted_out(tenant, [key]):
        raise opted_out_error(email)


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
    rows = members.who_may_offer(senders(invitation.kind), invitation)
    if not rows.filter(tenant=invitation.inviter_id, user=invitation.invited_by_id).exists():
        raise DomainError(
            "inviter_gone",
            _("The person who sent this invitation may not do so any more. Ask for a new one."),
        )


def require_inviter_still_partner(invitation: Invitation) -> None:
    """S004-1: nor is a link worth anything where its organisation does not hold the programme any more."""
    inviter: Tenant = invitation.inviter
    if invitation.kind == InvitationKind.PARTNERSHIP:
        require_indirect_provider(inviter)
    elif invitation.kind == InvitationKind.RELATIONSHIP:
        require_capacity(inviter, invitation.capacity)
    elif invitation.kind == InvitationKind.MEMBER:
        require_partner_kind(inviter)
    else:
        require_indirect_reseller(inviter)


def require_still_partners(invitation: Invitation) -> None:
    """S001-25: what two ask for together they can have only while they are partners."""
    if invitation.with_partner:
        require_partners(invitation.with_partner, invitation.inviter)


def require_something_new(invitation: Invitation, customer: Tenant) -> None:
    """S002-19: who has all that is asked for already is asked for nothing."""
    inviter, other = invitation.inviter, invitation.with_partner
    rows = ResellerRelationship.objects.active().of_customer(customer).select_related("partner", "customer")
    capacity = Capacity.RESELLER if other else invitation.capacity
    own = list(rows.held_by(inviter).filter(capacity=capacity, with_partner=other))
    if own and (not other or rows.held_by(other).filter(capacity=Capacity.PROVIDER, with_partner=inviter)):
        require_new_or_more(own, admin_access=invitation.admin_access)


def senders(*kinds: str) -> MembershipQuerySet:
    """Of people who may ask for one of these kinds for their organisation today; without any: for whatever kind."""
    roles = {role for kind in kinds or MAY_ASK for role in ROLE_PERMISSIONS[MAY_ASK[kind]]}
    return Membership.objects.open().having(roles)


def is_sender_of(kind: str, offers_admin: str) -> Q:
    """For a query over memberships inside one over invitations: may this person ask for that? `kind` is its column,
    `offers_admin` an annotation: whether it offers the role of a global admin."""
    wanted = (
        Q(Exact(OuterRef(kind), Value(each)), has_role(ROLE_PERMISSIONS[permission]))
        for each, permission in MAY_ASK.items()
    )
    is_admins = Q(Exact(OuterRef(offers_admin), Value(False))) | has_role([Role.GLOBAL_ADMIN])
    return reduce(or_, wanted) & is_admins


def responsible_people(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], User]:
    """Whom to tell, by organisation and sender: the sender who still may invite, else a global admin.

    An organisation in which nobody is left has no entry. One query.
    """
    wanted = set(pairs)
    is_sender, is_admin = Q(user__in={user for _, user in wanted}), has_role([Role.GLOBAL_ADMIN])
    found = senders().filter(is_sender | is_admin, tenant__in={tenant for tenant, _ in wanted})
    own: dict[tuple[int, int], User] = {}
    admins: dict[int, User] = {}
    for membership in found.with_timed().select_related("user").order_by("id"):
        own[membership.tenant_id, membership.user_id] = membership.user
        if Role.GLOBAL_ADMIN in membership.current_roles:
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


def may_answer_for(invitation: Invitation, by: Actor) -> bool:
    """S001-22, S002-13, D2: whose roles may answer for an organisation stands in accounts.permissions."""
    return roles_allow(by.roles, MAY_ANSWER[invitation.kind])


def require_may_answer(invitation: Invitation, by: Actor) -> None:
    """S001-22, S002-13: the organisation's global admin accepts, or declines. Who is invited to join one answers alone."""
    if invitation.is_for_colleague:
        return
    if not may_answer_for(invitation, by):
        raise DomainError(
            "wrong_role", _("Only a global admin of your organisation can accept or decline this invitation.")
        )


def require_may_decline(invitation: Invitation, user: User, tenant: Tenant | None) -> None:
    """As for accepting; who is in no organisation at all, or invited to join one, answers for themselves alone."""
    if invitation.is_for_colleague:
        return
    memberships = Membership.objects.of(user)
    if tenant is None and not memberships.exists():
        return
    own = memberships.open().filter(tenant=tenant).first() if tenant else None
    require_may_answer(invitation, Actor(user, tenant, own.current_roles if own else frozenset()))


def needs_agreement(tenant: Tenant) -> bool:
    """S002-12: whether the customer is asked for the MCA together with its answer; not before one is published."""
    is_missing = customer_agreement_of(tenant) == CustomerAgreement.MISSING
    return is_missing and Agreement.objects.current(AgreementKind.MCA) is not None


def require_current(agreement: Agreement | None) -> Agreement:
    """S002-12: the MCA is accepted in the version that was read, and that is the newest."""
    if agreement is None:
        raise DomainError("agreement_missing", _("Accept the customer agreement to go on."), "agreement")
    if agreement != Agreement.objects.current(AgreementKind.MCA):
        raise DomainError(
            "agreement_replaced",
            _("There is a newer version of the agreement. Read it, then accept."),
            "agreement",
        )
    return agreement
