"""What a partner does with a customer it has: attest its agreement, end the relationship."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import country_rules
from accounts.policies import require_day_that_has_been
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanCharField, CleanTextField, PortalForm
from relationships.states import EndReason


class AttestForm(PortalForm):
    """Reference 3.4: which person of the customer accepted, and on which day."""

    signer_name = CleanCharField(label=_("Name of the person who accepted"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    phone = CleanCharField(label=_("Phone"), max_length=40, required=False)
    agreed_on = forms.DateField(
        label=_("Day of acceptance"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not in the future."),
        error_messages={"invalid": _("Write the day as year, month and day, e.g. 2026-03-04.")},
    )
    confirmed = forms.BooleanField(
        label=_("We confirm that this person accepted the agreement for the customer on this day.")
    )

    def __init__(self, *args: Any, country_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country_code = country_code

    def clean_phone(self) -> str:
        try:
            return country_rules.clean_phone(self.country_code, self.cleaned_data["phone"])
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error

    def clean_agreed_on(self) -> date:
        day: date = self.cleaned_data["agreed_on"]
        try:
            require_day_that_has_been(day)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error
        return day

    @property
    def signer(self) -> dict[str, Any]:
        """Of a valid form, as the action takes it."""
        data = self.cleaned_data
        return {
            "signer_name": data["signer_name"],
            "signer_email": data["email"],
            "signer_phone": data["phone"],
            "agreed_on": data["agreed_on"],
        }


class EndRelationshipForm(PortalForm):
    """S003-9: the page is the confirmation; nothing is chosen beforehand."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *EndReason.choices],
        help_text=_("For your own records: the customer does not see it."),
    )
    note = CleanTextField(
        label=_("Note"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("For your colleagues: the customer does not see it."),
    )
