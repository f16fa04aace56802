"""Mails about the people of an organisation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from accounts import emails_daily
from accounts import emails_members as emails
from accounts.models import Membership, TimedRole
from invitations import emails as invitation_mails
from invitations.models import Invitation
from invitations.states import InvitationKind
from partnercenter.core.models import OutgoingMail
from tests import factories as make

if TYPE_CHECKING:
    from tests.emails.samples import Cast

ENDS = datetime(2035, 3, 5, 0, 0, tzinfo=UTC)


def _ending(people: Cast, *roles: str) -> tuple[Membership, list[TimedRole]]:
    """Kim works for Ann's company as well, for a while."""
    one = make.MembershipFactory(
        public_id="mmmmnnnnoooopppp", tenant=people.provider, user=people.kim, roles=["default_user"]
    )
    return one, [make.TimedRoleFactory(membership=one, role=role, ends_at=ENDS) for role in roles]


def the_day(people: Cast) -> None:
    one = make.MembershipFactory(public_id="mmmmnnnnoooopppp", tenant=people.provider, user=people.kim)
    subjects = ("Woodgrove & <Sons> is your customer now", "한빛 has declined your invitation")
    emails_daily.send_day(one, [make.HeldMailFactory(subject=each) for each in subjects])


def role_ends(people: Cast) -> None:
    emails.tell_role_ends(*_ending(people, "sales_agent"))


def roles_end(people: Cast) -> None:
    emails.tell_role_ends(*_ending(people, "sales_agent", "billing_admin"))


def role_ends_giver(people: Cast) -> None:
    emails.tell_giver_role_ends(*_ending(people, "sales_agent"), people.ann)


def invited(people: Cast) -> Invitation:
    """Kim is asked to join Ann's company, until a day."""
    one = people.invitation
    one.kind, one.roles, one.roles_end_on = InvitationKind.MEMBER, ["sales_agent"], ENDS.date()
    one.save()
    return one


def reminded(people: Cast) -> None:
    one = invited(people)
    invitation_mails.queue_invitation(one)
    OutgoingMail.objects.update(status="sent", sent_at=ENDS)
    invitation_mails.queue_reminder(one)


def joined(people: Cast) -> None:
    one = invited(people)
    one.answered_by, one.answered_by_name = people.kim, people.kim.full_name
    invitation_mails.tell_accepted(one, people.provider)
