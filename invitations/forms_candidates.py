from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from invitations.candidates import AT_ONCE, Plan
from invitations.forms import CustomerRequestForm
from invitations.recipients import Recipient
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanTextField


class CandidatesForm(CustomerRequestForm):
    """One draft for many candidates; `recipients` holds their ids, the plan says who of them is asked."""

    recipients = CleanTextField(widget=forms.HiddenInput, required=False, max_length=20 * AT_ONCE)
    field_order = ("admin_access", "capacity", "language", "days", "subject", "text", "recipients")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = Plan([], 0)

    @property
    def ids(self) -> list[str]:
        """The candidates as the page names them, valid or not."""
        return str(self["recipients"].value() or "").split()[:AT_ONCE]

    def clean_recipients(self) -> list[Recipient]:
        found = [row.recipient for row in self.plan.asked]
        if not found:
            self.add_error(None, ValidationError(_("None of these candidates can be asked now."), "nobody"))
        return found

    def add_domain_error(self, error: DomainError) -> None:
        """The recipients have no field of their own here: what is said about them stands at the top."""
        for one in getattr(error, "errors", [error]):
            if one.field == "recipients":
                one.field = None
        super().add_domain_error(error)

    @property
    def is_drafted(self) -> bool:
        """Whether everything but the recipients can be sent."""
        return not set(self.errors) - {"__all__", "recipients"}

    @property
    def batch(self) -> UUID:
        """By the candidates, not by who of them is left to be asked: the second time nobody is (C-021, C-022)."""
        data = self.cleaned_data
        entries = [
            sorted(self.ids),
            data["language"],
            data["days"],
            data["subject"],
            data["text"],
            *self.terms,
        ]
        return uuid5(data["submission"], json.dumps(entries))
