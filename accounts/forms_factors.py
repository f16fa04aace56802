"""Forms of two-step verification, in our words; the proofs are allauth's."""

from __future__ import annotations

import struct
from typing import Any

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import UserVerificationRequirement

from accounts.actions import prove_by_code
from accounts.mfa import seal, step_of, unseal
from accounts.models import User
from partnercenter.core.forms import CleanCharField, PortalForm

WRONG_CODE = _("This code is not right, or it was used already. Enter the newest one.")
MAX_NAME = 60  # characters


def code_field(label: Any, help_text: Any = "") -> CleanCharField:
    typing = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return CleanCharField(
        label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=typing)
    )


class CodeForm(PortalForm):
    """A code of the person's app, or a recovery code; using it up is part of checking it."""

    code = code_field(
        _("Code"), _("The 6 digits that your authenticator app shows now, or one of your recovery codes.")
    )
    reauthenticated = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.factor = prove_by_code(user=self.user, code=code)
        if self.factor is None:
            raise forms.ValidationError(WRONG_CODE, code="wrong_code")
        return code

    def save(self) -> None:
        post_authentication(context.request, self.factor, reauthenticated=self.reauthenticated)


class CodeAgainForm(CodeForm):
    reauthenticated = True


class AppForm(PortalForm):
    """The secret travels in a hidden field that only we can read: nothing is kept until the app has proved it."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=400, required=False)
    code = code_field(_("Code from the app"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = unseal(str(self.data.get("sealed", "")), user)
        self.is_too_old = self.is_bound and not known
        self.secret = known or generate_totp_secret()
        self.fields["sealed"].initial = sealed = seal(self.secret, user)
        if self.is_bound:
            self.data = {"code": self.data.get("code", ""), "sealed": sealed}

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if self.is_too_old:
            message = _("This page was open for too long. Scan the new picture, then enter the app's code.")
            raise forms.ValidationError(message, code="too_old")
        self.step = step_of(self.secret, self.cleaned_data.get("code", ""))
        if "code" in self.cleaned_data and not self.step:
            self.add_error("code", forms.ValidationError(WRONG_CODE, code="wrong_code"))
        return cleaned


# What a made-up credential makes the library raise; it is never more than "this is none".
_UNREADABLE = (TypeError, ValueError, KeyError, IndexError, AttributeError, InvalidSignature, struct.error)
NO_CREDENTIAL = _("The browser did not give us a passkey. Try again.")


class PasskeyForm(PortalForm):
    """A new passkey or security key. The browser fills in `credential`."""

    name = CleanCharField(
        label=_("Name"),
        max_length=MAX_NAME,
        help_text=_("A name you will recognise, e.g. work laptop or blue key."),
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": NO_CREDENTIAL, "invalid": NO_CREDENTIAL}
    )

    def clean_credential(self) -> dict[str, Any]:
        credential: dict[str, Any] = self.cleaned_data["credential"]
        try:
            webauthn.auth.parse_registration_response(credential)
            webauthn.auth.complete_registration(credential)
        except (*_UNREADABLE, forms.ValidationError) as problem:
            raise forms.ValidationError(NO_CREDENTIAL, code="no_credential") from problem
        return credential


class PasskeyNameForm(PortalForm):
    name = CleanCharField(label=_("Name"), max_length=MAX_NAME)


class _PasskeyProof(forms.Form):
    """What the browser answered when it was asked for one of the person's passkeys; says nothing of why not."""

    user: User

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (*_UNREADABLE, forms.ValidationError) as problem:
            raise forms.ValidationError(NO_CREDENTIAL, code="no_credential") from problem


class PasskeyStepForm(_PasskeyProof, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """As a second step."""


class PasskeyAgainForm(_PasskeyProof, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """As a proof before something dangerous."""


class PasskeySignInForm(_PasskeyProof, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Alone, without a password: only on a challenge that asked for a finger, a face or a PIN. That of the second step,
    which waits in the same place of the session, does not."""

    def clean_credential(self) -> Any:
        if (webauthn.auth.get_state() or {}).get("user_verification") != UserVerificationRequirement.REQUIRED:
            raise forms.ValidationError(NO_CREDENTIAL, code="no_credential")
        return super().clean_credential()
