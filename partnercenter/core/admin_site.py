"""Partner Center operations: Django admin on its own site, with the sign-in, headers and limits of everybody, and with
rights that are raised for a while (core.raising).

Only our own models stand here; pages other packages register on Django's default site have no address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from partnercenter.core import raising
from partnercenter.core.views.raising import LowerRightsView, RaiseRightsView


@dataclass(frozen=True)
class Notice:
    """Something an operator should look at, on the first page; `url` shows it."""

    text: Any
    url: str = ""


class OperationsSite(AdminSite):
    site_header = _("Partner Center operations")
    site_title = _("Partner Center operations")
    index_title = _("Operations")
    index_template = "admin/operations_index.html"
    site_url = "/"
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.watches: list[Callable[[], Iterable[Notice]]] = []

    def watch(self, look: Callable[[], Iterable[Notice]]) -> Callable[[], Iterable[Notice]]:
        """Decorator: ask this on the first page for what needs attention."""
        self.watches.append(look)
        return look

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        notices = [notice for look in self.watches for notice in look()]
        return super().index(request, {"notices": notices, **(extra_context or {})})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Strangers are sent to the portal's sign-in; for people who are no operators there is no admin: 404."""
        inner = super().admin_view(view, cacheable)

        def only_operators(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return update_wrapper(only_operators, inner)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign-in is the portal's, so its limits hold here too (trust A4)."""
        target = request.GET.get("next") or resolve_url("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target)
        if not self.has_permission(request):
            raise Http404
        return redirect("admin:index")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """And whether rights are raised, which every page says."""
        return {
            **super().each_context(request),
            "raised": raising.rights_of(request),
            "may_raise": raising.may_raise(request.user),
            "raised_minutes": settings.RAISED_MINUTES,
        }

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Without Django's own page to change a password: the portal has one, with its limits."""
        hidden = {"password_change", "password_change_done", "autocomplete", "view_on_site"}
        known = [url for url in super().get_urls() if getattr(url, "name", None) not in hidden]
        raise_view, lower_view = RaiseRightsView.as_view(site=self), LowerRightsView.as_view()
        return [
            path("raise-rights/", self.admin_view(raise_view), name="raise-rights"),
            path("raise-rights/end/", self.admin_view(lower_view), name="lower-rights"),
            *known,
        ]


site = OperationsSite()
