"""What a customer chooses to buy by itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import PortalForm, SubmissionMixin
from partnercenter.core.numbers import WholeNumberField
from subscriptions import policies
from subscriptions.models import Offer
from subscriptions.money import money
from subscriptions.states import PurchaseResource


def on_offer(customer: Tenant, permitted: Sequence[PurchaseResource]) -> list[Any]:
    """Reservations that are permitted, with their `price`, in the customer's region and currency."""
    country = customer.country  # without a currency there is nothing on offer
    rows = Offer.objects.sold_in(country.region, country.currency).filter(resource__in=permitted)
    return list(rows.order_by("name", "term", "billing_cycle"))


@dataclass(frozen=True)
class Review:
    """What would be bought, before it is."""

    offer: Any
    quantity: int
    currency: str
    values: dict[str, str]  # of the form that buys

    @property
    def total(self) -> Decimal:
        return Decimal(self.offer.price) * self.quantity


class BuyForm(SubmissionMixin, PortalForm):
    """`offers` as `on_offer` reads them. `unit_price` is the price the person has seen."""

    offer = forms.ChoiceField(label=_("What"))
    quantity = WholeNumberField(label=_("Quantity"), least=1, most=10_000)
    unit_price = forms.DecimalField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, offers: Sequence[Any], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.by_id = {one.public_id: one for one in offers}
        choices = [(one.public_id, self._words(one)) for one in offers]
        self.fields["offer"].choices = choices  # type: ignore[attr-defined]

    def _words(self, offer: Any) -> str:
        parts = (
            offer.name,
            offer.get_term_display(),
            offer.get_billing_cycle_display(),
            money(offer.price, self.currency),
        )
        return " · ".join(str(part) for part in parts)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                policies.require_quantity(self.chosen, cleaned["quantity"])
            except DomainError as error:
                self.add_domain_error(error)
        return cleaned

    @property
    def chosen(self) -> Any:
        """Of a form whose offer is valid."""
        return self.by_id[self.cleaned_data["offer"]]

    def has_seen_the_price(self) -> bool:
        """Of a valid form: where the price is another one meanwhile, it is shown before anything is bought."""
        if self.cleaned_data["unit_price"] == self.chosen.price:
            return True
        self.add_error(None, _("The price is another one meanwhile. Look at it again before you buy."))
        return False

    def add_purchase_error(self, error: DomainError) -> None:
        """place_order names lines by number; here there is one."""
        self.add_error(None, forms.ValidationError(error.message, code=error.code))

    def review(self) -> Review | None:
        """None until both are chosen well."""
        if not self.is_bound or {"offer", "quantity"} & set(self.errors):
            return None
        data = self.cleaned_data
        values = {
            "offer": data["offer"],
            "quantity": str(data["quantity"]),
            "submission": str(data.get("submission") or uuid.uuid4()),
            "unit_price": str(self.chosen.price),
        }
        return Review(self.chosen, data["quantity"], self.currency, values)
