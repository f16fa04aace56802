from __future__ import annotations

from django import forms

from partnercenter.core.forms import PortalForm, SubmissionMixin

LONGEST = 400_000  # characters: a plan of 10,000 rows packs into a twentieth of it


class ReassignForm(SubmissionMixin, PortalForm):
    """What was looked at, as it comes back."""

    plan = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)
