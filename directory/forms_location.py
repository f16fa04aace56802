from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import country_rules
from accounts.models import Country
from directory.values import LocationValues
from partnercenter.core.errors import DomainErrors
from partnercenter.core.forms import CleanCharField, PortalForm


class LocationForm(PortalForm):
    """A location as its country writes addresses; `countries` are those of the partner's region."""

    name = CleanCharField(label=_("Name of the location"), max_length=100, help_text=_("e.g. Seoul office"))
    country = forms.ChoiceField(label=_("Country"))
    address_line1 = CleanCharField(label=_("Address line 1"), max_length=200)
    address_line2 = CleanCharField(label=_("Address line 2"), max_length=200, required=False)
    city = CleanCharField(label=_("City"), max_length=100, required=False)
    state = CleanCharField(label=_("State or province"), max_length=100, required=False)
    postal_code = CleanCharField(label=_("Postal code"), max_length=20, required=False)
    phone = CleanCharField(label=_("Phone"), max_length=40, required=False)
    is_published = forms.BooleanField(label=_("Show it on the public page"), required=False, initial=True)

    def __init__(self, *args: Any, countries: Sequence[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = {country.pk: country for country in countries}
        choices = sorted(((code, str(one)) for code, one in self.countries.items()), key=lambda pair: pair[1])
        self.fields["country"].choices = choices  # type: ignore[attr-defined]
        self.values: LocationValues | None = None
        states = country_rules.state_choices(countries[0].pk) if len(countries) == 1 else ()
        if states:
            self.fields["state"].widget = forms.Select(choices=[("", "---------"), *states])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        country = self.countries.get(self.cleaned_data.get("country", ""))
        if country:
            typed = {name: self.cleaned_data.get(name, "") for name in self.fields if name != "country"}
            self._tidy(LocationValues(country=country, **typed))
        return cleaned

    def _tidy(self, typed: LocationValues) -> None:
        try:
            self.values = country_rules.tidy_place(typed.country.pk, typed)
        except DomainErrors as problem:
            for error in problem.errors:
                if error.field not in self.errors:
                    self.add_domain_error(error)
