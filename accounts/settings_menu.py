"""The page Settings as data: apps register items in ready(), the page shows what the actor may see.

    register(SettingsItem(_("Business profile"), _("What customers find you by."), "directory:profile-edit", order=20))

An item's page lives below `/t/<slug>/settings/` where it can, so that the menu shows where one is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from partnercenter.core.actor import Actor
from partnercenter.core.components import Crumb
from partnercenter.core.navigation import always

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PARTNER_SETTINGS = _("Partner settings")


@dataclass(frozen=True)
class SettingsItem:
    """One page under Partner settings. `permission` hides it from roles that may not, `shown` from organisations it is
    not for."""

    label: _StrPromise
    text: _StrPromise
    url_name: str
    permission: str | None = None
    shown: Callable[[Any], bool] = always
    order: int = 100
    icon: str = "building"


@dataclass(frozen=True)
class SettingsLink:
    """An item as the page shows it."""

    label: _StrPromise
    text: _StrPromise
    url: str
    icon: str


_items: dict[str, SettingsItem] = {}


def register(item: SettingsItem) -> None:
    """Add an item; a second registration of the same URL name replaces the first."""
    _items[item.url_name] = item


def links_for(actor: Actor) -> list[SettingsLink]:
    """What this actor sees, in order."""
    items = sorted(_items.values(), key=lambda item: (item.order, item.url_name))
    found = [(item, _url(item, actor)) for item in items if _visible(item, actor)]
    return [SettingsLink(item.label, item.text, url, item.icon) for item, url in found if url]


def _visible(item: SettingsItem, actor: Actor) -> bool:
    return item.shown(actor) and (item.permission is None or actor.may(item.permission))


def _url(item: SettingsItem, actor: Actor) -> str:
    try:
        return reverse(item.url_name, kwargs={"tenant_slug": actor.tenant.slug})
    except NoReverseMatch:  # as in the navigation: no link is better than a broken page
        return ""


def crumbs_for(actor: Actor, *steps: tuple[Any, str]) -> list[Crumb]:
    """S001-10: Settings › Partner settings › … ; each further step is a label and a URL name ("": this page)."""
    settings = reverse("accounts:settings", args=[actor.tenant.slug])
    crumbs = [Crumb(_("Settings"), settings), Crumb(PARTNER_SETTINGS, f"{settings}#partner-settings")]
    return crumbs + [
        Crumb(label, reverse(name, args=[actor.tenant.slug]) if name else "") for label, name in steps
    ]
