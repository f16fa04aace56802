"""Sign-in: the pages of django-allauth that the portal needs, each named here. No other one is reachable."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path, re_path

from accounts.views import signin

urlpatterns = [
    path("login/", signin.SignInView.as_view(), name="account_login"),
    path("logout/", allauth.LogoutView.as_view(), name="account_logout"),
    path("inactive/", allauth.AccountInactiveView.as_view(), name="account_inactive"),
    path("signup/", signin.SignUpClosedView.as_view(), name="account_signup"),
    path("reauthenticate/", signin.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("password/change/", signin.PasswordChangeView.as_view(), name="account_change_password"),
    path("password/reset/", signin.PasswordResetView.as_view(), name="account_reset_password"),
    path("password/reset/done/", allauth.PasswordResetDoneView.as_view(), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        allauth.PasswordResetFromKeyDoneView.as_view(),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signin.PasswordResetFromKeyView.as_view(),
        name="account_reset_password_from_key",
    ),
]
