"""Two people changed the same details: both versions of each field, to choose from (situation C-031)."""

from __future__ import annotations

from typing import Any

from customers.details import FIELDS, Details
from customers.forms import DetailsForm


class Choice:
    """One field: what is stored now, and what this person typed."""

    def __init__(self, field: Any, theirs: str) -> None:
        self.name, self.label = field.html_name, field.label
        self.mine, self.theirs = str(field.value() or ""), theirs
        choices = dict(getattr(field.field, "choices", ()) or getattr(field.field.widget, "choices", ()))
        self.mine_words = choices.get(self.mine, self.mine)
        self.theirs_words = choices.get(self.theirs, self.theirs)

    @property
    def differs(self) -> bool:
        return self.mine.strip() != self.theirs.strip()


def choices_of(form: DetailsForm, stored: Details) -> list[Choice]:
    """For every field of the details; `form` is what was sent."""
    theirs = stored.as_dict()
    return [Choice(form[name], theirs[name]) for name in FIELDS]
