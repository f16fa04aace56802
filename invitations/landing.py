"""What the holder of a link is told: one case out of a table, the first that fits. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.db.models import Q

from accounts.models import Membership, Tenant, User
from accounts.permissions import Role
from invitations import policies
from invitations.cases import DECLINABLE, OBSTACLES, Case
from invitations.models import Invitation, OptOut
from invitations.policies import members
from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships.policies import customer_rules, require_partnership_possible


@dataclass(frozen=True)
class Candidate:
    """One of the person's organisations, and what speaks against its accepting (None: nothing).

    `partner`: of those who ask, the one it concerns.
    """

    actor: Actor
    obstacle: Case | None
    may_answer: bool = False
    partner: Tenant | None = None

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
    kind: str = InvitationKind.PARTNERSHIP
    is_newest_link: bool = True
    inviter_may: bool = True
    are_partners: bool = True
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
        if self.kind == InvitationKind.MEMBER:
            return (None,)
        obstacle = None if case == Case.REVIEW else case
        return tuple(each.tenant for each in self.candidates if each.obstacle == obstacle and each.may_answer)


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
    (Case.PARTNERS_PARTED, lambda f: not f.are_partners),
    (Case.SIGN_IN, lambda f: not f.is_signed_in),
    (Case.WRONG_ACCOUNT, lambda f: not f.is_recipient),
    (Case.REVIEW, lambda f: f.has(None)),
)


def assess(facts: Facts) -> Case:
    """S001-22, S002-13 and situations C-080, C-082: exactly one case for everybody who holds a link."""
    of_all = (case for case, fits in _TABLE if fits(facts))
    of_organisations = (case for case in OBSTACLES[facts.kind] if facts.has(case))
    return next(of_all, None) or next(of_organisations, Case.NO_ORGANISATION)


def gather(invitation: Invitation, generation: int, user: User | None) -> Facts:
    """The facts for the holder of the link of that generation; `user` is who is signed in."""
    memberships: list[Membership] = []
    if user:  # who is blocked there does not answer for it
        rows = Membership.objects.of(user).unblocked()
        memberships = list(rows.select_related("tenant__country__region"))
    is_recipient = user is not None and policies.is_for(invitation, user)
    inviter_may = _may_still(invitation)
    are_partners = _holds(partial(policies.require_still_partners, invitation))
    opt_outs = _opt_outs(invitation)
    is_open = invitation.shown_status == InvitationStatus.OPEN
    asks = is_recipient and inviter_may and are_partners and is_open
    return Facts(
        status=invitation.shown_status,
        kind=invitation.kind,
        is_newest_link=generation == invitation.generation,
        inviter_may=inviter_may,
        are_partners=are_partners,
        opted_out=bool(opt_outs),
        opted_out_from_anybody=any(each.tenant_id is None for each in opt_outs),
        is_signed_in=user is not None,
        is_recipient=is_recipient,
        answered_by_you=user is not None and invitation.answered_by_id == user.pk,
        answered_by_colleague=invitation.recipient_tenant_id in {each.tenant_id for each in memberships},
        candidates=_candidates(invitation, user, memberships) if asks else (),
    )


def _may_still(invitation: Invitation) -> bool:
    """A colleague is told that the organisation itself is suspended: that is an obstacle of its own."""
    if invitation.is_for_colleague and invitation.inviter.is_suspended:
        return True
    rules = (policies.require_inviter_still_may, policies.require_inviter_still_partner)
    return all(_holds(partial(rule, invitation)) for rule in rules)


def _holds(rule: Callable[[], None]) -> bool:
    try:
        rule()
    except DomainError:
        return False
    return True


def _opt_outs(invitation: Invitation) -> list[OptOut]:
    """The recipient's, from the inviter and from anybody."""
    of_recipient = OptOut.objects.filter(recipient_key=invitation.recipient_key)
    return list(of_recipient.filter(Q(tenant=invitation.inviter) | Q(tenant=None)))


def _candidates(
    invitation: Invitation, user: User | None, memberships: list[Membership]
) -> tuple[Candidate, ...]:
    """The person's organisations; for a colleague the one that asks."""
    if invitation.is_for_colleague:
        actor = Actor(user, invitation.inviter)
        obstacle, partner = _obstacle(invitation, actor)
        return (Candidate(actor, obstacle, may_answer=True, partner=partner),)
    return tuple(_candidate(invitation, user, each) for each in memberships)


def _candidate(invitation: Invitation, user: User | None, membership: Membership) -> Candidate:
    actor = Actor(user, membership.tenant, frozenset(map(Role, membership.current_roles)))
    obstacle, partner = _obstacle(invitation, actor)
    return Candidate(actor, obstacle, policies.may_answer_for(invitation, actor), partner)


def _obstacle(invitation: Invitation, actor: Actor) -> tuple[Case | None, Tenant]:
    """The same rules that the acceptance asks, so page and action cannot differ; and whom of the partners it concerns."""
    for partner, rule in _rules(invitation, actor):
        try:
            rule()
        except DomainError as error:
            return Case(error.code), partner
    return None, invitation.inviter


def _rules(invitation: Invitation, actor: Actor) -> Iterator[tuple[Tenant, Callable[[], None]]]:
    inviter: Tenant = invitation.inviter
    if invitation.is_for_colleague:
        yield inviter, partial(members.require_joinable, invitation, actor.user)
        return
    if invitation.is_for_customer:
        yield from customer_rules(invitation.partners, actor.tenant)
        yield inviter, partial(policies.require_something_new, invitation, actor.tenant)
    else:
        yield inviter, partial(require_partnership_possible, inviter, actor.tenant)
    yield inviter, partial(policies.require_may_answer, invitation, actor)


def masked(email: str) -> str:
    """Enough of an address to know one's own by, too little to learn another's: "k…@fabrikam.example"."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"
