"""The left navigation as data: apps register items in `ready()`, a page shows what the actor may see.

register(NavItem(_("Invitations"), "invitations:invitation-list", "invitation.read", order=30, icon="mail"))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def always(actor: Any) -> bool:
    """The default of `shown`: for every kind of organisation."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One link. `permission` hides it from roles that may not, `shown` from organisations it is not for."""

    label: str | _StrPromise
    url_name: str
    permission: str | None = None
    shown: Callable[[Any], bool] = always
    order: int = 100
    icon: str = "dot"


@dataclass(frozen=True)
class NavLink:
    """An item as the page shows it: `current` is "page" on the page itself, "true" below it, else empty."""

    label: str | _StrPromise
    url: str
    icon: str
    current: str = ""


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an item; a second registration of the same URL name replaces the first."""
    _items[item.url_name] = item


def items() -> list[NavItem]:
    """Every registered item, in order."""
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


def links_for(actor: Any, path: str) -> list[NavLink]:
    """The links this actor sees at this path. The longest matching address is the current one."""
    seen = [(item, _url(item, actor)) for item in items() if _visible(item, actor)]
    found = [(item, url) for item, url in seen if url]
    best = max((url for _item, url in found if _is_below(path, url)), key=len, default="")
    return [NavLink(item.label, url, item.icon, _current(path, url, best)) for item, url in found]


def _visible(item: NavItem, actor: Any) -> bool:
    return item.shown(actor) and (item.permission is None or actor.may(item.permission))


def _url(item: NavItem, actor: Any) -> str:
    try:
        return reverse(item.url_name, kwargs={"tenant_slug": actor.tenant.slug})
    except NoReverseMatch:  # the app is not in the URLconf (yet): no link is better than a broken page
        return ""


def _is_below(path: str, url: str) -> bool:
    depth = url.rstrip("/").count("/")
    return path == url or (depth > 2 and path.startswith(url))  # /t/<slug>/ itself is above everything


def _current(path: str, url: str, best: str) -> str:
    if url != best:
        return ""
    return "page" if path == url else "true"
