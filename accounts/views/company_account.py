"""To the company's identity provider, and back."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from requests import RequestException

from accounts.company_account import PROVIDER, PortalOpenIDConnect, failed
from partnercenter.core.onward import onward

# What a provider that is away, is none, or speaks nonsense makes the library raise.
_UNREADABLE = (SocialApp.DoesNotExist, RequestException, KeyError, TypeError, ValueError)


@method_decorator(login_not_required, name="dispatch")
class CompanySignInView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(onward(request) or "home")
        try:
            provider: Any = get_adapter(request).get_provider(request, PROVIDER)
            answer: HttpResponse = provider.redirect(request, "login", onward(request) or None)
        except _UNREADABLE as problem:
            return failed(request, repr(problem))
        return answer


@method_decorator(login_not_required, name="dispatch")
class CompanyCallbackView(View):
    """Where the provider sends people back to. What is in the address counts with the state of this session only, once."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            view = OAuth2CallbackView.adapter_view(PortalOpenIDConnect(request, PROVIDER))
            answer: HttpResponse = view(request)
        except _UNREADABLE as problem:
            return failed(request, repr(problem))
        return answer
