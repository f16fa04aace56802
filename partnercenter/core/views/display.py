"""How this browser is shown the portal: its language and its appearance, in cookies, account or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views import View

from partnercenter.core.context_processors import THEME_COOKIE, THEMES
from partnercenter.core.onward import onward

ONE_YEAR = 365 * 24 * 3600  # seconds
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


_keep: list[Callable[[Any, str], None]] = []


def keep_language_with(keep: Callable[[Any, str], None]) -> None:
    """Register what keeps a person's language in their account (accounts.apps); the last registration counts."""
    _keep[:] = [keep]


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=ONE_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def remember_language(response: HttpResponse, language: str) -> None:
    _remember(response, settings.LANGUAGE_COOKIE_NAME, language)


@method_decorator(login_not_required, name="dispatch")
class SetLanguageView(View):
    """Keeps the language in a cookie, and for a person who is signed in in their account: mails follow it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponseRedirect(onward(request) or "/")
        language = request.POST.get("language", "")
        if language in LANGUAGES:
            remember_language(response, language)
            if request.user.is_authenticated:
                _keep[0](request.user, language)
        return response


@method_decorator(login_not_required, name="dispatch")
class SetThemeView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponseRedirect(onward(request) or "/")
        theme = request.POST.get("theme", "")
        if theme in THEMES:
            _remember(response, THEME_COOKIE, theme)
        return response
