"""What the holder of a link is told: one case out of a table, the first that fits. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Tenant, User
from accounts.permissions import Role
from accounts.policies import require_indirect_provider
from invitations import policies
from invitations.models import Invitation, OptOut
from invitations.states import InvitationStatus
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships.policies import require_partnership_possible


class Case(StrEnum):
    """Each is a page of its own (templates/invitations/landing/<case>.html) with its own next step."""

    ACCEPTED_BY_YOU = "accepted_by_you"
    ACCEPTED_BY_COLLEAGUE = "accepted_by_colleague"
    ACCEPTED = "accepted"
    OPTED_OUT = "opted_out"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REPLACED = "replaced"
    INVITER_GONE = "inviter_gone"
    SIGN_IN = "sign_in"
    WRONG_ACCOUNT = "wrong_account"
    REVIEW = "review"
    ALREADY_PARTNERS = "already_partners"
    WRONG_ROLE = "wrong_role"
    OTHER_CLOUD = "other_cloud"
    OTHER_REGION = "other_region"
    AFFILIATE = "affiliate"
    SAME_TENANT = "same_tenant"
    NOT_ENROLLED = "not_enrolled"
    NO_ORGANISATION = "no_organisation"


# The words over each page; `name` is the inviting organisation.
HEADINGS = {
    Case.ACCEPTED_BY_YOU: _("You have accepted this invitation"),
    Case.ACCEPTED_BY_COLLEAGUE: _("Your organisation has accepted this invitation"),
    Case.ACCEPTED: _("This invitation has been accepted already"),
    Case.OPTED_OUT: _("You will get no more invitations from %(name)s"),
    Case.DECLINED: _("This invitation was declined"),
    Case.REVOKED: _("%(name)s has withdrawn this invitation"),
    Case.EXPIRED: _("This invitation has expired"),
    Case.REPLACED: _("There is a newer link"),
    Case.INVITER_GONE: _("This invitation is not valid any more"),
    Case.SIGN_IN: _("%(name)s asks to be your indirect provider"),
    Case.WRONG_ACCOUNT: _("This invitation is for another account"),
    Case.REVIEW: _("%(name)s asks to be your indirect provider"),
    Case.ALREADY_PARTNERS: _("You are partners already"),
    Case.WRONG_ROLE: _("A global admin has to accept this"),
    Case.OTHER_CLOUD: _("Your organisations are in different clouds"),
    Case.OTHER_REGION: _("Your organisations are in different regions"),
    Case.AFFILIATE: _("You belong to the same company group"),
    Case.SAME_TENANT: _("This invitation comes from your own organisation"),
    Case.NOT_ENROLLED: _("Your organisation is not an indirect reseller yet"),
    Case.NO_ORGANISATION: _("Your account belongs to no organisation"),
}

# What speaks against an organisation, the most helpful to hear of first.
OBSTACLES = (
    Case.ALREADY_PARTNERS,
    Case.WRONG_ROLE,
    Case.OTHER_CLOUD,
    Case.OTHER_REGION,
    Case.AFFILIATE,
    Case.SAME_TENANT,
    Case.NOT_ENROLLED,
)

# Cases in which an organisation may still say no, though it cannot say yes.
DECLINABLE = frozenset({Case.REVIEW, *OBSTACLES}) - {Case.ALREADY_PARTNERS, Case.SAME_TENANT}


@dataclass(frozen=True)
class Candidate:
    """One of the person's organisations, and what speaks against its accepting (None: nothing)."""

    actor: Actor
    obstacle: Case | None
    may_answer: bool = False

    @property
    def tenant(self) -> Tenant:
        tenant: Tenant = self.actor.tenant
        return tenant

    @property
    def role_labels(self) -> list[str]:
        return [str(role.label) for role in Role if role in self.actor.roles]


@dataclass(frozen=True)
class Facts:
    """All that decides the case. `status` is "expired" from the deadline on, swept or not."""

    status: str
    is_newest_link: bool = True
    inviter_may: bool = True
    opted_out: bool = False
    opted_out_from_anybody: bool = False
    is_signed_in: bool = False
    is_recipient: bool = False
    answered_by_you: bool = False
    answered_by_colleague: bool = False
    candidates: tuple[Candidate, ...] = field(default=())

    def is_open(self) -> bool:
        return self.status == InvitationStatus.OPEN

    def has(self, obstacle: Case | None) -> bool:
        return any(candidate.obstacle == obstacle for candidate in self.candidates)

    def first(self, obstacle: Case | None) -> Candidate | None:
        return next((candidate for candidate in self.candidates if candidate.obstacle == obstacle), None)

    def decliners(self, case: Case) -> tuple[Tenant | None, ...]:
        """For whom the visitor may say no: organisations they answer for; None, themselves, where they are in none."""
        if case == Case.NO_ORGANISATION:
            return (None,)
        if case not in DECLINABLE:
            return ()
        obstacle = None if case == Case.REVIEW else case
        return tuple(each.tenant for each in self.candidates if each.obstacle == obstacle and each.may_answer)


