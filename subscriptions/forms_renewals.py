from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnercenter.core.forms import PortalForm
from subscriptions.states import DigestFrequency, DigestScope


class DigestForm(PortalForm):
    """How much a person wants to hear."""

    frequency = forms.ChoiceField(
        label=_("How often"), choices=DigestFrequency.choices, widget=forms.RadioSelect
    )
    scope = forms.ChoiceField(label=_("Of what"), choices=DigestScope.choices, widget=forms.RadioSelect)
