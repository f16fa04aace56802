"""Which organisation a request speaks for: the path says so, never the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Membership
from accounts.permissions import Role
from partnercenter.core import logs, tenancy
from partnercenter.core.actor import Actor


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
        membership = Membership.objects.of(request.user).open().filter(tenant__slug=slug).first()
        if membership is None:
            raise Http404
        tenancy.enter_tenant(membership.tenant_id)
        logs.bind(tenant=slug)
        request.actor = Actor(request.user, membership.tenant, frozenset(map(Role, membership.roles)))  # type: ignore[attr-defined]
