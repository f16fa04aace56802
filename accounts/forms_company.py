"""A company as forms ask for it: its address as the country has it, its name and domain without traps (reference 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import company_names, country_rules
from accounts.company import Company
from accounts.models import Country
from partnercenter.core.errors import DomainError, DomainErrors
from partnercenter.core.forms import CleanCharField, PortalForm


class AddressForm(PortalForm):
    """Address, number and phone. `country` decides which of them are asked for, and what they must look like."""

    value_class: ClassVar[type[Company]] = Company

    address_line1 = CleanCharField(label=_("Address line 1"), max_length=200)
    address_line2 = CleanCharField(label=_("Address line 2"), max_length=200, required=False)
    city = CleanCharField(label=_("City"), max_length=100, required=False)
    state = CleanCharField(label=_("State or province"), max_length=100, required=False)
    postal_code = CleanCharField(label=_("Postal code"), max_length=20, required=False)
    registration_number = CleanCharField(
        label=_("Registration number of the company"),
        max_length=40,
        required=False,
        help_text=_("The number for businesses, never a person's own."),
    )
    phone = CleanCharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, country: Country | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        if country:
            self._ask_as(country)

    def _ask_as(self, country: Country) -> None:
        """Choices, hints and what is required as this country has them."""
        choices = country_rules.state_choices(country.code)
        if choices:
            self.fields["state"].widget = forms.Select(choices=[("", "---------"), *self._states(choices)])
        rule = country_rules.number_rule(country.code)
        if rule:
            self.fields["registration_number"].help_text = _(
                "The number for businesses (%(kind)s), such as %(example)s."
            ) % {"kind": rule.kind, "example": rule.example}
        for name in country_rules.required_fields(country.code):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = country_rules.MISSING[name]

    def _states(self, choices: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The country's list, and what stands there from before it was one."""
        stored = str(self.initial.get("state") or "")
        strange = [(stored, stored)] if stored and stored not in dict(choices) else []
        return [*choices, *strange]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        country = self.chosen_country
        if country:
            self._tidy(country)
        return cleaned

    @property
    def chosen_country(self) -> Country | None:
        return self.country

    def _tidy(self, country: Country) -> None:
        """What a field says by itself is not said twice."""
        names = self.value_class.names()
        typed = self.value_class(**{name: self.cleaned_data.get(name) or "" for name in names})
        try:
            tidy = country_rules.tidy(country.code, typed).as_dict()
        except DomainErrors as problem:
            for error in problem.errors:
                if error.field not in self.errors:
                    self.add_domain_error(error)
        else:
            self.cleaned_data.update({name: tidy[name] for name in names if name in self.cleaned_data})


class VisibleCharField(CleanCharField):
    """One line in which characters that nobody sees are refused: of two names that look the same one is a trap."""

    def to_python(self, value: Any) -> str:
        if value not in self.empty_values:
            try:
                company_names.require_visible(str(value), "")
            except DomainError as error:
                raise forms.ValidationError(error.message, code=error.code) from error
        return super().to_python(value)


class NamedForm(AddressForm):
    """An organisation that is created: name, domain and country beside its address (reference 3.3).

    What is possible and unlikely (look-alike letters, a name like a web address) is shown with a box to confirm it.
    """

    name = VisibleCharField(
        label=_("Company name"), max_length=200, help_text=_("The full legal name, as it is registered.")
    )
    domain = VisibleCharField(
        label=_("Domain"), max_length=253, help_text=_("Without www, like contoso.example.")
    )
    country_code = forms.ChoiceField(label=_("Country"), help_text=_("What else is required depends on it."))
    field_order: Iterable[str] = ("name", "domain", "country_code")

    def __init__(self, *args: Any, countries: Sequence[Country], **kwargs: Any) -> None:
        self.countries = {country.code: country for country in countries}
        super().__init__(*args, country=countries[0] if len(countries) == 1 else None, **kwargs)
        self.doubts: list[company_names.Doubt] = []
        choices = sorted(((code, str(one)) for code, one in self.countries.items()), key=lambda pair: pair[1])
        self.fields["country_code"].choices = (  # type: ignore[attr-defined]
            choices if self.country else [("", _("Choose a country")), *choices]
        )
        picked = self.countries.get(str(self.data.get("country_code", ""))) if self.is_bound else None
        if picked and not self.country:
            self._ask_as(picked)

    @property
    def chosen_country(self) -> Country | None:
        return self.countries.get(self.cleaned_data.get("country_code", ""))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        self._allow(lambda: company_names.require_company_name(name))
        return name

    def clean_domain(self) -> str:
        return str(self._allow(lambda: company_names.clean_domain(self.cleaned_data["domain"])))

    @staticmethod
    def _allow(check: Callable[[], Any]) -> Any:
        try:
            return check()
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        name, domain = self.cleaned_data.get("name", ""), self.cleaned_data.get("domain", "")
        self.doubts = [*company_names.name_doubts(name), *company_names.domain_doubts(domain)]
        if self.doubts:
            self._ask_again()
        return cleaned

    def _ask_again(self) -> None:
        """A box for each doubt; one that was ticked for another text does not count."""
        self.fields["meant"] = forms.MultipleChoiceField(
            label=_("Check what you typed, and tick what you meant"),
            choices=[(doubt.mark, doubt.question) for doubt in self.doubts],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        ticked = self.fields["meant"].widget.value_from_datadict(
            self.data, self.files, self.add_prefix("meant")
        )
        if not {doubt.mark for doubt in self.doubts} <= set(ticked or ()):
            self.add_error(
                "meant", _("Is this what you mean? Correct it above, or tick the box to keep it as it is.")
            )

    @property
    def company(self) -> dict[str, Any]:
        """Name, domain and country of a valid form, as the actions take them."""
        return {
            "name": self.cleaned_data["name"],
            "domain": self.cleaned_data["domain"],
            "country": self.chosen_country,
        }
