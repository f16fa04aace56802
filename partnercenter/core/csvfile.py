"""CSV as spreadsheets read it: UTF-8 with a mark that Excel goes by, and no cell that would be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

BOM = b"\xef\xbb\xbf"
# What begins a formula in a spreadsheet, in full width too (East Asian keyboards).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """The value as text; what would be read as a formula is quoted with an apostrophe (situation C-010). Numbers are none."""
    if isinstance(value, int | Decimal):
        return str(value)
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Some lines of a file, as RFC 4180 wants them."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return target.getvalue().encode()
