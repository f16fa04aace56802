"""Users in the left navigation of a customer, the tab of a customer's page, and one's own licences on the overview."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.overview import Card, Figure
from accounts.permissions import Permission, Role
from accounts.states import TenantKind
from customers.views.account import TABS
from partnercenter.core.actor import Actor
from partnercenter.core.navigation import NavItem, register
from subscriptions.models import Licence

SHOWN = 5  # by name
_ENTRY = NavItem(
    gettext_lazy("Users"), "subscriptions:own-user-list", Permission.OWN_USERS_MANAGE, order=30, icon="user"
)
_TAB = (gettext_lazy("Users"), "subscriptions:user-list", Permission.CUSTOMER_USERS_MANAGE)


def register_all() -> None:
    register(_ENTRY)
    if _TAB not in TABS:
        TABS.insert(2, _TAB)


def own_licence_cards(actor: Actor) -> Iterator[Card]:
    """What somebody in a customer's organisation may work with; who is nothing else there reads that it is nothing yet."""
    if actor.tenant.kind != TenantKind.CUSTOMER:
        return
    rows = Licence.objects.visible_to(actor.tenant).filter(membership__user=actor.user)
    names = list(rows.order_by("subscription__name_key", "id").values_list("subscription__name", flat=True))
    if not names and actor.roles != {Role.DEFAULT_USER}:
        return
    shown = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    hint = shown or _("Who manages the users of your organisation assigns them.")
    yield Figure(_("Your licences"), len(names), url="", hint=hint, order=5)
