"""Sign-in: the pages of django-allauth that the portal needs, each named here. No other one is reachable."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path, re_path

from accounts.company_account import PROVIDER
from accounts.views import company_account, factors, reauthenticate, signin

urlpatterns = [
    path("login/", signin.SignInView.as_view(), name="account_login"),
    path("logout/", signin.SignOutView.as_view(), name="account_logout"),
    path("inactive/", allauth.AccountInactiveView.as_view(), name="account_inactive"),
    path("signup/", signin.SignUpClosedView.as_view(), name="account_signup"),
    path("reauthenticate/", reauthenticate.ReauthenticateView.as_view(), name="account_reauthenticate"),
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
    path("2fa/", factors.TwoStepView.as_view(), name="mfa_index"),
    path("2fa/authenticate/", signin.SecondStepView.as_view(), name="mfa_authenticate"),
    path("2fa/app/add/", factors.AppAddView.as_view(), name="mfa_activate_totp"),
    path("2fa/app/remove/", factors.AppRemoveView.as_view(), name="mfa_deactivate_totp"),
    path("2fa/passkeys/add/", factors.PasskeyAddView.as_view(), name="mfa_add_webauthn"),
    path("2fa/passkeys/sign-in/", signin.PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("2fa/passkeys/<int:pk>/rename/", factors.PasskeyRenameView.as_view(), name="mfa_edit_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", factors.PasskeyRemoveView.as_view(), name="mfa_remove_webauthn"),
    path("2fa/recovery-codes/", factors.CodesView.as_view(), name="mfa_generate_recovery_codes"),
    path(
        "company/",
        company_account.CompanySignInView.as_view(),
        {"provider_id": PROVIDER},
        name="openid_connect_login",
    ),
    path(
        "company/callback/",
        company_account.CompanyCallbackView.as_view(),
        {"provider_id": PROVIDER},
        name="openid_connect_callback",
    ),
]
