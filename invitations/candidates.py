"""Imported customers on their way to a relationship: what became of asking each, and who can be asked now (D4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Tenant
from customers.models import Candidate
from customers.querysets import CandidateQuerySet
from invitations.badges import state_badge
from invitations.limits import full_today, left_today
from invitations.models import Invitation, OptOut
from invitations.recipients import MAX_RECIPIENTS, Recipient
from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core.actor import Actor
from partnercenter.core.components import Badge
from partnercenter.core.dates import date_words
from partnercenter.core.ids import PublicIdConverter
from relationships.models import ResellerRelationship

AT_ONCE = MAX_RECIPIENTS  # candidates in one request
NOT_INVITED = "none"
STATES = [(NOT_INVITED, gettext_lazy("Not invited")), *InvitationStatus.choices]
_ID = re.compile(PublicIdConverter.regex)
_NOT_INVITED = Badge(gettext_lazy("Not invited"), "neutral", "minus-circle")
_CUSTOMER = Badge(gettext_lazy("Your customer"), "success", "check-circle")


@dataclass(frozen=True)
class Row:
    """A candidate who was chosen, and why nobody is asked; no obstacle: will be."""

    candidate: Candidate
    obstacle: str = ""
    invitation: Invitation | None = None

    @property
    def recipient(self) -> Recipient:
        one = self.candidate
        return Recipient(one.contact_email, one.contact_key, one.contact_name, one.pk)


@dataclass(frozen=True)
class Plan:
    """`left`: how many invitations this person may still send today."""

    rows: Sequence[Row]
    left: int

    @property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if not row.obstacle]

    @property
    def left_out(self) -> list[Row]:
        return [row for row in self.rows if row.obstacle]


# ------------------------------------------------------------------ what became of them
def in_state(rows: CandidateQuerySet, state: str) -> CandidateQuerySet:
    """Those whose newest invitation is in this state; `none`: those who were never asked."""
    mine = Invitation.objects.of(OuterRef("pk"))
    if state == NOT_INVITED:
        return rows.filter(~Exists(mine))
    newer = Invitation.objects.of(OuterRef("candidate")).filter(pk__gt=OuterRef("pk"))
    return rows.filter(Exists(mine.in_state(state).filter(~Exists(newer))))


def with_newest(rows: CandidateQuerySet) -> CandidateQuerySet:
    """Adds `invitation_id`, the newest invitation's."""
    newest = Invitation.objects.of(OuterRef("pk")).order_by("-id").values("pk")[:1]
    return rows.annotate(invitation_id=Subquery(newest))


def attach_state(rows: Sequence[Any], tenant: Tenant) -> None:
    """Gives each row of a page its `invitation`, `customer_ref` and `badge`: two queries, however many they are."""
    ids = [row.invitation_id for row in rows if row.invitation_id]
    sent = Invitation.objects.sent_by(tenant).filter(pk__in=ids).select_related("recipient_tenant")
    found = sent.in_bulk()
    held = customers_among(rows, tenant)
    for row in rows:
        row.invitation = found.get(row.invitation_id)
        accepted = row.invitation is not None and row.invitation.status == InvitationStatus.ACCEPTED
        customer = row.invitation.recipient_tenant if accepted else None
        row.customer_ref = customer.public_id if customer else held.get(row.domain, "")
        row.badge = _CUSTOMER if row.customer_ref and not accepted else _NOT_INVITED
        if row.invitation and row.badge is _NOT_INVITED:
            row.badge = state_badge(row.invitation)
        row.may_be_asked = not row.customer_ref and not (
            row.invitation and row.invitation.shown_status == InvitationStatus.OPEN
        )


def customers_among(candidates: Iterable[Candidate], tenant: Tenant) -> dict[str, str]:
    """Domains that belong to customers of the partner now, with the customers' tenant IDs."""
    own = ResellerRelationship.objects.visible_to(tenant).held_by(tenant).active()
    domains = [candidate.domain for candidate in candidates]
    return dict(own.filter(customer_domain__in=domains).values_list("customer_domain", "customer_ref"))


# ------------------------------------------------------------------ asking many
def find(tenant: Tenant, ids: Iterable[str]) -> list[Candidate]:
    """Those of the partner, each once, always in the same order, so that two requests cannot block one another."""
    wanted = [one for one in ids if _ID.fullmatch(one)][:AT_ONCE]
    return list(Candidate.objects.visible_to(tenant).filter(public_id__in=wanted).order_by("id"))


def not_asked_yet(rows: CandidateQuerySet) -> list[str]:
    """Of these the first whom nobody has asked, as many as can be asked at once."""
    fresh = in_state(rows, NOT_INVITED).order_by("name_key", "pk")
    return list(fresh.values_list("public_id", flat=True)[:AT_ONCE])


def plan(candidates: Sequence[Candidate], by: Actor) -> Plan:
    """Who will be asked and who will not, and why: the rules that asking has, told beforehand."""
    rows: list[Row] = []
    keys: set[str] = set()
    left = left_today(by)
    known = _Known(candidates, by)
    for candidate in candidates:
        obstacle, invitation = known.obstacle(candidate)
        if not obstacle and candidate.contact_key in keys:
            obstacle = _("The same person is asked for another candidate of this list.")
        if not obstacle and len(keys) >= left:
            obstacle = _("You have sent as many invitations as are allowed in a day. Go on tomorrow.")
        if not obstacle:
            keys.add(candidate.contact_key)
        rows.append(Row(candidate, obstacle, invitation))
    return Plan(rows, left)


class _Known:
    """What stands in the way of any of these candidates, read at once."""

    def __init__(self, candidates: Sequence[Candidate], by: Actor) -> None:
        tenant, keys = by.tenant, {candidate.contact_key for candidate in candidates}
        self.customers = customers_among(candidates, tenant)
        sent = Invitation.objects.sent_by(tenant).open()
        to_them = Q(kind=InvitationKind.RELATIONSHIP, recipient_key__in=keys) | Q(candidate__in=candidates)
        self.open = list(sent.filter(to_them))
        unwanted = OptOut.objects.visible_to(tenant).filter(recipient_key__in=keys)
        self.unwanted = set(unwanted.values_list("recipient_key", flat=True))
        people = Membership.objects.visible_to(tenant).annotate(address=Lower("user__email"))
        self.colleagues = set(people.filter(address__in=keys).values_list("address", flat=True))
        self.full = full_today(keys)

    def obstacle(self, candidate: Candidate) -> tuple[str, Invitation | None]:
        email, key = {"email": candidate.contact_email}, candidate.contact_key
        if candidate.domain in self.customers:
            return _("This is your customer already."), None
        for invitation in self.open:
            if invitation.candidate_id == candidate.pk or invitation.recipient_key == key:
                words = _("%(email)s was asked on %(date)s and has not answered yet.")
                when = date_words(invitation.created_at)
                return words % {"email": invitation.recipient_email, "date": when}, invitation
        if key in self.unwanted:
            return _("%(email)s has asked not to be invited any more.") % email, None
        if key in self.colleagues:
            return _("%(email)s belongs to your own organisation.") % email, None
        if key in self.full:
            return _("%(email)s has received as many invitations as are allowed in a day.") % email, None
        return "", None
