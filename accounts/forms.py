"""Forms of accounts. Those of sign-in are allauth's, in our words: plain labels, no placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.actions import set_password
from accounts.models import Agreement, User
from partnercenter.core.actor import Actor
from partnercenter.core.forms import PortalForm
from partnercenter.core.sessions import SIGN_IN

MAX_PASSWORD = 1000  # characters; checked before anything is hashed
LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Stay signed in when I close the browser"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password again"),
}
PASSWORD_RULES = _(
    "At least 12 characters; not digits alone, not a common password, not like your name or e-mail address."
)


class SignInLook(forms.Form):
    """Our labels on allauth's fields, and nothing that repeats them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = PASSWORD_RULES if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.validators.append(MaxLengthValidator(MAX_PASSWORD))


class SignInForm(PortalForm, SignInLook, allauth.LoginForm):  # type: ignore[misc]
    def clean(self) -> dict[str, Any] | None:
        """S000-52: said to whoever knows the temporary password; with any other one it is not the right one."""
        cleaned: dict[str, Any] | None = super().clean()
        if self.user is not None and User.objects.has_lapsed(self.user):
            raise forms.ValidationError(
                _("This temporary password has expired. Ask whoever set up your account for a new one."),
                code="temporary_expired",
            )
        return cleaned


class PasswordResetForm(PortalForm, SignInLook, allauth.ResetPasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(PortalForm, SignInLook, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    def save(self) -> None:
        """By whoever holds the link."""
        password = self.cleaned_data["password1"]
        set_password(user=self.user, password=password, by=Actor(self.user, None), was_forgotten=True)


class PasswordChangeForm(PortalForm, SignInLook, allauth.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user.temporary_until:
            self.fields["oldpassword"].label = _("Temporary password")

    def clean(self) -> dict[str, Any] | None:
        """S000-52: whoever set it up knows the temporary one."""
        cleaned: dict[str, Any] | None = super().clean()
        if self.user.temporary_until and self.user.check_password(self.cleaned_data.get("password1", "")):
            self.add_error("password1", _("Choose another password than the temporary one."))
        return cleaned

    def save(self) -> None:
        """At this browser the person stays signed in."""
        stays = context.request.session.get(SIGN_IN, "")
        password = self.cleaned_data["password1"]
        set_password(user=self.user, password=password, by=Actor(self.user, None), stays=stays)


class ReauthenticateForm(PortalForm, SignInLook, allauth.ReauthenticateForm):  # type: ignore[misc]
    pass


class AgreementForm(PortalForm):
    """S004-5, S002-12: one box. `version` is the text that was read; a newer one must be read before it is accepted."""

    is_read = forms.BooleanField(
        label=_("I have read the agreement and accept it on behalf of my organisation.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agreement: Agreement | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.fields["version"].initial = agreement.version if agreement else None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.agreement and self.cleaned_data.get("version") != self.agreement.version:
            self.data = {
                "version": self.agreement.version
            }  # the page shows the newer text, and its box is not ticked yet
            self.add_error(
                None, _("This is a newer version than the one you opened. Read it, then tick the box again.")
            )
        return cleaned
