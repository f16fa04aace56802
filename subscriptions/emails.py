"""Mails of orders: context and recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import tell
from accounts.models import TemporaryPassword
from accounts.overview import limited
from customers.details import Details
from customers.models import Customer
from partnercenter.core import mail
from relationships.emails import SUBJECT_NAME
from subscriptions.models import Order
from subscriptions.renewals import DAYS
from subscriptions.states import DigestScope

if TYPE_CHECKING:
    from accounts.models import User
    from subscriptions.digest import Digest

AGREEMENT_WANTED = "agreement_wanted"
PASSWORD_LINK = "password_link"  # noqa: S105  a kind of mail
ORDER_CLOSED = "order_closed"
RENEWAL_DIGEST = "renewal_digest"


def ask_for_agreement(order: Order, *, to: Details) -> None:
    """Reference 3.4: the new customer's contact is asked to accept; the order waits for it."""
    _to_contact(
        AGREEMENT_WANTED,
        order,
        to,
        about=order,
        subject=gettext_noop("%(name)s asks you to accept your customer agreement"),
        context={"order": order, "lines": order.lines.select_related("offer")},
    )


def send_password_link(order: Order, setup: TemporaryPassword, *, to: Details) -> None:
    """S000-51: instead of a password that the partner sees, a link by which the contact chooses one."""
    _to_contact(
        PASSWORD_LINK,
        order,
        to,
        about=setup,
        subject=gettext_noop("%(name)s has set up your account"),
        context={"order": order, "setup": setup},
    )


def _to_contact(
    kind: str, order: Order, to: Details, *, about: object, subject: str, context: dict[str, object]
) -> None:
    partner, name = order.partner, Customer(**to.as_dict()).contact_name
    with translation.override(to.language):
        mail.enqueue(
            kind=kind,
            key=f"{kind}:{order.public_id}",
            to=to.email,
            to_name=name,
            language=to.language,
            subject=_(subject) % {"name": Truncator(partner.name).chars(SUBJECT_NAME)},
            text=render_to_string(f"emails/{kind}.txt", {**context, "name": name}).strip(),
            tenant=partner,
            about=about,
            from_name=partner.name,
            reply_to=order.ordered_by.email,
        )


def tell_order_closed(order: Order) -> None:
    """Who submitted an order that had to wait hears what became of it."""
    person = order.ordered_by
    with translation.override(person.language):
        subject = {
            "fulfilled": _("Order fulfilled: %(name)s"),
            "failed": _("Order failed: %(name)s"),
        }[order.status]
        tell(
            person=person,
            tenant=order.partner,
            as_of=order.partner,
            kind=ORDER_CLOSED,
            key=f"{ORDER_CLOSED}:{order.public_id}",
            subject=subject % {"name": Truncator(order.customer.name).chars(SUBJECT_NAME)},
            text=render_to_string("emails/order_closed.txt", {"order": order, "person": person}).strip(),
            about=order,
        )


def send_renewal_digest(person: User, digest: Digest, scope: str) -> None:
    """What ends or renews soon, in the person's language; once for each of its days."""
    everything, tenant = scope == DigestScope.EVERYTHING, digest.tenant
    with translation.override(person.language):
        tell(
            person=person,
            tenant=tenant,
            as_of=tenant,
            kind=RENEWAL_DIGEST,
            key=f"{RENEWAL_DIGEST}:{tenant.pk}:{person.pk}:{digest.today}",
            subject=_("Renewals of %(name)s") % {"name": Truncator(tenant.name).chars(SUBJECT_NAME)},
            text=render_to_string(
                "emails/renewal_digest.txt",
                {
                    "person": person,
                    "digest": digest,
                    "tenant": tenant,
                    "everything": everything,
                    "days": DAYS,
                    "undecided": limited(digest.undecided),
                    "automatic": limited(digest.automatic),
                    "stuck": limited(digest.stuck),
                },
            ).strip(),
        )
