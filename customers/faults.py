"""What may be wrong with a file and with its rows, each with what to do; and how faults are written down."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import in_words
from customers.csv_reading import COLUMNS
from partnercenter.core import csvfile

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

SHOWN = 1000  # faults that the page lists; all of them are in the download
LONGEST_VALUE = 80  # characters of what was typed
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

COLUMN_LABELS: dict[str, Words] = {
    "name": pgettext_lazy("column of a CSV", "Name"),
    "domain": pgettext_lazy("column of a CSV", "Domain"),
    "country": pgettext_lazy("column of a CSV", "Country"),
    "email": pgettext_lazy("column of a CSV", "E-mail"),
    "contact": pgettext_lazy("column of a CSV", "Contact"),
    "reference": pgettext_lazy("column of a CSV", "Reference"),
}

# The file as a whole.
FILE_FAULTS: dict[str, Words] = {
    "empty": _("The file is empty. Export your customers again and choose that file."),
    "spreadsheet": _(
        "This is a workbook, not a CSV. In Excel choose Save as, then “CSV UTF-8”, and upload that."
    ),
    "pdf": _("This is a PDF, not a CSV. Export the list of customers from the program it is kept in."),
    "binary": _("This is not a text file. Save the list of customers as CSV and upload that."),
    "encoding": _("The letters in this file cannot be read. Save it as “CSV UTF-8” and upload it again."),
    "no_heads": _("The first line must name the columns. Found instead: %(value)s"),
    "columns": _("These columns are missing: %(value)s. The template shows how the first line looks."),
    "twice": _("These columns are there twice: %(value)s. Keep one of each."),
    "no_rows": _("There are no rows below the heads of the columns."),
    "too_many": _("These are %(value)s rows. At most 50,000 are possible at a time; divide the file."),
    "quotes": _(
        "The quotation marks in line %(line)s do not fit together. Close them, or double those that belong to the text."
    ),
    "unexpected": _("The portal could not read this file. Nothing was imported beyond what is said above."),
}

# One cell. `more` is the other line, the region, or the other spelling.
FAULTS: dict[str, Words] = {
    "missing": _("Nothing is here. Fill it in."),
    "long": _("This is too long. At most %(more)s characters are possible."),
    "control": _("This contains characters that cannot be read. Type it again."),
    "invisible": _("This contains characters that cannot be seen. Type it again."),
    "formula": _("This is a formula. Write the text itself."),
    "cells": _("This row has more cells than there are columns. Put text with commas into quotation marks."),
    "no_name": _("This is no name of a company. Write the company's full legal name."),
    "domain": _("This is no domain. Write it alone, like contoso.com."),
    "own": _("This is your own organisation's domain. An organisation cannot be its own customer."),
    "duplicate": _("The same domain is in line %(more)s already. Keep one of the two rows."),
    "address": _("This is no e-mail address. Write it like name@company.com."),
    "letters": _("Addresses with such letters before the @ are not supported yet."),
    "country": _("This country is not known. Write its code, like KR, or its name."),
    "region": _(
        "This country is outside your region (%(more)s). A partner may serve only customers in its own region."
    ),
}
# Worth a look, but no reason to leave the row out.
WARNINGS: dict[str, Words] = {
    "alike": _("This contains letters of another script; it looks like “%(more)s” and is not the same."),
}


class Fault(NamedTuple):
    """Something wrong in one cell; "" as column: the whole row."""

    line: int
    column: str
    code: str
    value: str = ""
    more: str = ""

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS

    @property
    def label(self) -> Words:
        return COLUMN_LABELS.get(self.column, "")

    @property
    def sentence(self) -> str:
        words = WARNINGS.get(self.code) or FAULTS.get(self.code) or FAULTS["control"]
        more = in_words(self.more) if self.code == "region" else self.more
        return str(words) % {"more": more}


def shown(value: str) -> str:
    """What was typed, short enough for a list and without what no page may contain."""
    visible = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(visible.split())[:LONGEST_VALUE]


def file_sentence(code: str, value: str = "", line: int = 0) -> str:
    """Why the whole file cannot be read, in the reader's language."""
    words = FILE_FAULTS.get(code, FILE_FAULTS["unexpected"])
    if code in {"columns", "twice"}:
        value = ", ".join(str(COLUMN_LABELS.get(name, name)) for name in value.split(","))
    return str(words) % {"value": value, "line": line}


class FaultLog:
    """Collects all faults of a file in bounded memory: compressed, one JSON line each."""

    def __init__(self) -> None:
        self.first: list[Fault] = []
        self.count = 0
        self._buffer = io.BytesIO()
        self._packed = gzip.GzipFile(fileobj=self._buffer, mode="wb", compresslevel=5, mtime=0)

    def add(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            if len(self.first) < SHOWN:
                self.first.append(fault)
            self.count += 1
            self._packed.write(json.dumps(fault, ensure_ascii=False).encode() + b"\n")

    def packed(self) -> bytes:
        self._packed.close()
        return self._buffer.getvalue()


def unpacked(log: Any) -> Iterator[Fault]:
    if not log:
        return
    with gzip.open(io.BytesIO(bytes(log)), "rt", encoding="utf-8") as lines:
        for line in lines:
            yield Fault(*json.loads(line))


def template_csv() -> bytes:
    """The heads of the columns in the reader's language, as Excel opens it."""
    return csvfile.BOM + csvfile.lines([[str(COLUMN_LABELS[name]) for name in COLUMNS]])


def faults_csv(faults: Iterator[Fault]) -> bytes:
    """Every fault in a line, in the reader's language, as Excel opens it."""
    heads = [_now("Line"), _now("Column"), _now("Kind"), _now("What was found"), _now("What to do")]
    kinds = {True: _now("Warning"), False: _now("Error")}
    rows = ([str(one.line), str(one.label), kinds[one.is_warning], one.value, one.sentence] for one in faults)
    return csvfile.BOM + csvfile.lines([heads, *rows])