def _obstacle_is(case: Case) -> Callable[[Facts], bool]:
    return lambda facts: facts.has(case)


_TABLE: tuple[tuple[Case, Callable[[Facts], bool]], ...] = (
    (Case.ACCEPTED_BY_YOU, lambda f: f.status == InvitationStatus.ACCEPTED and f.answered_by_you),
    (Case.ACCEPTED_BY_COLLEAGUE, lambda f: f.status == InvitationStatus.ACCEPTED and f.answered_by_colleague),
    (Case.ACCEPTED, lambda f: f.status == InvitationStatus.ACCEPTED),
    (Case.OPTED_OUT, lambda f: f.status == InvitationStatus.DECLINED and f.opted_out),
    (Case.DECLINED, lambda f: f.status == InvitationStatus.DECLINED),
    (Case.REVOKED, lambda f: f.status == InvitationStatus.REVOKED),
    (Case.EXPIRED, lambda f: f.status == InvitationStatus.EXPIRED),
    (Case.REPLACED, lambda f: not f.is_newest_link),
    (Case.INVITER_GONE, lambda f: not f.inviter_may),
    (Case.SIGN_IN, lambda f: not f.is_signed_in),
    (Case.WRONG_ACCOUNT, lambda f: not f.is_recipient),
    (Case.REVIEW, lambda f: f.has(None)),
    *((case, _obstacle_is(case)) for case in OBSTACLES),
    (Case.NO_ORGANISATION, lambda _facts: True),
)


def assess(facts: Facts) -> Case:
    """S001-22 and situations C-080, C-082: exactly one case for everybody who holds a link."""
    return next(case for case, fits in _TABLE if fits(facts))


def gather(invitation: Invitation, generation: int, user: User | None) -> Facts:
    """The facts for the holder of the link of that generation; `user` is who is signed in."""
    memberships = list(Membership.objects.of(user).select_related("tenant__country__region")) if user else []
    is_recipient = user is not None and policies.is_for(invitation, user)
    inviter_may = _inviter_may(invitation)
    opt_outs = _opt_outs(invitation)
    asks = is_recipient and inviter_may and invitation.shown_status == InvitationStatus.OPEN
    return Facts(
        status=invitation.shown_status,
        is_newest_link=generation == invitation.generation,
        inviter_may=inviter_may,
        opted_out=bool(opt_outs),
        opted_out_from_anybody=any(each.tenant_id is None for each in opt_outs),
        is_signed_in=user is not None,
        is_recipient=is_recipient,
        answered_by_you=user is not None and invitation.answered_by_id == user.pk,
        answered_by_colleague=invitation.recipient_tenant_id in {each.tenant_id for each in memberships},
        candidates=tuple(_candidate(invitation, user, each) for each in memberships) if asks else (),
    )


def _inviter_may(invitation: Invitation) -> bool:
    try:
        policies.require_inviter_still_may(invitation)
        require_indirect_provider(invitation.inviter)
    except DomainError:
        return False
    return True


def _opt_outs(invitation: Invitation) -> list[OptOut]:
    """The recipient's, from the inviter and from anybody."""
    of_recipient = OptOut.objects.filter(recipient_key=invitation.recipient_key)
    return list(of_recipient.filter(Q(tenant=invitation.inviter) | Q(tenant=None)))


def _candidate(invitation: Invitation, user: User | None, membership: Membership) -> Candidate:
    actor = Actor(user, membership.tenant, frozenset(map(Role, membership.roles)))
    return Candidate(actor, _obstacle(invitation, actor), policies.may_answer_for(invitation, actor))


def _obstacle(invitation: Invitation, actor: Actor) -> Case | None:
    """The same rules that the acceptance asks, so page and action cannot differ."""
    try:
        require_partnership_possible(invitation.inviter, actor.tenant)
        policies.require_may_answer(invitation, actor)
    except DomainError as error:
        return Case(error.code)
    return None


def masked(email: str) -> str:
    """Enough of an address to know one's own by, too little to learn another's: "k…@fabrikam.example"."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"
