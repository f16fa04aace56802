"""The forms of joining the programme, one a step; and choosing a password where an account is made on the way."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.forms import MAX_PASSWORD, PASSWORD_RULES
from accounts.forms_company import NamedForm
from accounts.models import User
from accounts.models.partner import mpn_id
from accounts.policies.programme import require_company_mailbox
from accounts.states import Programme
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanCharField, PortalForm

LATER, NOW = "later", "now"  # static/portal.css hides the MPN ID beside the former


class PasswordsForm(PortalForm):
    """A new password, twice, that is not like the person's address or name (here, or in the field `full_name`)."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=MAX_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_RULES,
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=MAX_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = User(email=email, full_name=name)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        one, two = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if one and two and one != two:
            self.add_error("password2", _("The two passwords are not the same."))
        elif one:
            self._require_good(one)
        return cleaned

    def _require_good(self, password: str) -> None:
        self.person.full_name = self.cleaned_data.get("full_name") or self.person.full_name
        try:
            validate_password(password, self.person)
        except forms.ValidationError as error:
            self.add_error("password1", error)


class ProgrammeForm(PortalForm):
    programme = forms.ChoiceField(
        label=_("What do you want to enrol as?"),
        widget=forms.RadioSelect,
        choices=[
            (Programme.INDIRECT_RESELLER, _("Indirect reseller: sells through indirect providers")),
            (Programme.INDIRECT_PROVIDER, _("Indirect provider: buys, and sells through resellers")),
            (Programme.DIRECT_BILL, _("Direct-bill partner: buys, and sells to customers itself")),
        ],
    )


class CompanyStepForm(NamedForm):
    """Company data, entered by hand (reference 3.2, 3.3)."""


class ContactForm(PortalForm):
    """Reference 3.2: the primary contact, at an address of the company."""

    first_name = CleanCharField(
        label=_("First name"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = CleanCharField(
        label=_("Last name"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label=_("E-mail address at the company"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("No free web-mail. We send a code there."),
    )

    def __init__(self, *args: Any, domain: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domain = domain

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            require_company_mailbox(email, self.domain)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error
        return email


class CodeForm(PortalForm):
    code = CleanCharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("Eight digits."),
    )


class IdentifiersForm(PortalForm):
    """S000-23, reference 3.2: the company's number, and that of the location that will transact; the latter may come later."""

    global_account_id = CleanCharField(
        label=_("Global account ID"),
        max_length=7,
        validators=[mpn_id],
        help_text=_("The number of the company as a whole, 6 or 7 digits."),
    )
    location = forms.ChoiceField(
        label=_("The location that will transact"),
        widget=forms.RadioSelect,
        choices=[
            (NOW, _("I have its MPN ID: a location in the country of the company")),
            (LATER, _("I have none yet. Until then the agreement cannot be signed and nothing can be sold")),
        ],
    )
    mpn_id = CleanCharField(
        label=_("MPN ID of the location"),
        max_length=7,
        validators=[mpn_id],
        help_text=_("6 or 7 digits."),
    )
    mpn_email = forms.EmailField(
        label=_("E-mail address of the MPN account"),
        max_length=254,
        help_text=_("Invitations to incentives go there."),
    )

    def clean(self) -> dict[str, Any] | None:
        """What is typed beside “I have none yet” does not count."""
        cleaned, data = super().clean(), self.cleaned_data
        if data.get("location") == LATER:
            self.errors.pop("mpn_id", None)
            data["mpn_id"] = ""
        elif data.get("mpn_id") and data["mpn_id"] == data.get("global_account_id"):
            message = _("This is the global account ID. A location has an MPN ID of its own.")
            self.add_error("mpn_id", message)
        return cleaned


class ReviewForm(PasswordsForm):
    """The last step: a box, and a password where an account comes into being."""

    entitled = forms.BooleanField(
        label=_("I am entitled to enrol this company, and what is written above is right.")
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, needs_account: bool, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = key
        if not needs_account:
            del self.fields["password1"], self.fields["password2"]

    def clean_submission(self) -> uuid.UUID | None:
        submission: uuid.UUID | None = self.cleaned_data["submission"]
        return submission
