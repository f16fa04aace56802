"""Offers in a CSV, one a line: read whole, and everything that is wrong said at once, by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Region
from customers.csv_reading import UnreadableFile, records_of
from customers.faults import file_sentence
from partnercenter.core.cleaning import UnreadableTextError, clean_line
from partnercenter.core.errors import DomainError, DomainErrors
from subscriptions.states import BillingCycle, Category, OfferKind, Publisher, PurchaseResource, Term

MAX_ROWS = 5_000
SHOWN = 50  # faults; the rest is counted
COLUMNS = (
    "code", "product", "publisher", "publisher_name", "name", "kind", "category", "term", "billing_cycle",
    "minimum", "maximum", "once_per_customer", "resource", "regions",
)  # fmt: skip
EVERYWHERE = "*"
_LONGEST = {"code": 40, "product": 150, "publisher_name": 100, "name": 150}
CHOICES: dict[str, Any] = {
    "publisher": Publisher,
    "kind": OfferKind,
    "category": Category,
    "term": Term,
    "billing_cycle": BillingCycle,
    "resource": PurchaseResource,
}
_YES = {"": False, "no": False, "0": False, "false": False, "yes": True, "1": True, "true": True}
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Line:
    """One offer as it stands in the file; `product` and `publisher…` are those of its product."""

    number: int
    product: str
    publisher: str
    publisher_name: str
    offer: Mapping[str, Any]  # of OfferFacts, but for the product


def fault(number: int, words: Any) -> DomainError:
    return DomainError("line", _("Line %(number)s: %(words)s") % {"number": number, "words": words}, "file")


def require_none(faults: list[DomainError]) -> None:
    """Raises DomainErrors with the first of them."""
    if len(faults) > SHOWN:
        rest = _("And %(count)s more.") % {"count": len(faults) - SHOWN}
        faults = [*faults[:SHOWN], DomainError("more", rest, "file")]
    if faults:
        raise DomainErrors(faults)


def read(content: bytes, regions: Iterable[Region]) -> list[Line]:
    """Every line. Raises DomainErrors: of the file, or of all its lines."""
    try:
        records = list(records_of(content))
    except UnreadableFile as error:
        raise DomainError("file", file_sentence(error.code, error.value, error.line), "file") from error
    heads = [head.strip() for head in records[0][1]]
    _require_heads(heads)
    if not 1 <= len(records) - 1 <= MAX_ROWS:
        raise DomainError("rows", _("A file has from 1 to %(most)s offers.") % {"most": MAX_ROWS}, "file")
    by_name = {one.name: one for one in regions}
    faults: list[DomainError] = []
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, record in records[1:]:
        try:
            line = _Reading(number, dict(zip(heads, record, strict=False)), by_name).line()
        except DomainErrors as errors:
            faults += errors.errors
            continue
        code = line.offer["code"]
        if code in seen:
            faults.append(
                fault(number, _("%(code)s is in line %(other)s, too.") % {"code": code, "other": seen[code]})
            )
        seen[code] = number
        lines.append(line)
    require_none(faults)
    return lines


def _require_heads(heads: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in heads]
    unknown = [name for name in heads if name not in COLUMNS and not _CURRENCY.fullmatch(name)]
    twice = [name for name in dict.fromkeys(heads) if heads.count(name) > 1]
    for words, names in (
        (_("These columns are missing: %(names)s."), missing),
        (_("These columns are not known: %(names)s. A price stands under its currency, like EUR."), unknown),
        (_("These columns are there twice: %(names)s."), twice),
    ):
        if names:
            raise DomainError("columns", words % {"names": ", ".join(names)[:200]}, "file")


class _Reading:
    """One line: all its faults, then all its values."""

    def __init__(self, number: int, cells: dict[str, str], regions: Mapping[str, Region]) -> None:
        self.number, self.cells, self.regions = number, cells, regions
        self.faults: list[DomainError] = []

    def line(self) -> Line:
        texts = {name: self._text(name, longest) for name, longest in _LONGEST.items()}
        choices = {name: self._choice(name, of) for name, of in CHOICES.items()}
        offer = {
            "code": texts["code"],
            "name": texts["name"],
            **{name: choices[name] for name in ("kind", "category", "term", "billing_cycle", "resource")},
            "minimum": self._number("minimum"),
            "maximum": self._number("maximum"),
            "once_per_customer": self._yes("once_per_customer"),
            "regions": list(self._regions()),
            "prices": dict(self._prices()),
        }
        require_none(self.faults)
        return Line(self.number, texts["product"], choices["publisher"], texts["publisher_name"], offer)

    def _fault(self, column: str, words: Any) -> None:
        self.faults.append(fault(self.number, f"{column}: {words}"))

    def _cell(self, column: str) -> str:
        try:
            return clean_line(self.cells.get(column) or "")
        except UnreadableTextError:
            self._fault(column, _("This contains characters that cannot be read. Type it again."))
            return ""

    def _text(self, column: str, longest: int) -> str:
        text = self._cell(column)
        if not text:
            self._fault(column, _("Nothing is here. Fill it in."))
        if len(text) > longest:
            self._fault(
                column, _("This is too long. At most %(more)s characters are possible.") % {"more": longest}
            )
        return text

    def _choice(self, column: str, choices: Any) -> str:
        text = self._cell(column)
        if text not in choices.values and not (column == "resource" and not text):
            self._fault(column, _("One of these: %(names)s.") % {"names": ", ".join(choices.values)})
        return text

    def _number(self, column: str) -> int:
        text = self._cell(column)
        if not re.fullmatch(r"[0-9]{1,6}", text):
            self._fault(
                column, _("Write a whole number from %(least)s to %(most)s.") % {"least": 1, "most": 999_999}
            )
            return 1
        return int(text)

    def _yes(self, column: str) -> bool:
        text = self._cell(column).lower()
        if text not in _YES:
            self._fault(column, _("One of these: %(names)s.") % {"names": "yes, no"})
        return _YES.get(text, False)

    def _regions(self) -> Iterator[Region]:
        """Names with semicolons between them, or a star for all."""
        text = self._cell("regions")
        for name in [one.strip() for one in text.split(";") if one.strip()]:
            if name == EVERYWHERE:
                yield from self.regions.values()
            elif name in self.regions:
                yield self.regions[name]
            else:
                self._fault("regions", _("There is no region “%(name)s”.") % {"name": name[:80]})

    def _prices(self) -> Iterator[tuple[str, Decimal]]:
        """Every column headed by a currency; an empty cell: not sold in it."""
        for currency in filter(_CURRENCY.fullmatch, self.cells):
            text = self._cell(currency)
            if not text:
                continue
            if not _AMOUNT.fullmatch(text):
                self._fault(currency, _("Write an amount like 12.50."))
                continue
            yield currency, Decimal(text)
