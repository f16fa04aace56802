"""What every page's frame needs: theme, language choices, the active organisation and the navigation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from partnercenter.core.navigation import links_for

_role_names: dict[str, Any] = {}


def name_roles(choices: Iterable[tuple[str, Any]]) -> None:
    """The role table's values and labels, in order (accounts gives them; core does not know accounts)."""
    _role_names.clear()
    _role_names.update(choices)


THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


def theme_of(request: HttpRequest) -> str:
    """The theme the person chose; the cookie is theirs to change, so it is checked."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def portal(request: HttpRequest) -> dict[str, Any]:
    """The variables of base.html and its components."""
    actor = getattr(request, "actor", None)
    return {
        "theme": theme_of(request),
        "actor": actor,
        "visit": getattr(request, "visit", None),
        "actor_roles": SimpleLazyObject(lambda: role_labels(actor)),
        "navigation": SimpleLazyObject(lambda: links_for(actor, request.path) if actor else []),
        "other_languages": SimpleLazyObject(other_languages),
        "here": here(request),
        "support_email": getattr(settings, "SUPPORT_EMAIL", ""),
    }


def here(request: HttpRequest) -> str:
    """Where a language or theme switch comes back to: this page if it was read, its path if it was sent."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else request.path


def role_labels(actor: Any) -> list[str]:
    """The actor's roles in words, in the order of the role table."""
    return [str(label) for role, label in _role_names.items() if actor and role in actor.roles]


def other_languages() -> list[dict[str, str]]:
    """The languages one may switch to, each in its own name."""
    current = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    codes = [code for code, _name in settings.LANGUAGES if code.split("-")[0] != current]
    return [{"code": code, "name": get_language_info(code)["name_local"]} for code in codes]
