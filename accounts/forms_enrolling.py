"""The enrolment form: for the transition on the overview (S001-5, S001-6), and for a partner in no programme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms_joining import ProgrammeForm
from accounts.models.partner import mpn_id
from accounts.policies.programme import require_company_mailbox
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanCharField, PortalForm, SubmissionMixin


class EnrolForm(SubmissionMixin, ProgrammeForm):
    """A transition asks for a box: there is no way back (S001-14). Anybody else says for which role."""

    primary_contact = forms.EmailField(
        label=_("Primary contact"),
        max_length=254,
        help_text=_("Who gets the answer: an address at the company, no free web-mail."),
    )
    understood = forms.BooleanField(
        label=_("I understand that there is no way back: my organisation stays an indirect reseller.")
    )
    field_order: Iterable[str] = ("programme", "primary_contact", "understood")

    def __init__(self, *args: Any, is_transition: bool, domain: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domain = domain
        del self.fields["programme" if is_transition else "understood"]

    def clean_primary_contact(self) -> str:
        email: str = self.cleaned_data["primary_contact"]
        try:
            require_company_mailbox(email, self.domain)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error
        return email


class LocationForm(PortalForm):
    """S000-23: the ID of a location."""

    mpn_id = CleanCharField(
        label=_("MPN ID of the location"), max_length=7, validators=[mpn_id], help_text=_("6 or 7 digits.")
    )
