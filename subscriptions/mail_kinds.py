"""How the mails of orders behave: the link to choose a password is derived when the mail leaves, and stored nowhere."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mail_topics
from accounts.mail_kinds import password_link
from accounts.mail_topics import Topic
from accounts.models import TemporaryPassword
from accounts.permissions import Permission
from accounts.stopping import way_out
from partnercenter.core.actor import Actor
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import OutgoingMail
from subscriptions.actions import stop_renewal_digest
from subscriptions.emails import AGREEMENT_WANTED, ORDER_CLOSED, PASSWORD_LINK, RENEWAL_DIGEST

ORDERS, RENEWALS = "orders", "renewals"


def _sees_renewals(actor: Actor) -> bool:
    return actor.may(Permission.SUBSCRIPTIONS_VIEW)


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
    closed, digest = gettext_lazy("See the order"), gettext_lazy("See the renewals")
    register(MailKind(name=ORDER_CLOSED, action=closed, topic=ORDERS, way_out=way_out))
    register(MailKind(name=RENEWAL_DIGEST, action=digest, topic=RENEWALS, way_out=way_out))
    mail_topics.register(
        Topic(
            ORDERS,
            gettext_lazy("Orders"),
            gettext_lazy("What became of an order that had to wait."),
            order=30,
        )
    )
    mail_topics.register(
        Topic(
            RENEWALS,
            gettext_lazy("Renewals"),
            gettext_lazy("What ends or renews soon, in one mail a week or a month."),
            order=40,
            shown=_sees_renewals,
            page="subscriptions:renewal-settings",
            stop=stop_renewal_digest,
        )
    )
