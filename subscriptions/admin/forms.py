"""What the operations on the catalogue ask for, besides a reason."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from customers.csv_reading import MAX_BYTES
from partnercenter.core.admin_actions import ReasonForm
from partnercenter.core.forms import CleanCharField, CleanTextField
from subscriptions.facts import OfferFacts, ProductFacts
from subscriptions.models import Product
from subscriptions.states import BillingCycle, Category, OfferKind, Publisher, PurchaseResource, Term

_code = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9:._-]*$", _("Letters, digits and : . _ - only."))
_PRICE = re.compile(r"([A-Z]{3})\s+([0-9]{1,10}(?:\.[0-9]{1,2})?)")


class ProductForm(ReasonForm):
    name = CleanCharField(label=_("Name"), max_length=150)
    publisher = forms.ChoiceField(label=_("Publisher"), choices=Publisher.choices)
    publisher_name = CleanCharField(label=_("Name of the publisher"), max_length=100)
    description = CleanTextField(label=_("Description"), max_length=2000, required=False)

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        for name in ("name", "publisher", "publisher_name", "description") if obj else ():
            self.fields[name].initial = getattr(obj, name)

    def values(self) -> dict[str, Any]:
        return {"facts": ProductFacts(**super().values())}


class PricesField(CleanTextField):
    """One a line: the currency and the amount."""

    def clean(self, value: Any) -> Any:
        prices: dict[str, Decimal] = {}
        for number, line in enumerate(str(super().clean(value)).splitlines(), start=1):
            if not line.strip():
                continue
            found = _PRICE.fullmatch(line.strip())
            if found is None:
                raise forms.ValidationError(
                    _("Line %(number)s: write a currency and an amount, like KRW 12000."),
                    code="price",
                    params={"number": number},
                )
            if found[1] in prices:
                raise forms.ValidationError(
                    _("%(currency)s is there twice."), code="twice", params={"currency": found[1]}
                )
            prices[found[1]] = Decimal(found[2])
        return prices


class OfferForm(ReasonForm):
    product = forms.ModelChoiceField(Product.objects.all(), label=_("Product"))
    code = CleanCharField(label=_("Offer ID"), max_length=40, validators=[_code])
    name = CleanCharField(label=_("Name"), max_length=150)
    kind = forms.ChoiceField(label=_("Billing type"), choices=OfferKind.choices)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    term = forms.ChoiceField(label=_("Term"), choices=Term.choices)
    billing_cycle = forms.ChoiceField(label=_("Billing cycle"), choices=BillingCycle.choices)
    minimum = forms.IntegerField(label=_("At least"), min_value=1, max_value=999_999, initial=1)
    maximum = forms.IntegerField(label=_("At most"), min_value=1, max_value=999_999, initial=10_000)
    once_per_customer = forms.BooleanField(label=_("One subscription per customer"), required=False)
    resource = forms.ChoiceField(
        label=_("Bought by customers themselves as"),
        choices=[("", _("Not by themselves")), *PurchaseResource.choices],
        required=False,
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    prices = PricesField(
        label=_("Prices"),
        required=False,
        rows=8,
        help_text=_("Of one seat in a billing cycle, without taxes. One a line, like KRW 12000."),
    )

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        if obj is None:
            return
        for name in self.fields.keys() - {"reason", "regions", "prices"}:
            self.fields[name].initial = getattr(obj, name)
        self.fields["regions"].initial = obj.regions.all()
        prices = obj.prices.order_by("currency").values_list("currency", "amount")
        self.fields["prices"].initial = "\n".join(f"{currency} {amount}" for currency, amount in prices)

    def values(self) -> dict[str, Any]:
        data = super().values()
        return {"facts": OfferFacts(**{**data, "regions": list(data["regions"])})}


class ImportForm(ReasonForm):
    file = forms.FileField(
        label=_("CSV file"), help_text=_("At most 5,000 offers, one a line, all of them or none.")
    )
    dry_run = forms.BooleanField(
        label=_("Only check the file"),
        required=False,
        initial=True,
        help_text=_("Says what would be done, or everything that is wrong, and changes nothing."),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("This file is too large."), code="large")
        return bytes(file.read())

    def values(self) -> dict[str, Any]:
        return {"content": self.cleaned_data["file"], "dry_run": self.cleaned_data["dry_run"]}
