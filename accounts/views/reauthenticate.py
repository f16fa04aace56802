"""Who proves again who they are, and how: by the password, a code, or a passkey. Then back to what they wanted."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from accounts.forms import ReauthenticateForm
from accounts.forms_factors import CodeAgainForm, PasskeyAgainForm
from accounts.mfa import factors_of
from partnercenter.core import proof
from partnercenter.core.onward import onward

_WAYS: dict[str, Any] = {
    "code": CodeAgainForm,
    "credential": PasskeyAgainForm,
    "password": ReauthenticateForm,
}


class ReauthenticateView(View):
    """One page, a form for each way the person has; which one was sent is told by its field."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        way = next((field for field in _WAYS if field in request.POST), "password")
        form = _WAYS[way](request.POST, user=request.user)
        if not form.is_valid():
            return self._page(**{way: form})
        if way == "password":
            reauthenticate_by_password(request)
        else:
            form.save()
        return self._proved()

    def _proved(self) -> HttpResponse:
        """Under a new key; a password that was hashed anew by the way ends no session here."""
        proof.note(self.request.session)
        person: Any = self.request.user
        update_session_auth_hash(self.request, person)
        return redirect(onward(self.request) or "home")

    def _page(self, **sent: Form) -> HttpResponse:
        person: Any = self.request.user
        kinds = set(factors_of(person).values_list("type", flat=True))
        has_passkeys = Authenticator.Type.WEBAUTHN in kinds
        has_codes = bool(kinds - {Authenticator.Type.WEBAUTHN})
        ways = {"password": person.has_usable_password(), "code": has_codes, "credential": has_passkeys}
        context = {
            **{way: _WAYS[way](user=person) if there else None for way, there in ways.items()},
            "options": webauthn.begin_authentication(person) if has_passkeys else None,
            "next": onward(self.request),
            **sent,
            "form": next(iter(sent.values()), None),
        }
        return render(self.request, "account/reauthenticate.html", context)
