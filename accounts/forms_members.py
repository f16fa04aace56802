"""Forms around the people of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.labels import ROLE_WORDS
from accounts.permissions import Role
from accounts.roles import Roles
from partnercenter.core.forms import PortalForm

NOT_A_DAY = _("Write the day as year, month and day, e.g. 2026-03-04.")


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day that may be left empty."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(
            attrs={"type": "date", "autocomplete": "off", "class": "form-control"}, format="%Y-%m-%d"
        ),
        error_messages={"invalid": NOT_A_DAY},
        **kwargs,
    )


@dataclass(frozen=True)
class RoleRow:
    """One role of the form: its box, what it is for, and the field of its last day (none: it has no end)."""

    option: Any
    words: Any
    until: forms.BoundField | None


class RoleFields(forms.Form):
    """Which roles, each with its last day or without an end. `offered`: those among which one may choose."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def offer(self, offered: Iterable[Role]) -> None:
        self.offered = list(offered)
        field = cast(forms.MultipleChoiceField, self.fields["roles"])
        field.choices = [(role.value, role.label) for role in self.offered]
        for role in self.offered:
            if role != Role.DEFAULT_USER:
                self.fields[f"until_{role}"] = day_field(format_lazy(_("{role} until"), role=role.label))

    def show(self, held: Roles) -> None:
        """What the form begins with."""
        days = {f"until_{role}": day for role, day in held.ends_on.items()}
        self.initial.update({"roles": held.names, **days})

    @property
    def ends_on(self) -> dict[str, date]:
        days = {role.value: self.cleaned_data.get(f"until_{role}") for role in self.offered}
        return {role: day for role, day in days.items() if day}

    @property
    def rows(self) -> list[RoleRow]:
        options = {str(option.data["value"]): option for option in self["roles"].subwidgets}
        return [
            RoleRow(
                options[role.value],
                ROLE_WORDS[role],
                self[f"until_{role}"] if f"until_{role}" in self.fields else None,
            )
            for role in self.offered
        ]

    def clean(self) -> dict[str, Any] | None:
        """A day beside a box that is not ticked would be lost without a word."""
        cleaned = super().clean()
        for role in self.ends_on:
            if role not in self.cleaned_data.get("roles", ()) and "roles" not in self.errors:
                self.add_error(f"until_{role}", _("Tick the role, or leave its day empty."))
        return cleaned


class RolesForm(PortalForm, RoleFields):
    """The roles of a colleague. `version` is that of the page: who saves second is told (situation C-031)."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: Any, offered: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offered)

    def clean_version(self) -> int:
        """One that cannot be read is never the current one."""
        text: str = self.cleaned_data["version"]
        return int(text) if text.isascii() and text.isdigit() else 0
