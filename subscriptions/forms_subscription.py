"""Forms of the page of a subscription."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.forms import CleanCharField, PortalForm
from partnercenter.core.numbers import WholeNumberField, grouped
from subscriptions.models import Subscription
from subscriptions.resellers import Resellers

NOBODY = "none"
MOST = 1_000_000  # licences; what the offer allows is said by its rule


class QuantityForm(PortalForm):
    """`version` is that of the subscription as the page showed it."""

    quantity = WholeNumberField(least=1, most=MOST, label=_("Quantity"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, subscription: Subscription, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.fields["quantity"]
        assert isinstance(number, WholeNumberField)  # noqa: S101
        number.least, number.most = subscription.offer.minimum, subscription.offer.maximum
        limits = {"least": grouped(number.least), "most": grouped(number.most)}
        number.help_text = _("From %(least)s to %(most)s.") % limits


class RenameForm(PortalForm):
    name = CleanCharField(
        max_length=150, label=_("Friendly name"), help_text=_("As it appears in lists and on statements.")
    )


class ConfirmForm(PortalForm):
    """Sending it is the confirmation."""


class NamedForm(PortalForm):
    """One of the partners that may be named, or the first choice, which names nobody."""

    partner = forms.ChoiceField()

    def __init__(self, *args: Any, label: str, nobody: str, resellers: Resellers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resellers = resellers
        field = self.fields["partner"]
        field.label = label
        field.error_messages["required"] = _("Choose one of the options.")
        field.choices = [(NOBODY, nobody), *resellers.choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Tenant | None:
        return self.resellers.find(self.cleaned_data["partner"])


class MpnForm(PortalForm):
    """Indirect reseller not in the list: its MPN ID, which Verify looks up."""

    mpn_id = CleanCharField(
        max_length=20,
        label=_("MPN ID"),
        help_text=_("The number of the location with which the reseller onboarded to Partner Center."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
