"""Which organisation a request speaks for: the path says so, never the session. And who has something to do first: choose
a password of their own, set up two-step verification."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.mfa import has_proved_second_step
from accounts.models import Membership, Tenant
from accounts.permissions import Role
from accounts.policies import must_have_second_step
from accounts.visiting import require_only_looking, visit_of, visitor
from partnercenter.core import logs, tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.models import AuditEvent
from partnercenter.core.onward import by_way_of


class OrganisationSuspended(PermissionDenied):
    """Becomes the 403 page that says since when and why."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__("suspended")
        events = AuditEvent.objects.visible_to(tenant).about(tenant).filter(action="tenant.suspended")
        self.suspension = events.newest_first().first()
        self.suspended = tenant


class TenantMiddleware:
    """`/t/<tenant_slug>/…`: a member gets `request.actor`, everybody else the same 404 as for no organisation at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if request.user.is_authenticated:
            logs.bind(user=str(request.user.pk))
        slug = kwargs.pop("tenant_slug", None)
        if slug is None or not request.user.is_authenticated:
            return
        logs.bind(tenant=slug)
        membership = Membership.objects.of(request.user).at_door(slug)
        if membership is None:
            self._visit(request, slug)
            return
        tenancy.enter_tenant(membership.tenant_id)
        if membership.tenant.is_suspended:
            raise OrganisationSuspended(membership.tenant)
        request.actor = Actor(request.user, membership.tenant, frozenset(map(Role, membership.current_roles)))  # type: ignore[attr-defined]

    def _visit(self, request: HttpRequest, slug: str) -> None:
        """An operator who said why may look, in a suspended organisation too (situation C-075)."""
        visit = visit_of(request.user, slug)  # type: ignore[arg-type]  # asked of people who are signed in
        if visit is None:
            raise Http404
        tenancy.enter_tenant(visit.tenant_id)
        request.actor, request.visit = visitor(visit), visit  # type: ignore[attr-defined]
        require_only_looking(request)


# What somebody with a temporary password may still open; the rest waits until it is changed.
OPEN = frozenset(
    {"account_change_password", "account_logout", "set-language", "set-theme", "healthz", "readyz"}
)
# And who has to set up two-step verification first.
SET_UP = OPEN | {"account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}


class TemporaryPasswordMiddleware:
    """S000-52: who signed in by a temporary password chooses an own one first, and then goes where they wanted to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.user.temporary_until is None:
            return None
        if request.resolver_match and request.resolver_match.view_name in OPEN:
            return None
        return _lead(request, "account_change_password")


class SecondStepMiddleware:
    """Whoever has two-step verification has gone through it in this session; who must have it sets it up first and
    then goes where they wanted to. Whatever way the session came about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.user.temporary_until:
            return None
        if request.user.has_second_step:
            return None if has_proved_second_step(request) else _sign_in_anew(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in SET_UP or not must_have_second_step(request.user):
            return None
        return _lead(request, "mfa_index")


def _sign_in_anew(request: HttpRequest) -> HttpResponse:
    """A session from before the second step was set up, elsewhere."""
    logout(request)
    return _lead(request, "account_login")


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    wanted = request.get_full_path() if request.method == "GET" else reverse("home")
    return redirect(by_way_of(page, wanted))
