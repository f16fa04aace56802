"""How the mails of orders behave: the link to choose a password is derived when the mail leaves, and stored nowhere."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mail_kinds import password_link
from accounts.models import TemporaryPassword
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import OutgoingMail
from subscriptions.emails import AGREEMENT_WANTED, ORDER_CLOSED, PASSWORD_LINK, RENEWAL_DIGEST


def _issued(mail: OutgoingMail) -> TemporaryPassword:
    return TemporaryPassword.objects.select_related("user").get(pk=mail.about_id or 0)


def _stop(mail: OutgoingMail) -> str:
    return _("The request is too old.") if _issued(mail).expires_at < timezone.now() else ""


def _secrets(mail: OutgoingMail) -> dict[str, str]:
    return {"link": password_link(_issued(mail).user, mail.created_at)}


def register_all() -> None:
    register(MailKind(name=AGREEMENT_WANTED, action=gettext_lazy("Read the agreement")))
    register(
        MailKind(
            name=PASSWORD_LINK, stop=_stop, secrets=_secrets, action=gettext_lazy("Choose a new password")
        )
    )
    register(MailKind(name=ORDER_CLOSED, action=gettext_lazy("See the order")))
    register(MailKind(name=RENEWAL_DIGEST, action=gettext_lazy("See the renewals")))
