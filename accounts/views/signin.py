"""Sign-in as the portal shows it: allauth's pages with our forms. What they do is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from accounts import forms
from partnercenter.core.views.display import remember_language


class SignInView(allauth.LoginView):  # type: ignore[misc]
    form_class = forms.SignInForm

    def form_valid(self, form: forms.SignInForm) -> HttpResponse:
        """Who signs in at a browser that knows no language yet reads the portal in their own."""
        response: HttpResponse = super().form_valid(form)
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES and self.request.user.is_authenticated:
            remember_language(response, self.request.user.language)
        return response


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


class ReauthenticateView(allauth.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.ReauthenticateForm
