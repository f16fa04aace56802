"""Whole numbers as people type them (situation C-014): `30`, `１２`, `1,000`."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

_PLAIN = re.compile(r"[+-]?[0-9]{1,12}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3}){1,3}")


def grouped(number: int) -> str:
    """50000 as people read it: 50,000."""
    return number_format(number, force_grouping=True)


class WholeNumberField(forms.Field):
    """A number from `least` to `most`; full-width digits and thousands separators are read, the rest explained."""

    widget = forms.TextInput
    default_error_messages = {
        "not_whole": _("Write a whole number from %(least)s to %(most)s."),
        "range": _("%(number)s is not possible here. Write a whole number from %(least)s to %(most)s."),
    }

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "maxlength": "20"}

    def to_python(self, value: Any) -> int | None:
        text = unicodedata.normalize("NFKC", str(value if value is not None else "")).strip()
        if not text:
            return None
        least, most = map(grouped, (self.least, self.most))
        limits = {"least": least, "most": most}
        if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
            raise ValidationError(self.error_messages["not_whole"], code="not_whole", params=limits)
        number = int(text.replace(",", ""))
        if not self.least <= number <= self.most:
            shown = grouped(number)
            raise ValidationError(
                self.error_messages["range"], code="range", params={**limits, "number": shown}
            )
        return number
