"""What happens to organisations and people, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts import mail_topics
from accounts.company import Company
from accounts.models import (
    Agreement,
    Country,
    Enrolment,
    IncentiveInvitation,
    LegalProfile,
    PartnerProfile,
    Region,
    Tenant,
    User,
)
from accounts.permissions import Role
from accounts.sentences_sign_in import SIGN_IN
from accounts.states import EnrolmentStatus, MailDelivery, Programme
from partnercenter.core.sentences import NOTHING, Field, Sentence, day, fields_of, instant, register

if TYPE_CHECKING:
    from partnercenter.core.models import AuditEvent


def _own_password(event: AuditEvent) -> str:
    return gettext_noop("%(who)s changed their own password.") if event.actor_id == event.target_id else ""


def _last_days(ends_on: Any) -> str:
    """Of roles that end, by role."""
    days = (
        gettext("%(role)s (until %(day)s)") % {"role": Role(role).label, "day": day(last)}
        for role, last in dict(ends_on).items()
    )
    return ", ".join(days) or NOTHING


def _chosen(choices: Any) -> str:
    """Of mails, by topic."""
    found = (
        (mail_topics.find(name), name, MailDelivery(delivery))
        for name, delivery in sorted(dict(choices).items())
    )
    words = (f"{topic.label if topic else name}: {delivery.label}" for topic, name, delivery in found)
    return ", ".join(words) or NOTHING


_AGREEMENTS = {
    "agreement.published": Sentence(gettext_noop("%(who)s published %(object)s."), "document", "info"),
    "agreement.accepted": Sentence(
        gettext_noop("%(who)s accepted %(object)s for %(organisation)s."), "check", "success"
    ),
    "agreement.attested": Sentence(
        gettext_noop("%(who)s attested that %(organisation)s accepted %(object)s."),
        "document",
        "info",
        shared=True,
    ),
}

_ORGANISATIONS = {
    "tenant.created": Sentence(
        gettext_noop("%(who)s created the organisation %(object)s."), "plus", "success"
    ),
    "tenant.renamed": Sentence(
        gettext_noop("%(who)s changed the name of the organisation to %(object)s."), "edit"
    ),
    "tenant.company_group_changed": Sentence(
        gettext_noop("%(who)s changed the company group of %(object)s."), "edit"
    ),
    "tenant.suspended": Sentence(
        gettext_noop("%(who)s suspended the organisation %(object)s."), "lock", "danger"
    ),
    "tenant.suspension_lifted": Sentence(
        gettext_noop("%(who)s lifted the suspension of %(object)s."), "check", "success"
    ),
    "tenant.joined": Sentence(
        gettext_noop("%(who)s joined the programme with the organisation %(object)s."), "plus", "success"
    ),
    "tenant.visit_started": Sentence(
        gettext_noop("%(who)s began to look at %(object)s as it sees itself."), "search", "warning"
    ),
    "tenant.visit_ended": Sentence(gettext_noop("%(who)s ended the visit to %(object)s."), "sign-out"),
}

_PEOPLE = {
    "user.created": Sentence(gettext_noop("%(who)s created the account of %(object)s."), "plus", "success"),
    "user.password_changed": Sentence(
        gettext_noop("%(who)s changed the password of %(object)s."), "lock", otherwise=_own_password
    ),
    "user.password_reset": Sentence(
        gettext_noop("%(who)s chose a new password by the mailed link."), "lock", "info"
    ),
    "user.password_link_sent": Sentence(
        gettext_noop("%(who)s had a link to choose a password sent to %(object)s."), "mail", "info"
    ),
    "user.language_changed": Sentence(gettext_noop("%(who)s changed the language."), "edit"),
    "user.opened": Sentence(
        gettext_noop("%(who)s opened the account of %(object)s again."), "check", "success"
    ),
    "user.closed": Sentence(gettext_noop("%(who)s closed the account of %(object)s."), "lock", "warning"),
    "user.operator_groups_changed": Sentence(
        gettext_noop("%(who)s changed the operator groups of %(object)s."), "shield", "warning"
    ),
    "user.placed_in_directory": Sentence(
        gettext_noop("%(who)s put the account of %(object)s into the directory of %(organisation)s."), "users"
    ),
}

_ERASURES = {
    "person.erased": Sentence(
        gettext_noop("%(who)s erased the personal data of a person."), "minus-circle", "warning"
    )
}

_MEMBERS = {
    "member.added": Sentence(
        gettext_noop("%(who)s gave %(object)s access to %(organisation)s."), "plus", "success"
    ),
    "member.roles_changed": Sentence(
        gettext_noop("%(who)s changed the roles of %(object)s."), "shield", "info"
    ),
    "member.blocked": Sentence(gettext_noop("%(who)s blocked %(object)s."), "lock", "warning", shared=True),
    "member.unblocked": Sentence(
        gettext_noop("%(who)s unblocked %(object)s."), "check", "success", shared=True
    ),
    "member.removed": Sentence(
        gettext_noop("%(who)s removed %(object)s from %(organisation)s."), "x", "danger"
    ),
    "member.joined": Sentence(gettext_noop("%(who)s joined %(organisation)s."), "plus", "success"),
    "member.left": Sentence(gettext_noop("%(who)s left %(organisation)s."), "sign-out", "warning"),
    "member.role_ended": Sentence(
        gettext_noop("A role of %(object)s ended with its last day."), "clock", "warning"
    ),
}

_PASSWORDS = {
    "temporary_password.issued": Sentence(
        gettext_noop("%(who)s asked for a temporary password for %(object)s."), "lock", "info"
    ),
    "temporary_password.revealed": Sentence(
        gettext_noop("%(who)s had the temporary password of %(object)s shown."), "alert", "warning"
    ),
    "temporary_password.ended": Sentence(
        gettext_noop("The temporary password of %(object)s was withdrawn: the admin access has ended."),
        "lock",
    ),
}

_ENROLMENTS = {
    "enrolment.applied": Sentence(gettext_noop("%(who)s applied for enrolment."), "send", "info"),
    "enrolment.approved": Sentence(
        gettext_noop("%(who)s approved the enrolment of %(organisation)s."), "check-circle", "success"
    ),
    "enrolment.rejected": Sentence(
        gettext_noop("%(who)s rejected the enrolment of %(organisation)s."), "x-circle", "danger"
    ),
    "enrolment.accepted": Sentence(
        gettext_noop("%(who)s accepted the indirect reseller agreement: %(organisation)s is both now."),
        "check-circle",
        "success",
    ),
}
_INCENTIVES = {
    "incentives.invited": Sentence(
        gettext_noop("%(organisation)s was invited to incentives."), "mail", "info"
    ),
    "incentives.enrolled": Sentence(
        gettext_noop("%(who)s enrolled %(organisation)s in incentives."), "check-circle", "success"
    ),
}

_PARTNERS = {
    "partner.identified_for_offboarding": Sentence(
        gettext_noop("%(who)s identified %(organisation)s for direct-bill offboarding."), "alert", "warning"
    ),
    "partner.details_changed": Sentence(
        gettext_noop("%(who)s changed the company details of %(organisation)s."), "edit"
    ),
    "partner.contact_confirmed": Sentence(
        gettext_noop("%(who)s confirmed the primary contact of %(organisation)s."), "check", "success"
    ),
}

_LOCATIONS = {
    "location.added": Sentence(
        gettext_noop("%(who)s added the location with the MPN ID %(new_mpn_id)s."), "plus", "success"
    )
}

_MAILBOXES = {
    "mailbox.code_sent": Sentence(gettext_noop("%(who)s asked for a code to an e-mail address."), "mail"),
    "mailbox.confirmed": Sentence(gettext_noop("%(who)s confirmed an e-mail address by its code."), "check"),
}

_PROFILES = {
    "partner_profile.created": Sentence(
        gettext_noop("%(who)s created the partner profile of %(organisation)s."), "plus", "success"
    )
}

_MAILS = {"mails.chosen": Sentence(gettext_noop("%(who)s chose which mails to get."), "mail")}
_REGIONS = {"region.saved": Sentence(gettext_noop("%(who)s saved the region %(object)s."), "edit")}
_COUNTRIES = {
    "country.saved": Sentence(gettext_noop("%(who)s saved a country of the region %(object)s."), "edit")
}


def register_all() -> None:
    roles = {
        "roles": Field(_("Roles"), Role.choices),
        "ends_on": Field(_("Roles with an end"), show=_last_days),
    }
    programme = Field(_("Programme"), Programme.choices)
    state = Field(_("State"), EnrolmentStatus.choices)
    register("agreement", _("Agreements"), _AGREEMENTS, fields_of(Agreement, "version"))
    more = {"until": Field(_("Until"), show=instant), "tenant": Field(_("Organisation"))}
    register("tenant", _("Organisation"), _ORGANISATIONS, fields_of(Tenant, "name", "company_group") | more)
    groups = Field(_("Operator groups"))
    own = fields_of(User, "full_name", "language") | {"name": Field(_("Name")), "groups": groups}
    register("user", _("Accounts of people"), _PEOPLE | SIGN_IN, own)
    register("person", _("Erasures"), _ERASURES, {"texts": Field(_("Events without texts"))})
    register("member", _("People and roles"), _MEMBERS, {**roles, "person": Field(_("E-mail address"))})
    register("temporary_password", _("Temporary passwords"), _PASSWORDS)
    answer = fields_of(Enrolment, "answer") | {"programmes": programme}
    register("enrolment", _("Enrolment"), _ENROLMENTS, {"programme": programme, "status": state} | answer)
    sent_to = fields_of(IncentiveInvitation, "to_address")
    register("incentives", _("Incentives"), _INCENTIVES, sent_to)
    contacts = fields_of(PartnerProfile, "primary_contact", "mpn_email")
    company = fields_of(LegalProfile, *(name for name in Company.names() if name != "email"))
    register("partner", _("Partners"), _PARTNERS, contacts | company)
    register("location", _("Locations"), _LOCATIONS, {"mpn_id": Field(_("MPN ID"))})
    register("mailbox", _("E-mail addresses"), _MAILBOXES)
    register("partner_profile", _("Partner profile"), _PROFILES, {"mpn_id": Field(_("MPN ID"))})
    register("mails", _("Mails"), _MAILS, {"mails": Field(_("Mails"), show=_chosen)})
    register("region", _("Regions"), _REGIONS, fields_of(Region, "name"))
    country = fields_of(Country, "code", "name", "currency", "region")
    register("country", _("Countries"), _COUNTRIES, country)
