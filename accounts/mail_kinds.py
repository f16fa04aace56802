"""How the mails of accounts behave: the reset link is derived when the mail leaves and is stored nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.emails import PASSWORD_CHANGED, PASSWORD_RESET, SECURITY_NOTICE, SUSPENDED, SUSPENSION_LIFTED
from accounts.emails_daily import DAILY
from accounts.emails_members import ROLE_ENDS, ROLE_ENDS_GIVER
from accounts.models import User
from accounts.notifications import TEAM, THE_DAY
from accounts.stopping import way_out
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import OutgoingMail

CHOOSE = gettext_lazy("Choose a new password")


class _TokensAsOf(EmailAwarePasswordResetTokenGenerator):  # type: ignore[misc]
    """Makes the token of the moment of the request: a mail sent twice is the same mail, and the clock runs from there."""

    def __init__(self, when: datetime) -> None:
        super().__init__()
        self.when = when

    def _now(self) -> datetime:
        return self.when.astimezone().replace(tzinfo=None)


def _stop(mail: OutgoingMail) -> str:
    if mail.created_at < timezone.now() - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT):
        return _("The request is too old.")
    return ""


def _secrets(mail: OutgoingMail) -> dict[str, str]:
    return {"link": password_link(User.objects.get(pk=mail.about_id or 0), mail.created_at)}


def password_link(user: User, when: datetime) -> str:
    """By which the person chooses a password, as of the moment it was asked for; never stored."""
    where = {"uidb36": user_pk_to_url_str(user), "key": _TokensAsOf(when).make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=where)
    return f"{settings.SITE_URL}{path}"


def register_all() -> None:
    register(MailKind(name=PASSWORD_RESET, stop=_stop, secrets=_secrets, action=CHOOSE))
    register(MailKind(name=PASSWORD_CHANGED, action=CHOOSE))
    register(MailKind(name=SUSPENDED))
    register(MailKind(name=SUSPENSION_LIFTED))
    for name in (ROLE_ENDS, ROLE_ENDS_GIVER):
        register(MailKind(name=name, topic=TEAM, way_out=way_out))
    register(MailKind(name=DAILY, topic=THE_DAY, way_out=way_out))
    register(MailKind(name=SECURITY_NOTICE, action=gettext_lazy("See your account")))
