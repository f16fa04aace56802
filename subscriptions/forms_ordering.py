"""What is typed to order: a new customer, offers and how many of each, and the last look before Submit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partnercenter.core.forms import PortalForm
from partnercenter.core.numbers import WholeNumberField
from subscriptions.models import Offer
from subscriptions.resellers import Resellers
from subscriptions.states import OfferKind

MOST_LINES = 50  # of one order


def seats(offer: Offer) -> str:
    """The name of an offer's field."""
    return f"seats-{offer.public_id}"


class SeatsField(WholeNumberField):
    """How many licences (or units) of one offer, between what it takes at least and at most (C-014)."""

    def __init__(self, offer: Offer, **kwargs: Any) -> None:
        self.offer = offer
        super().__init__(least=offer.minimum, most=offer.maximum, label=offer.name, **kwargs)
        self.error_messages["required"] = _("Write how many, or remove the line.")

    def to_python(self, value: Any) -> int | None:
        try:
            return super().to_python(value)
        except ValidationError as problem:
            message = _("%(offer)s: %(problem)s")
            params = {"offer": self.offer.name, "problem": " ".join(problem.messages)}
            raise ValidationError(message, code=problem.code, params=params) from problem


class UsageField(forms.BooleanField):
    """What is billed by use has no quantity: it is ordered, or not."""

    def __init__(self, offer: Offer, **kwargs: Any) -> None:
        super().__init__(label=offer.name, **kwargs)


def _field(offer: Offer, *, required: bool) -> forms.Field:
    if offer.kind == OfferKind.USAGE:
        return UsageField(offer, required=False)
    return SeatsField(offer, required=required)


class SeatsForm(PortalForm):
    """One field for each offer; `kept` is what was typed before."""

    required = False

    def __init__(self, data: Any, *, offers: Sequence[Offer], kept: Mapping[str, str], **kwargs: Any) -> None:
        initial = {seats(offer): kept[offer.public_id] for offer in offers if offer.public_id in kept}
        super().__init__(data, initial=initial, **kwargs)
        self.offers = list(offers)
        own = {seats(offer): _field(offer, required=self.required) for offer in offers}
        for name, item in own.items():
            item.widget.attrs |= {
                "class": "form-check-input" if isinstance(item, UsageField) else "form-control"
            }
            item.error_messages["required"] = _("%(offer)s: write how many, or remove it.") % {
                "offer": item.label
            }
            self.fields[name] = item

    @property
    def lines(self) -> list[tuple[Offer, int]]:
        """Of a valid form: what is ordered."""
        found = ((offer, self.cleaned_data.get(seats(offer))) for offer in self.offers)
        return [(offer, int(number)) for offer, number in found if number]


class ChooseForm(SeatsForm):
    """New subscription (S000-47, S000-58): the offers; and for an existing customer with whom, in which relationship.

    S000-26, S000-29: who earns with it is chosen apart from who manages the customer.
    """

    relationship = forms.ChoiceField(label=_("In which relationship"), widget=forms.RadioSelect)
    reseller = forms.ChoiceField(
        label=_("Reseller (MPN ID)"),
        required=False,
        help_text=_("The reseller of record of these subscriptions: it becomes eligible for incentives."),
    )

    def __init__(
        self,
        data: Any,
        *,
        resellers: Resellers | None = None,
        relationships: Sequence[tuple[str, str]] = (),
        start: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.initial = {**self.initial, **(start or {})}
        if len(relationships) > 1:
            self.fields["relationship"].choices = relationships  # type: ignore[attr-defined]
        else:
            del self.fields["relationship"]
        if resellers and resellers.may_name:
            none = ("", _("No reseller of record"))
            self.fields["reseller"].choices = [none, *resellers.choices]  # type: ignore[attr-defined]
        else:
            del self.fields["reseller"]

    needs_lines = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors or not self.needs_lines:
            return cleaned
        if not self.lines:
            raise ValidationError(
                _("Choose at least one subscription: write how many licences."), code="none"
            )
        if len(self.lines) > MOST_LINES:
            message = _("An order has at most %(count)s lines. Order the rest after it.")
            raise ValidationError(message, code="many", params={"count": MOST_LINES})
        return cleaned


class ReviewForm(SeatsForm):
    """S000-48, S000-49: every quantity once more. `seen` is what the page showed; a change since then is shown again."""

    required = True
    attested = forms.BooleanField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any, *, statement: str, submits: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["attested"].label = statement
        self.fields["attested"].required = submits
        self.fields["attested"].error_messages["required"] = _("Tick the box to submit the order.")
