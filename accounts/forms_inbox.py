from __future__ import annotations

from django import forms

from partnercenter.core.ids import LENGTH


class ReadForm(forms.Form):
    """What the buttons of the inbox send along: the newest one that was shown, or the query to come back to."""

    through = forms.CharField(max_length=LENGTH, required=False)
    query = forms.CharField(max_length=2000, required=False)
