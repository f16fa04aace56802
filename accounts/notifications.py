"""The topics of accounts: what happens to the team and to the organisation, and the day's mail itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import inbox, mail_topics
from accounts.actions import choose_mails
from accounts.inbox import Way
from accounts.mail_topics import Topic, heard_by
from accounts.models import Enrolment, MailChoice, Membership
from accounts.permissions import Permission
from accounts.states import MailDelivery
from partnercenter.core.actor import Actor
from partnercenter.core.navigation import always

TEAM, THE_DAY, PROGRAMME = "team", "day", "program"

_OF_MEMBERS = heard_by(
    (
        "member.added",
        "member.joined",
        "member.roles_changed",
        "member.role_ended",
        "member.blocked",
        "member.removed",
        "member.left",
    ),
    Permission.MEMBERS_VIEW,
    Permission.OWN_USERS_MANAGE,
)
_OF_PROGRAMME = (
    heard_by(("enrolment.approved", "enrolment.rejected"), Permission.PROGRAM_INFO_VIEW)
    | heard_by(("agreement.attested",), Permission.MCA_ACCEPT)
    | heard_by(
        ("tenant.suspended", "tenant.suspension_lifted", "tenant.visit_started"),
        Permission.MPA_SIGN,
        Permission.ACTIVITY_VIEW,
        Permission.OWN_ACTIVITY_VIEW,
    )
)


def _never(actor: Actor) -> bool:
    return False


def stop_the_day(*, by: Actor) -> None:
    """Whatever comes once a day does not come by mail any more."""
    daily = MailChoice.objects.of(by.user, by.tenant).filter(delivery=MailDelivery.DAILY)
    topics = daily.values_list("topic", flat=True)
    choose_mails(choices=dict.fromkeys(topics, MailDelivery.OFF), by=by)


def register_all() -> None:
    roles = _("A role of yours, or one that you gave, ends soon.")
    mail_topics.register(Topic(TEAM, _("Team"), roles, order=50, shown=always, heard=_OF_MEMBERS))
    mail_topics.register(
        Topic(PROGRAMME, _("Programme and access"), "", order=60, heard=_OF_PROGRAMME, by_mail=False)
    )
    mail_topics.register(
        Topic(
            THE_DAY, _("What happened in a day"), "", shown=_never, page="accounts:mails", stop=stop_the_day
        )
    )
    inbox.lead_to(
        "accounts.membership",
        Way(Permission.MEMBERS_VIEW, "accounts:member-detail", "member_id", Membership.objects.visible_to),
    )
    inbox.lead_to(
        "accounts.enrolment",
        Way(Permission.PROGRAM_INFO_VIEW, "accounts:program-info", "", Enrolment.objects.visible_to),
    )
