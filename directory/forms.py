"""The words of a profile, whoever keeps them: its partner, or for a provider an operator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from directory import policies
from directory.languages import language_choices
from directory.models import BusinessProfile
from directory.models.profile import MAX_DESCRIPTION
from directory.pictures import Picture, read_picture
from directory.states import Industry, Service
from directory.values import PROFILE_FIELDS, ProfileValues
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanCharField, CleanTextField, PortalForm


class Choices(forms.MultipleChoiceField):
    """Several of a fixed list, each with a box."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = _("Choose from the options.")


class ProfileForm(PortalForm):
    """S003-7. `tenant`: whose profile; it offers the countries of its region."""

    description = CleanTextField(
        label=_("Description"),
        max_length=MAX_DESCRIPTION,
        rows=10,
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "data-count": _("{count} of 2,500 characters"),
                "data-most": str(MAX_DESCRIPTION),
            }
        ),
        help_text=_(
            "What your company does and for whom, up to 2,500 characters. Name no other partner without its agreement."
        ),
    )
    website = CleanCharField(
        label=_("Website"),
        max_length=200,
        required=False,
        help_text=_("A whole address, e.g. https://contoso.com."),
    )
    linkedin = CleanCharField(
        label=_("LinkedIn"),
        max_length=200,
        required=False,
        help_text=_("The company's page, e.g. https://www.linkedin.com/company/contoso."),
    )
    countries = Choices(label=_("Countries served"))
    services = Choices(label=_("Services"), choices=Service.choices)
    industries = Choices(label=_("Industries"), choices=Industry.choices)
    languages = Choices(label=_("Languages"), choices=language_choices)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: Any, tenant: Tenant | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tenant:
            places = tenant.region.countries.all()
            self.fields["countries"].choices = sorted(  # type: ignore[attr-defined]
                ((country.pk, str(country)) for country in places), key=lambda pair: pair[1]
            )

    def clean_website(self) -> str:
        return self._address("website")

    def clean_linkedin(self) -> str:
        return self._address("linkedin", host="linkedin.com")

    def _address(self, name: str, host: str = "") -> str:
        url: str = self.cleaned_data[name]
        try:
            policies.require_web_address(url, name, host=host)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error
        return url

    def clean_version(self) -> int:
        """A version that cannot be read is never the current one."""
        text: str = self.cleaned_data["version"]
        return int(text) if text.isascii() and text.isdigit() else 0

    def knowing(self, profile: BusinessProfile) -> ProfileForm:
        """The same entries, to be saved over what the profile says by now (C-031)."""
        data: Any = self.data
        data = data.copy()
        data["version"] = str(profile.version)
        self.data = data
        return self

    def differing(self, profile: BusinessProfile) -> list[tuple[str, str]]:
        """Label and present words of each field in which the profile says something else than this form."""
        stored, typed = ProfileValues.of(profile).as_dict(), self.profile.as_dict()
        return [
            (str(self.fields[name].label), self._words(name, value))
            for name, value in stored.items()
            if value != typed[name]
        ]

    def _words(self, name: str, value: Any) -> str:
        labels = dict(getattr(self.fields[name], "choices", ()))
        return value if isinstance(value, str) else ", ".join(str(labels.get(code, code)) for code in value)

    @property
    def profile(self) -> ProfileValues:
        """Of a valid form."""
        return ProfileValues(**{name: self.cleaned_data[name] for name in PROFILE_FIELDS})


class LogoField(forms.FileField):
    """A picture, judged by what is in it."""

    default_error_messages = {
        "empty": _("The file is empty. Choose another one."),
        "max_length": _("The file's name is too long. Rename it."),
        "missing": _("Choose a file."),
        "invalid": _("Choose a file."),
        "required": _("Choose a file."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Picture"))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif"}))
        kwargs.setdefault(
            "help_text",
            _("GIF, JPG or PNG, at most 300 pixels wide and 256 KB; 216 × 216 pixels look best."),
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Picture | None:
        file = super().clean(data, initial)
        if not file:
            return None
        file.seek(0)  # the request may be at its second attempt (core.middleware.scope)
        try:
            return read_picture(file.read())
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error


class LogoForm(PortalForm):
    logo = LogoField()


class EntryRequestForm(PortalForm):
    text = CleanTextField(
        label=_("What is to change?"),
        max_length=2000,
        rows=8,
        help_text=_("E.g. a new description, a country that you serve now, the address of your web site."),
    )
