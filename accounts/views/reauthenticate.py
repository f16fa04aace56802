"""Who proves again who they are, and how: by a code or a passkey; by the password who has no second step, for whoever
learned it alone must not take the second step away. Then back to what they wanted."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.forms import ReauthenticateForm
from accounts.forms_factors import CodeAgainForm, PasskeyAgainForm
from accounts.mfa import factors_of, passkeys_at
from accounts.models import User
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
        if way == "password" and self._person.has_second_step:
            words = _("Your account has two-step verification. Confirm with a code or a passkey.")
            messages.warning(request, words)
            return self._page()
        form = _WAYS[way](request.POST, user=request.user)
        if not form.is_valid():
            return self._page(**{way: form})
        if way == "password":
            reauthenticate_by_password(request)
        else:
            form.save()
        return self._proved()

    @property
    def _person(self) -> User:
        person: User = self.request.user  # type: ignore[assignment]  # login is required
        return person

    def _proved(self) -> HttpResponse:
        """Under a new key; a password that was hashed anew by the way ends no session here."""
        proof.note(self.request.session)
        update_session_auth_hash(self.request, self._person)
        return redirect(onward(self.request) or "home")

    def _page(self, **sent: Form) -> HttpResponse:
        person, passkeys = self._person, passkeys_at(self.request, self._person)
        has_codes = factors_of(person).exclude(type=Authenticator.Type.WEBAUTHN).exists()
        has_password = person.has_usable_password() and not person.has_second_step
        ways = {"password": has_password, "code": has_codes, "credential": bool(passkeys.here)}
        context = {
            **{way: _WAYS[way](user=person) if there else None for way, there in ways.items()},
            "options": webauthn.begin_authentication(person) if passkeys.here else None,
            "passkeys": passkeys,
            "next": onward(self.request),
            **sent,
            "form": next(iter(sent.values()), None),
        }
        return render(self.request, "account/reauthenticate.html", context)
