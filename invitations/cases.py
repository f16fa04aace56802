"""What the holder of a link may be told, and in which words: data, by what the invitation offers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invitations.states import CUSTOMER_KINDS, InvitationKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from invitations.models import Invitation


class Case(StrEnum):
    """Each is a page of its own (templates/invitations/landing/<case>.html) with its own next step.

    Where a customer or a colleague reads other words, the page is templates/invitations/landing/customer/<case>.html,
    or …/member/<case>.html.
    """

    ACCEPTED_BY_YOU = "accepted_by_you"
    ACCEPTED_BY_COLLEAGUE = "accepted_by_colleague"
    ACCEPTED = "accepted"
    OPTED_OUT = "opted_out"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REPLACED = "replaced"
    INVITER_GONE = "inviter_gone"
    PARTNERS_PARTED = "partners_parted"
    SIGN_IN = "sign_in"
    WRONG_ACCOUNT = "wrong_account"
    REVIEW = "review"
    NO_ORGANISATION = "no_organisation"
    # What speaks against an organisation; the names are the codes of the rules that say so.
    ALREADY_PARTNERS = "already_partners"
    ALREADY_CUSTOMER = "already_customer"
    WRONG_ROLE = "wrong_role"
    OTHER_CLOUD = "other_cloud"
    OTHER_REGION = "other_region"
    AFFILIATE = "affiliate"
    SAME_TENANT = "same_tenant"
    NOT_ENROLLED = "not_enrolled"
    OWN_PROVIDER = "own_provider"
    PARTNER_TENANT = "partner_tenant"
    ALREADY_MEMBER = "already_member"
    ROLES_OVER = "roles_over"
    SUSPENDED = "suspended"


# What can speak against an organisation, the most helpful to hear of first.
_PARTNERSHIP = (
    Case.ALREADY_PARTNERS,
    Case.SUSPENDED,
    Case.WRONG_ROLE,
    Case.OTHER_CLOUD,
    Case.OTHER_REGION,
    Case.AFFILIATE,
    Case.SAME_TENANT,
    Case.NOT_ENROLLED,
)
_CUSTOMER = (
    Case.ALREADY_CUSTOMER,
    Case.SUSPENDED,
    Case.WRONG_ROLE,
    Case.OTHER_CLOUD,
    Case.OTHER_REGION,
    Case.OWN_PROVIDER,
    Case.AFFILIATE,
    Case.SAME_TENANT,
    Case.PARTNER_TENANT,
)
_MEMBER = (Case.ALREADY_MEMBER, Case.SUSPENDED, Case.ROLES_OVER)
OBSTACLES: Mapping[str, tuple[Case, ...]] = {
    InvitationKind.PARTNERSHIP: _PARTNERSHIP,
    InvitationKind.RELATIONSHIP: _CUSTOMER,
    InvitationKind.JOINT: _CUSTOMER,
    InvitationKind.MEMBER: _MEMBER,
}
_ALL_OBSTACLES = frozenset({*_PARTNERSHIP, *_CUSTOMER, *_MEMBER})

# Cases in which an organisation may still say no, though it cannot say yes.
DECLINABLE = frozenset({Case.REVIEW, *_ALL_OBSTACLES}) - {
    Case.ALREADY_PARTNERS,
    Case.ALREADY_CUSTOMER,
    Case.SAME_TENANT,
    Case.SUSPENDED,
    Case.ALREADY_MEMBER,
}

# Cases in which a new link would help.
ASKABLE = frozenset(
    {
        Case.OPTED_OUT,
        Case.DECLINED,
        Case.EXPIRED,
        Case.REPLACED,
        Case.INVITER_GONE,
        Case.PARTNERS_PARTED,
        Case.WRONG_ACCOUNT,
        Case.WRONG_ROLE,
        Case.ROLES_OVER,
    }
)

# Cases in which a customer may make itself an organisation here (S001-33, S004-13, S004-17). Not for an affiliate: what
# it buys from its own group stays forbidden, in whichever tenant (S004-15).
CREATABLE = frozenset(
    {
        Case.NO_ORGANISATION,
        Case.PARTNER_TENANT,
        Case.OWN_PROVIDER,
        Case.OTHER_CLOUD,
        Case.OTHER_REGION,
    }
)


def cases_of(kind: str) -> tuple[Case, ...]:
    """The cases that an invitation of this kind can come to."""
    parted = () if kind == InvitationKind.JOINT else (Case.PARTNERS_PARTED,)
    alone = (Case.NO_ORGANISATION,) if kind == InvitationKind.MEMBER else ()
    strange = {*_ALL_OBSTACLES.difference(OBSTACLES[kind]), *parted, *alone}
    return tuple(case for case in Case if case not in strange)


# The words over each page; `name` is the inviting organisation, `names` are all who ask.
HEADINGS: dict[Case, _StrPromise] = {
    Case.ACCEPTED_BY_YOU: gettext_lazy("You have accepted this invitation"),
    Case.ACCEPTED_BY_COLLEAGUE: gettext_lazy("Your organisation has accepted this invitation"),
    Case.ACCEPTED: gettext_lazy("This invitation has been accepted already"),
    Case.OPTED_OUT: gettext_lazy("You will get no more invitations from %(name)s"),
    Case.DECLINED: gettext_lazy("This invitation was declined"),
    Case.REVOKED: gettext_lazy("%(name)s has withdrawn this invitation"),
    Case.EXPIRED: gettext_lazy("This invitation has expired"),
    Case.REPLACED: gettext_lazy("There is a newer link"),
    Case.INVITER_GONE: gettext_lazy("This invitation is not valid any more"),
    Case.PARTNERS_PARTED: gettext_lazy("%(names)s do not work together any more"),
    Case.SIGN_IN: gettext_lazy("%(name)s asks to be your indirect provider"),
    Case.WRONG_ACCOUNT: gettext_lazy("This invitation is for another account"),
    Case.REVIEW: gettext_lazy("%(name)s asks to be your indirect provider"),
    Case.NO_ORGANISATION: gettext_lazy("Your account belongs to no organisation"),
    Case.ALREADY_PARTNERS: gettext_lazy("You are partners already"),
    Case.ALREADY_CUSTOMER: gettext_lazy("This relationship exists already"),
    Case.WRONG_ROLE: gettext_lazy("A global admin has to accept this"),
    Case.OTHER_CLOUD: gettext_lazy("Your organisations are in different clouds"),
    Case.OTHER_REGION: gettext_lazy("Your organisations are in different regions"),
    Case.AFFILIATE: gettext_lazy("You belong to the same company group"),
    Case.SAME_TENANT: gettext_lazy("This invitation comes from your own organisation"),
    Case.NOT_ENROLLED: gettext_lazy("Your organisation is not an indirect reseller yet"),
    Case.OWN_PROVIDER: gettext_lazy("Your provider cannot serve you as an end customer"),
    Case.PARTNER_TENANT: gettext_lazy("A partner organisation cannot be the customer"),
    Case.ALREADY_MEMBER: gettext_lazy("You belong to %(name)s already"),
    Case.ROLES_OVER: gettext_lazy("The roles of this invitation have ended"),
    Case.SUSPENDED: gettext_lazy("Your organisation is suspended"),
}
_ASKS = {
    InvitationKind.RELATIONSHIP: gettext_lazy("%(name)s asks to be your reseller"),
    InvitationKind.JOINT: gettext_lazy("%(names)s ask to be your resellers"),
}
_OTHER_WORDS: Mapping[str, Mapping[Case, _StrPromise]] = {
    **{kind: {Case.SIGN_IN: asks, Case.REVIEW: asks} for kind, asks in _ASKS.items()},
    InvitationKind.MEMBER: {
        **dict.fromkeys((Case.SIGN_IN, Case.REVIEW), gettext_lazy("%(name)s invites you to join")),
        Case.ACCEPTED_BY_COLLEAGUE: gettext_lazy("This invitation has been accepted"),
        Case.SUSPENDED: gettext_lazy("%(name)s is suspended"),
    },
}


_FOLDERS: Mapping[str, str] = {
    **dict.fromkeys(CUSTOMER_KINDS, "customer"),
    InvitationKind.MEMBER: "member",
}


def names_of(invitation: Invitation) -> str:
    """Who asks: one name, or both partners' (S001-25)."""
    names = [partner.name for partner in invitation.partners]
    return names[0] if len(names) == 1 else _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}


def heading(case: Case, invitation: Invitation) -> str:
    words = _OTHER_WORDS.get(invitation.kind, {}).get(case, HEADINGS[case])
    return str(words) % {"name": invitation.inviter.name, "names": names_of(invitation)}


def templates(case: Case, invitation: Invitation) -> list[str]:
    """Where the words of the page stand, the first that there is."""
    folder = _FOLDERS.get(invitation.kind)
    own = [f"invitations/landing/{folder}/{case}.html"] if folder else []
    return [*own, f"invitations/landing/{case}.html"]
