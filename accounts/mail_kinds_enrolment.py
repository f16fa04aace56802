"""How the mails of enrolling behave: a code is derived when its mail leaves, and does not leave when it is old."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import codes
from accounts import emails_enrolment as emails
from accounts.models import MailboxCode
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import OutgoingMail


def _stop_code(mail: OutgoingMail) -> str:
    if mail.created_at < timezone.now() - codes.LIFE:
        return _("The request is too old.")
    return ""


def _code(mail: OutgoingMail) -> dict[str, str]:
    return {"code": codes.code_of(MailboxCode.objects.get(pk=mail.about_id or 0))}


def register_all() -> None:
    programme = gettext_lazy("How the programme works")
    register(MailKind(name=emails.CODE, stop=_stop_code, secrets=_code, action=programme))
    register(MailKind(name=emails.RECEIVED, action=gettext_lazy("See the state")))
    register(MailKind(name=emails.APPROVED, action=gettext_lazy("Go on in Partner Center")))
    register(MailKind(name=emails.INCENTIVES, action=gettext_lazy("Enroll in incentives")))
    register(MailKind(name=emails.REJECTED, action=gettext_lazy("Apply again")))
