"""Mails of enrolling, in the applicant's language: to the primary contact that was given with the application (S001-9)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Enrolment, IncentiveInvitation, MailboxCode
from accounts.states import Programme
from partnercenter.core import mail

RECEIVED = "enrolment_received"
APPROVED = "enrolment_approved"
REJECTED = "enrolment_rejected"
CODE = "mailbox_code"
INCENTIVES = "incentives"


def tell_received(enrolment: Enrolment) -> None:
    _tell(RECEIVED, enrolment, gettext_noop("Your enrolment as %(programme)s has been received"))


def tell_approved(enrolment: Enrolment) -> None:
    """What comes next differs: after a transition the agreement (S001-11), else the Microsoft Partner Agreement."""
    _tell(APPROVED, enrolment, gettext_noop("Your enrolment as %(programme)s is approved"))


def tell_rejected(enrolment: Enrolment) -> None:
    _tell(REJECTED, enrolment, gettext_noop("Your enrolment as %(programme)s was not approved"))


def invite_to_incentives(invitation: IncentiveInvitation) -> None:
    """S001-43: to the address of the MPN account, in the language of the application."""
    tenant, language = invitation.tenant, invitation.enrolment.language
    with translation.override(language):
        context = {"tenant": tenant, "is_direct": Programme.DIRECT_BILL in tenant.programmes}
        mail.enqueue(
            kind=INCENTIVES,
            key=f"{INCENTIVES}:{invitation.public_id}",
            to=invitation.to_address,
            language=language,
            subject=_("%(name)s is invited to incentives") % {"name": tenant.name},
            text=render_to_string("emails/incentives.txt", context).strip(),
            tenant=tenant,
            about=invitation,
        )


def _tell(kind: str, enrolment: Enrolment, subject: str) -> None:
    if not enrolment.primary_contact:  # applied for before an address was asked for
        return
    with translation.override(enrolment.language):
        words = {"programme": enrolment.get_programme_display()}
        context: dict[str, Any] = {"enrolment": enrolment, "tenant": enrolment.tenant, **words}
        mail.enqueue(
            kind=kind,
            key=f"{kind}:{enrolment.public_id}",
            to=enrolment.primary_contact,
            language=enrolment.language,
            subject=_(subject) % words,
            text=render_to_string(f"emails/{kind}.txt", context).strip(),
            tenant=enrolment.tenant,
            about=enrolment,
            reply_to=settings.SUPPORT_EMAIL,
        )


def send_code(row: MailboxCode) -> None:
    """The code is a place in the text, filled when the mail leaves."""
    with translation.override(row.language):
        mail.enqueue(
            kind=CODE,
            key=f"{CODE}:{row.public_id}",
            to=row.address,
            language=row.language,
            subject=_("Your code for Partner Center"),
            text=render_to_string("emails/mailbox_code.txt", {"tenant": row.tenant}).strip(),
            tenant=None,
            about=row,
        )
