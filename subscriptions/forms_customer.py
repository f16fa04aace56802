"""New customer (S000-45, S000-46, reference 3.3, 3.4): company, contact, agreement, first sign-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import country_rules
from accounts.models import Agreement, Tenant
from accounts.policies import require_day_that_has_been
from customers.forms import CompanyForm
from customers.models import Customer
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanCharField
from subscriptions import policies
from subscriptions.actions import Attestation, NewCustomer
from subscriptions.resellers import Resellers

SIGNER = ("signer_name", "signer_email", "signer_phone", "agreed_on", "confirmed")
ASK, ATTEST = "ask", "attest"
SHOW, MAIL = "show", "mail"


class CustomerForm(CompanyForm):
    """The whole first step. A provider may name a reseller that manages the customer (S000-42).

    What was kept is read again with `strict=False`: what became of the reseller meanwhile the review says.
    """

    reseller = forms.ChoiceField(
        label=_("Indirect reseller"),
        required=False,
        help_text=_(
            "It gets admin access, manages the customer, and is reseller of record of what you order now."
        ),
    )
    agreement = forms.ChoiceField(
        label=_("Microsoft Customer Agreement"),
        widget=forms.RadioSelect,
        choices=[
            (ASK, _("Ask the customer: its contact gets a mail, and the order waits for the answer")),
            (ATTEST, _("We attest that the customer has accepted it already")),
        ],
    )
    signer_name = CleanCharField(label=_("Name of the person who accepted"), max_length=150)
    signer_email = forms.EmailField(label=_("E-mail address of that person"), max_length=254)
    signer_phone = CleanCharField(label=_("Phone of that person"), max_length=40, required=False)
    agreed_on = forms.DateField(
        label=_("Day of acceptance"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not in the future."),
        error_messages={"invalid": _("Write the day as year, month and day, e.g. 2026-03-04.")},
    )
    confirmed = forms.BooleanField(
        label=_("We confirm that this person accepted the agreement for the customer on this day."),
    )
    setup = forms.ChoiceField(
        label=_("How the customer's first admin signs in"),
        widget=forms.RadioSelect,
        choices=[
            (SHOW, _("A temporary password that we see once, after Submit, and pass on")),
            (MAIL, _("A link to choose a password, mailed to the customer's contact")),
        ],
    )

    def __init__(
        self,
        *args: Any,
        partner: Tenant,
        agreement: Agreement | None,
        may_attest: bool,
        wanted: str = "",
        strict: bool = True,
        **kwargs: Any,
    ) -> None:
        countries = list(partner.region.countries.all())
        super().__init__(*args, countries=countries, partner_domain=partner.domain, **kwargs)
        self.partner, self.mca, self.strict = partner, agreement, strict
        first = self.countries.get(str(self.initial.get("country_code", "")))
        if first and not self.is_bound and not self.country:
            self._ask_as(first)  # what is required there, until another country is chosen
        self.resellers = Resellers(partner, wanted)
        self.may_attest = may_attest and agreement is not None
        if not self.may_attest:
            choices = [one for one in self.fields["agreement"].choices if one[0] != ATTEST]  # type: ignore[attr-defined]
            self.fields["agreement"].choices = choices  # type: ignore[attr-defined]
            for name in SIGNER:
                del self.fields[name]
        if self.resellers.may_name:
            none = ("", _("None: we serve the customer alone"))
            self.fields["reseller"].choices = [none, *self.resellers.choices]  # type: ignore[attr-defined]
        else:
            del self.fields["reseller"]

    # ------------------------------------------------------------------ checks
    def clean_reseller(self) -> str:
        """D11: what stands against it is said here, and asked again on Submit."""
        public_id: str = self.cleaned_data["reseller"]
        reseller = self.resellers.find(public_id)
        if reseller and self.strict:
            try:
                policies.require_reseller_of_record(self.partner, reseller)
            except DomainError as error:
                raise forms.ValidationError(error.message, code=error.code) from error
        return public_id

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.may_attest:
            self._check_signer()
        return cleaned

    def _check_signer(self) -> None:
        """Reference 3.4: these fields count only where the partner attests."""
        data = self.cleaned_data
        if data.get("agreement") != ATTEST:
            for name in SIGNER:
                self.errors.pop(name, None)
            return
        country = self.chosen_country
        checks: list[tuple[Callable[[Any], Any], str]] = [(require_day_that_has_been, "agreed_on")]
        if country:
            checks.append((lambda phone: country_rules.clean_phone(country.code, phone), "signer_phone"))
        for check, name in checks:
            if data.get(name):
                try:
                    check(data[name])
                except DomainError as error:
                    self.add_error(name, forms.ValidationError(error.message, code=error.code))

    # ------------------------------------------------------------------ of a valid form
    @property
    def new_customer(self) -> NewCustomer:
        is_mailed = self.cleaned_data["setup"] == MAIL
        return NewCustomer(**self.company, details=self.details, mail_link=is_mailed)

    @property
    def attestation(self) -> Attestation | None:
        data = self.cleaned_data
        if data["agreement"] != ATTEST or self.mca is None:
            return None
        signer = {name: data[name] for name in ("signer_name", "signer_email", "signer_phone", "agreed_on")}
        return Attestation(self.mca, signer)

    @property
    def contact_name(self) -> str:
        return Customer(**self.details.as_dict()).contact_name

    @property
    def chosen_reseller(self) -> Tenant | None:
        return self.resellers.find(self.cleaned_data.get("reseller", ""))

    # ------------------------------------------------------------------ as a page shows and keeps it
    def typed(self) -> dict[str, Any]:
        """What was sent, to be shown and checked again at any later step."""
        kept: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if value not in (None, "", False, []):
                kept[name] = value if isinstance(value, list) else ("on" if value is True else str(value))
        return kept

    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The fields under the headings of reference 3.3."""
        company = [
            "reseller",
            "name",
            "domain",
            "country_code",
            "meant",
            "address_line1",
            "address_line2",
            "city",
            "state",
        ]
        company += ["postal_code", "registration_number"]
        contact = ["first_name", "last_name", "email", "phone", "billing_email", "language"]
        for title, names in (
            (_("Account info"), company),
            (_("Primary contact"), contact),
            (_("Microsoft agreement"), ["agreement", *SIGNER]),
            (_("First sign-in"), ["setup"]),
        ):
            yield title, [self[name] for name in names if name in self.fields]
