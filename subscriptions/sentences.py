"""What happens to orders, subscriptions and licences, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from partnercenter.core.sentences import Field, Sentence, fields_of, register
from subscriptions.models import (
    Offer,
    Order,
    Product,
    PurchasePermission,
    RenewalDigest,
    Statement,
    Subscription,
)
from subscriptions.states import Attention

if TYPE_CHECKING:
    from partnercenter.core.models import AuditEvent


def _bought_by_customer(event: AuditEvent) -> str:
    if event.on_behalf_of_id != event.counterparty_id:
        return ""
    return gettext_noop("%(who)s ordered from %(organisation)s.")


def _renewal_switched(event: AuditEvent) -> str:
    if (event.changes.get("auto_renew") or [None, True])[1]:
        return ""
    return gettext_noop("%(who)s switched the automatic renewal of %(object)s off.")


def _old_and_new(event: AuditEvent) -> str:
    for name in ("quantity", "name", "reseller_mpn_id", "support_contact"):
        if name in event.changes:
            old, new = event.changes[name]
            return f"{old or '–'} → {new or '–'}"
    return ""


def _attention(event: AuditEvent) -> str:
    why = next(filter(None, event.changes.get("attention") or []), "")
    return str(Attention(why).label) if why in Attention.values else ""


_SUBSCRIPTIONS = {
    "subscription.quantity_changed": Sentence(
        gettext_noop("%(who)s changed the quantity of %(object)s."),
        "users",
        "info",
        shared=True,
        detail=_old_and_new,
    ),
    "subscription.renamed": Sentence(
        gettext_noop("%(who)s changed the friendly name of %(object)s."),
        "edit",
        shared=True,
        detail=_old_and_new,
    ),
    "subscription.auto_renew_changed": Sentence(
        gettext_noop("%(who)s switched the automatic renewal of %(object)s on."),
        "refresh",
        "info",
        shared=True,
        otherwise=_renewal_switched,
    ),
    "subscription.reseller_assigned": Sentence(
        gettext_noop("%(who)s changed the reseller of record of %(object)s."),
        "swap",
        "info",
        shared=True,
        detail=_old_and_new,
    ),
    "subscription.support_contact_assigned": Sentence(
        gettext_noop("%(who)s changed the designated support contact of %(object)s."),
        "swap",
        "info",
        shared=True,
        detail=_old_and_new,
    ),
    "subscription.suspended": Sentence(
        gettext_noop("%(who)s suspended %(object)s."), "lock", "warning", shared=True
    ),
    "subscription.active": Sentence(
        gettext_noop("%(who)s reactivated %(object)s."), "check", "success", shared=True
    ),
    "subscription.cancelled": Sentence(
        gettext_noop("%(who)s cancelled %(object)s."), "x", "danger", shared=True
    ),
    "subscription.attention_settled": Sentence(
        gettext_noop("%(who)s saw to what needed attention with %(object)s."),
        "check",
        "success",
        shared=True,
        detail=_attention,
    ),
    "subscription.renewed": Sentence(
        gettext_noop("%(object)s was renewed."), "refresh", "success", shared=True
    ),
    "subscription.expired": Sentence(
        gettext_noop("%(object)s ended and was not renewed."),
        "clock",
        "warning",
        shared=True,
        detail=_attention,
    ),
    "subscription.disabled_30": Sentence(
        gettext_noop("%(object)s was disabled for 30 days."), "lock", shared=True
    ),
    "subscription.disabled_90": Sentence(
        gettext_noop("%(object)s was disabled for 90 days."), "lock", shared=True
    ),
    "subscription.deleted": Sentence(gettext_noop("%(object)s was deleted."), "x", shared=True),
}

_LICENCES = {
    "licence.assigned": Sentence(
        gettext_noop("%(who)s assigned a licence of %(object)s to %(new_user)s."),
        "plus",
        "success",
        shared=True,
    ),
    "licence.released": Sentence(
        gettext_noop("%(who)s took a licence of %(object)s from %(old_user)s."), "minus-circle", shared=True
    ),
}

_ORDERS = {
    "order.submitted": Sentence(
        gettext_noop("%(who)s ordered for %(other)s."),
        "send",
        "info",
        shared=True,
        otherwise=_bought_by_customer,
    ),
    "order.fulfilled": Sentence(
        gettext_noop("The order %(object)s for %(other)s was fulfilled."),
        "check-circle",
        "success",
        shared=True,
    ),
    "order.cancelled": Sentence(
        gettext_noop("%(who)s cancelled the order %(object)s for %(other)s."),
        "minus-circle",
        "warning",
        shared=True,
    ),
    "order.failed": Sentence(
        gettext_noop("The order %(object)s for %(other)s could not be fulfilled."), "x-circle", "danger"
    ),
}

_PERMISSIONS = {
    "purchase_permission.granted": Sentence(
        gettext_noop("%(who)s let %(other)s buy by itself: %(new_resource)s."),
        "check",
        "success",
        shared=True,
    ),
    "purchase_permission.withdrawn": Sentence(
        gettext_noop("%(who)s lets %(other)s buy no longer by itself: %(new_resource)s."),
        "minus-circle",
        "warning",
        shared=True,
    ),
}

_PRODUCTS = {"product.saved": Sentence(gettext_noop("%(who)s saved the product %(object)s."), "edit")}
_OFFERS = {
    "offer.saved": Sentence(gettext_noop("%(who)s saved the offer %(object)s."), "edit"),
    "offer.withdrawn": Sentence(
        gettext_noop("%(who)s withdrew the offer %(object)s."), "minus-circle", "warning"
    ),
    "offer.restored": Sentence(gettext_noop("%(who)s restored the offer %(object)s."), "check", "success"),
}
_STATEMENTS = {
    "statement.made": Sentence(
        gettext_noop("The statement of %(object)s was made for %(other)s."), "document", "info", shared=True
    )
}
_DIGESTS = {
    "renewal_digest.changed": Sentence(
        gettext_noop("%(who)s changed how often they hear of renewals."), "bell"
    )
}
_FEEDS = {
    "calendar_feed.made": Sentence(
        gettext_noop("%(who)s made an address of the renewals calendar."), "calendar"
    ),
    "calendar_feed.renewed": Sentence(
        gettext_noop("%(who)s renewed their address of the renewals calendar."), "calendar"
    ),
    "calendar_feed.withdrawn": Sentence(
        gettext_noop("%(who)s withdrew their address of the renewals calendar."), "calendar"
    ),
}


def register_all() -> None:
    register("subscription", _("Subscriptions"), _SUBSCRIPTIONS, _fields_of_subscriptions())
    register("licence", _("Licences"), _LICENCES, {"user": Field(_("User"))})
    order = fields_of(Order, "status") | {"lines": Field(_("Lines"))}
    register("order", _("Orders"), _ORDERS, order)
    permission = fields_of(PurchasePermission, "resource")
    register("purchase_permission", _("Purchase permissions"), _PERMISSIONS, permission)
    register("product", _("Products"), _PRODUCTS, fields_of(Product, "name", "publisher_name", "description"))
    register("offer", _("Offers"), _OFFERS, _fields_of_offers())
    statement = fields_of(Statement, "month", "total")
    register("statement", _("Statements"), _STATEMENTS, statement)
    register(
        "renewal_digest", _("Digests of renewals"), _DIGESTS, fields_of(RenewalDigest, "frequency", "scope")
    )
    register("calendar_feed", _("Renewals calendar"), _FEEDS)


def _fields_of_subscriptions() -> dict[str, Field]:
    names = ("quantity", "name", "status", "auto_renew", "reseller_mpn_id", "term_ends_on", "unit_price")
    return fields_of(Subscription, *names, "attention") | {
        "support_contact": Field(_("Designated support contact"))
    }


def _fields_of_offers() -> dict[str, Field]:
    names = ("code", "name", "kind", "category", "term", "billing_cycle", "minimum", "maximum", "resource")
    return fields_of(Offer, *names) | {"withdrawn": Field(_("Withdrawn"))}
