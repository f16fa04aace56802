from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.forms_company import AddressForm, NamedForm
from customers.details import FIELDS, Details
from partnercenter.core.forms import CleanCharField

_OFF_LIMITS = "microsoft.com"  # reference 3.3: nobody there is a customer's contact


class DetailsForm(AddressForm):
    """Address, contact and billing as the country asks for them (reference 3.3).

    `country` is the customer's. `partner_domain`: of the partner that fills this in, who is not its customer's contact.
    """

    value_class = Details

    first_name = CleanCharField(label=_("First name of the contact"), max_length=50)
    last_name = CleanCharField(label=_("Last name of the contact"), max_length=50)
    email = forms.EmailField(label=_("E-mail of the contact"), max_length=254)
    billing_email = forms.EmailField(
        label=_("E-mail for invoices"), max_length=254, required=False, help_text=_("If it is another one.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    field_order: Iterable[str] = (
        *("address_line1", "address_line2", "city", "state", "postal_code", "registration_number"),
        *("first_name", "last_name", "email", "phone"),
    )

    def __init__(self, *args: Any, partner_domain: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner_domain = partner_domain

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        domain = email.rpartition("@")[2].lower()
        if domain in {_OFF_LIMITS, self.partner_domain} or domain.endswith("." + _OFF_LIMITS):
            raise forms.ValidationError(_("Write an address of the customer's own."), code="own_address")
        return email

    def clean_version(self) -> int:
        """A version that cannot be read is never the current one."""
        text: str = self.cleaned_data["version"]
        return int(text) if text.isascii() and text.isdigit() else 0

    @property
    def details(self) -> Details:
        """Of a valid form."""
        return Details(**{name: self.cleaned_data[name] for name in FIELDS})


class CompanyForm(NamedForm, DetailsForm):
    """A customer organisation that is created: name and domain beside the details (reference 3.3)."""

    field_order: Iterable[str] = (*NamedForm.field_order, *DetailsForm.field_order)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
