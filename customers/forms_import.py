from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from customers.csv_reading import MAX_BYTES
from partnercenter.core.cleaning import printable
from partnercenter.core.forms import PortalForm


class UploadForm(PortalForm):
    """The file alone; what is in it is judged by a worker."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
        help_text=_("At most 10 MB and 50,000 rows."),
        error_messages={
            "empty": _("The file is empty. Choose another one."),
            "max_length": _("The file's name is too long. Rename it."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
            "required": _("Choose a file."),
        },
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than 10 MB. Divide it, and upload one part after the other."),
                code="too_large",
            )
        return file

    @property
    def file_name(self) -> str:
        return " ".join(printable(str(self.cleaned_data["file"].name)).split())[:200] or "customers.csv"
