"""Forms of a person's own account."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partnercenter.core.forms import CleanCharField, PortalForm


class ProfileForm(PortalForm):
    full_name = CleanCharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, name) for code, name in settings.LANGUAGES],
        help_text=_("Of the pages you see and of the mails you get."),
    )
