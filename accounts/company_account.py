"""Sign-in with a company account: OpenID Connect, with the one identity provider that the environment names (OIDC_…).

It signs in people who have an account here, and makes none. An account is known by the provider's subject; the first time
by an address that the provider has verified, of a domain that we trust it with.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.actions import link_company_account
from accounts.actions.factors import COMPANY

PROVIDER: Final = COMPANY
PROTOCOL: Final = "openid_connect"
log = logging.getLogger("portal.sign_in")


class CompanyAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The one of the environment, or none."""
        if not settings.OIDC_ISSUER or provider not in {None, PROVIDER, PROTOCOL}:
            return []
        return [
            SocialApp(
                provider=PROTOCOL,
                provider_id=PROVIDER,
                name=settings.OIDC_NAME,
                client_id=settings.OIDC_CLIENT_ID,
                secret=settings.OIDC_CLIENT_SECRET,
                settings={"server_url": settings.OIDC_ISSUER, "oauth_pkce_enabled": True},
            )
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever is not known yet is linked, or refused; and nobody learns which of the conditions was not met."""
        if not sociallogin.is_existing:
            address = verified_address(sociallogin)
            if not address or not link_company_account(email=address, subject=sociallogin.account.uid):
                raise ImmediateHttpResponse(refused(request))
            sociallogin.lookup()
        if not sociallogin.user.is_active:
            raise ImmediateHttpResponse(refused(request))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        raise ImmediateHttpResponse(failed(request, repr(exception or error)))


class PortalOpenIDConnect(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Of all that the provider tells of a person nothing is kept but the subject."""
        login = super().complete_login(request, app, token, **kwargs)
        login.account.extra_data = {}
        return login


def verified_address(login: SocialLogin) -> str:
    """ "" where there is none that counts."""
    found = [row.email.strip().lower() for row in login.email_addresses if row.verified is True]
    trusted = [address for address in found if address.rpartition("@")[2] in settings.OIDC_DOMAINS]
    return trusted[0] if trusted else ""


def refused(request: HttpRequest) -> HttpResponse:
    log.warning("sign-in refused", extra={"method": PROVIDER})
    messages.warning(request, _("This company account opens no account here. Sign in with your password."))
    return redirect("account_login")


def failed(request: HttpRequest, problem: str) -> HttpResponse:
    """Cancelled, too old, tampered with, or the provider does not answer."""
    log.warning("company account failed", extra={"method": PROVIDER, "problem": problem[:200]})
    messages.warning(
        request,
        _("Signing in with your company account did not work. Try again, or sign in with your password."),
    )
    return redirect("account_login")
