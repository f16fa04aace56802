"""Sign-in as the portal shows it: allauth's pages with our forms. What they do is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import flows
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts import account_pages, forms
from accounts.company_account import failed
from accounts.forms_factors import CodeForm, PasskeySignInForm, PasskeyStepForm
from accounts.mfa import passkeys_at
from partnercenter.core.onward import onward
from partnercenter.core.views.display import remember_language


def _in_their_language(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Who signs in at a browser that knows no language yet reads the portal in their own."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
        remember_language(response, request.user.language)
    return response


class SignInView(allauth.LoginView):  # type: ignore[misc]
    form_class = forms.SignInForm

    def form_valid(self, form: forms.SignInForm) -> HttpResponse:
        """Whoever has two-step verification goes on to the second step, under another session key already."""
        response: HttpResponse = super().form_valid(form)
        if not self.request.user.is_authenticated:
            self.request.session.cycle_key()
        return _in_their_language(self.request, response)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"company": settings.OIDC_NAME if settings.OIDC_ISSUER else ""}


class SignOutView(allauth.LogoutView):  # type: ignore[misc]
    """The browser forgets the pages it kept, too (situation C-107). How it is shown the portal stays, in cookies."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@method_decorator(login_not_required, name="dispatch")
class SecondStepView(mfa.AuthenticateView):  # type: ignore[misc]
    """Between the password and the session: a code, or a passkey."""

    form_class = CodeForm
    webauthn_form_class = PasskeyStepForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever came from the company's provider, which the portal no longer names, begins anew."""
        try:
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except SocialApp.DoesNotExist as problem:
            clear_login(request)
            return failed(request, repr(problem))
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        return _in_their_language(self.request, super().form_valid(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkeys": passkeys_at(self.request, self.stage.login.user)}


class PasskeySignInView(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """Without a password. The browser asks for the challenge by GET, as JSON, and sends what its passkey answers."""

    form_class = PasskeySignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=onward(self.request) or None)
        response = flows.perform_passwordless_login(self.request, passkey, login)
        return _in_their_language(self.request, response)

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.warning(self.request, _("This passkey opens no account here. Sign in with your password."))
        return redirect("account_login")


@method_decorator(login_not_required, name="dispatch")
class SignUpClosedView(TemplateView):
    """Accounts are made by organisations; there is no open sign-up."""

    template_name = "account/signup_closed.html"


class PasswordResetView(allauth.PasswordResetView):  # type: ignore[misc]
    form_class = forms.PasswordResetForm


class PasswordResetFromKeyView(allauth.PasswordResetFromKeyView):  # type: ignore[misc]
    form_class = forms.NewPasswordForm


class PasswordChangeView(allauth.PasswordChangeView):  # type: ignore[misc]
    form_class = forms.PasswordChangeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return HttpResponseRedirect(reverse("account_reset_password"))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Beside the other pages of the account, once the password is one's own."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.request.user.temporary_until:
            return context | {"frame": "allauth/layouts/base.html"}
        return context | {"frame": "base.html", "navigation": account_pages.links(self.request.path)}
