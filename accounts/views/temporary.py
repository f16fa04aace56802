"""The page on which a temporary password is seen, once (S000-51, S000-52)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_variables

from accounts.actions import reveal_temporary_password
from accounts.models import TemporaryPassword
from accounts.permissions import Permission
from accounts.policies import require_may_reveal
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError


class TemporaryPasswordView(TenantView):
    """GET says how it stands with the password; POST makes it and shows it, to whoever asked for it, once.

    `next` is the page that comes after it. The password is in this one answer and nowhere else.
    """

    permission = Permission.TENANT_VIEW
    needs_recent_sign_in = True

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._page(self._issued(public_id))

    @method_decorator(sensitive_variables())
    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        issued = self._issued(public_id)
        try:
            password = reveal_temporary_password(issued=issued, by=self.actor)
        except DomainError as error:
            return self._page(self._issued(public_id), refusal=error.message)
        return self._page(self._issued(public_id), password=password)

    def _issued(self, public_id: str) -> TemporaryPassword:
        rows = TemporaryPassword.objects.visible_to(self.tenant).select_related("revealed_by", "issued_by")
        return get_object_or_404(rows, public_id=public_id)

    @method_decorator(sensitive_variables())
    def _page(self, issued: TemporaryPassword, **more: Any) -> HttpResponse:
        context = {"issued": issued, "is_theirs": self._is_theirs(issued), "next_url": self._next(), **more}
        answer = render(self.request, "accounts/temporary_password.html", context)
        answer["Cache-Control"] = "no-store, private"
        return answer

    def _is_theirs(self, issued: TemporaryPassword) -> bool:
        try:
            require_may_reveal(issued, self.actor)
        except DomainError:
            return False
        return True

    def _next(self) -> str:
        """A page of this organisation, or its overview."""
        home = reverse("accounts:overview", args=[self.tenant.slug])
        wanted = self.request.GET.get("next", "")
        is_safe = url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return wanted if is_safe and wanted.startswith(home) else home
