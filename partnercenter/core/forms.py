"""The base of every form: clean text, plain sentences, an error summary, one submission id."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnercenter.core.cleaning import UnreadableTextError, clean_line, clean_lines, printable
from partnercenter.core.errors import DomainError, DomainErrors

MAX_LINE = 200  # characters
MAX_TEXT = 5000  # characters


class CleanCharField(forms.CharField):
    """One line: composed (NFC), without invisible characters, trimmed; control characters are refused."""

    default_error_messages = {
        "control": _("This text contains characters that cannot be read. Type it again without them."),
        "one_line": _("Write this on one line."),
    }
    multiline = False

    def __init__(self, *, max_length: int | None = MAX_LINE, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return str(self.empty_value or "")
        try:
            text = clean_lines(str(value)) if self.multiline else clean_line(str(value))
        except UnreadableTextError as problem:
            raise ValidationError(self.error_messages[problem.code], code=problem.code) from problem
        return text or str(self.empty_value or "")

    def prepare_value(self, value: Any) -> Any:
        return printable(value) if isinstance(value, str) else value


class CleanTextField(CleanCharField):
    """Several lines of text; line ends become plain newlines."""

    multiline = True

    def __init__(self, *, max_length: int | None = MAX_TEXT, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)


class PrintableBoundField(forms.BoundField):
    """Shows what was typed, whatever the field, without characters no page may contain."""

    def value(self) -> Any:
        value = super().value()
        return printable(value) if isinstance(value, str) else value


class PortalForm(forms.Form):
    """A form as the portal shows it (crispy, Bootstrap 5): `{% form_for form submit="…" %}` in a page."""

    bound_field_class = PrintableBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for item in self.fields.values():
            _name_what_is_missing(item)
            if isinstance(item, forms.ChoiceField):  # Django's sentence repeats whatever was sent
                item.error_messages["invalid_choice"] = _("Choose one of the options.")

    @property
    def helper(self) -> FormHelper:
        """Fields only: the form tag, the token and the buttons are the component's."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.attrs = {"novalidate": ""}
        return helper

    def add_domain_error(self, error: DomainError) -> None:
        """Put a rule's answer beside its field, or at the top where the form has no such field."""
        for one in error.errors if isinstance(error, DomainErrors) else [error]:
            field = one.field if one.field in self.fields else None
            self.add_error(field, ValidationError(one.message, code=one.code))


class SubmissionMixin(forms.Form):
    """A hidden id that is new with every page shown and the same with every resend of it (C-021, C-022)."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4

    def clean_submission(self) -> uuid.UUID:
        """A missing id is made up: nobody loses their entries for it."""
        value: uuid.UUID | None = self.cleaned_data.get("submission")
        return value or uuid.uuid4()


def _name_what_is_missing(item: forms.Field) -> None:
    """ "This field is required" four times helps nobody: the sentence names the field."""
    if item.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    if isinstance(item.widget, forms.CheckboxInput):
        item.error_messages["required"] = _("Tick the box to continue.")
    elif isinstance(item.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        item.error_messages["required"] = format_lazy(_("Choose: {label}"), label=item.label or "")
    else:
        item.error_messages["required"] = format_lazy(_("Fill in: {label}"), label=item.label or "")


@dataclass(frozen=True)
class ErrorLink:
    """A line of the error summary and the id of the field it leads to ("" for the form as a whole)."""

    message: str
    target: str


def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """Every problem of the form, those of the form as a whole first, then in the order of the fields."""
    errors: Mapping[str, Any] = form.errors
    links = [ErrorLink(str(message), "") for message in form.non_field_errors()]
    for name in form.fields:
        if name in errors:
            target = _target(form[name])
            links += [ErrorLink(str(message), target) for message in errors[name]]
    return links


def _target(field: forms.BoundField) -> str:
    """The id of the field's first control: a group of options has no control of its own."""
    if field.is_hidden:
        return ""
    first = next(iter(field.subwidgets), None) if field.use_fieldset else None
    return (first.id_for_label if first else "") or field.id_for_label or field.auto_id
