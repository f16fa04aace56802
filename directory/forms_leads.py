"""Asking a partner to get in touch, and what the partner does with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from directory.policies import carers
from directory.states import DeclineReason
from directory.values import LeadValues
from invitations.recipients import parse_one
from partnercenter.core.forms import CleanCharField, CleanTextField, PortalForm

MAX_MESSAGE = 2000  # characters


class _WhoAsks(PortalForm):
    contact_name = CleanCharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = CleanCharField(
        label=_("Your e-mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = CleanCharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    message = CleanTextField(label=_("What is it about?"), max_length=MAX_MESSAGE, rows=6)

    def clean_email(self) -> str:
        return parse_one(self.cleaned_data["email"]).email


class CustomerAskForm(_WhoAsks):
    """Of anybody; `countries` are those that the partner serves, as pairs of code and name."""

    company = CleanCharField(
        label=_("Your company"), widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    country = forms.ChoiceField(label=_("Country"))

    field_order = ("company", "country", "contact_name", "email", "phone", "message")

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a country")), *countries] if len(countries) > 1 else countries
        self.fields["country"].choices = choices  # type: ignore[attr-defined]
        self.fields["email"].help_text = _("A code goes there; the partner sees nothing before you enter it.")

    def values(self, language: str) -> LeadValues:
        """Of a valid form."""
        return LeadValues(language=language, **self.cleaned_data)


class ProviderAskForm(_WhoAsks):
    """Of a reseller's people: company and country are the organisation's."""

    def values(self, tenant: Tenant, language: str) -> LeadValues:
        """Of a valid form."""
        return LeadValues(
            company=tenant.name, country=tenant.country_id, language=language, **self.cleaned_data
        )


class CareForm(PortalForm):
    """Who of the organisation cares for the lead, and what there is to note."""

    owner = forms.ChoiceField(label=_("Who cares for it?"), required=False)
    notes = CleanTextField(
        label=_("Notes"),
        max_length=MAX_MESSAGE,
        required=False,
        help_text=_("For your colleagues only."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {
            str(each.user_id): each.user for each in carers(tenant).order_by("user__full_name")[:200]
        }
        names = [(key, person.full_name) for key, person in self.people.items()]
        self.fields["owner"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {"owner": self.people.get(self.cleaned_data["owner"]), "notes": self.cleaned_data["notes"]}


class DeclineForm(PortalForm):
    reason = forms.ChoiceField(
        label=_("Why do you decline?"), choices=DeclineReason.choices, widget=forms.RadioSelect
    )
    notes = CleanTextField(
        label=_("Notes"), max_length=MAX_MESSAGE, required=False, help_text=_("For your colleagues only.")
    )

    def values(self) -> dict[str, Any]:
        return {"reason": DeclineReason(self.cleaned_data["reason"]), "notes": self.cleaned_data["notes"]}
