"""The pages of a person's own account, one beside the other; apps add theirs in ready().

register(AccountPage(_("Your data"), "privacy:data", icon="document", order=60))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from partnercenter.core.navigation import NavLink

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class AccountPage:
    """One of them; pages below its address count as it."""

    label: str | _StrPromise
    url_name: str
    icon: str
    order: int = 100


_pages: dict[str, AccountPage] = {}


def register(page: AccountPage) -> None:
    """Add a page; a second registration of the same URL name replaces the first."""
    _pages[page.url_name] = page


def links(path: str) -> list[NavLink]:
    """The navigation of these pages, as it is shown at this path."""
    pages = sorted(_pages.values(), key=lambda page: page.order)
    found = [(page, reverse(page.url_name)) for page in pages]
    best = max((url for _page, url in found if path.startswith(url)), key=len, default="")
    return [NavLink(page.label, url, page.icon, _current(path, url, best)) for page, url in found]


def _current(path: str, url: str, best: str) -> str:
    if url != best:
        return ""
    return "page" if path == url else "true"
