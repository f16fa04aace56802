"""How the mails of orders behave: the link to choose a password is derived when the mail leaves, and stored nowhere."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import inbox, mail_topics
from accounts.inbox import Way
from accounts.mail_kinds import password_link
from accounts.mail_topics import Heard, Topic, heard_by
from accounts.models import TemporaryPassword, Tenant
from accounts.permissions import Permission
from accounts.stopping import way_out
from partnercenter.core.actor import Actor
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import AuditEvent, OutgoingMail
from subscriptions.actions import stop_renewal_digest
from subscriptions.emails import AGREEMENT_WANTED, ORDER_CLOSED, PASSWORD_LINK, RENEWAL_DIGEST
from subscriptions.models import Order, Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import subscriptions_of

ORDERS, RENEWALS = "orders", "renewals"
_BOTH_SIDES = (Permission.SUBSCRIPTIONS_VIEW, Permission.OWN_SUBSCRIPTIONS_VIEW)


def _had_to_wait(event: AuditEvent) -> bool:
    """What is fulfilled at once was ordered the moment before."""
    return event.actor_kind == "system"


_ORDERS_HEARD = (
    heard_by(("order.submitted",), Permission.OWN_SUBSCRIPTIONS_VIEW)
    | heard_by(("order.failed", "order.cancelled"), Permission.ORDER_CREATE)
    | {"order.fulfilled": Heard((Permission.ORDER_CREATE,), _had_to_wait)}
    | heard_by(("subscription.cancelled", "subscription.suspended"), *_BOTH_SIDES)
)
_RENEWALS_HEARD = heard_by(("subscription.expired",), *_BOTH_SIDES)


def _own(customer: Tenant) -> SubscriptionQuerySet:
    return Subscription.objects.visible_to(customer).of_customer(customer)


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
            heard=_ORDERS_HEARD,
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
            heard=_RENEWALS_HEARD,
        )
    )
    order = Way(Permission.ORDER_CREATE, "subscriptions:order-detail", "order_id", Order.objects.sold_by)
    inbox.lead_to("subscriptions.order", order)
    inbox.lead_to(
        "subscriptions.subscription",
        Way(
            Permission.SUBSCRIPTIONS_VIEW, "subscriptions:subscription-detail", "public_id", subscriptions_of
        ),
        Way(Permission.OWN_SUBSCRIPTIONS_VIEW, "subscriptions:own-subscription", "public_id", _own),
    )
