"""One row of an imported file: what of it can be kept, and everything that is wrong with it at once. No queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import override

from accounts import company_names as names
from accounts.models import Country, Tenant
from customers.csv_reading import REQUIRED, Row, Sheet
from customers.faults import FORMULA_STARTS, Fault, shown
from partnercenter.core.addresses import AddressError, read_address, require_visible
from partnercenter.core.cleaning import UnreadableTextError, clean_line
from partnercenter.core.errors import DomainError
from partnercenter.core.text import search_key

LONGEST = {"name": 200, "contact": 100, "reference": 100}
# Begins like a formula and goes on like one; "+82 Co" and "@Home" are names.
_FORMULA = re.compile(r"^[=＝]|^[+\-@＋－＠].*[(!|]")
# Composed, visible letters of scripts that nobody mistakes for one another: nothing to look for, which saves time.
_ORDINARY = re.compile(r"[ -~À-İĲ-ɏ가-힣一-鿿]*")

# What people write beside the code and the two names of a country.
_ALSO = {
    "KR": ("korea", "south korea", "republic of korea", "한국", "남한"),
    "US": ("usa", "u.s.", "u.s.a.", "united states of america", "america", "미합중국"),
    "GB": ("uk", "u.k.", "great britain", "united kingdom", "영국"),
    "VN": ("vietnam", "베트남"),
    "TW": ("taiwan", "대만"),
    "CN": ("china", "중국"),
    "RU": ("russia", "러시아"),
}


class Values(NamedTuple):
    """A row that can be kept; `country` is its code."""

    name: str
    domain: str
    country: str
    email: str
    email_key: str
    contact: str
    reference: str

    @property
    def facts(self) -> tuple[str, ...]:
        """What makes two imports of one domain different."""
        return (self.name, self.country, self.email, self.contact, self.reference)


@dataclass(frozen=True)
class Checked:
    """A row after the look; `values` is None where an error leaves it out."""

    line: int
    values: Values | None
    faults: list[Fault]


@dataclass(frozen=True)
class Standard:
    """What rows are held against: the countries by every name, and whose customers they are to be."""

    countries: dict[str, Country]
    region: int
    region_name: str
    domain: str


def standard_for(partner: Tenant, countries: Iterable[Country]) -> Standard:
    found: dict[str, Country] = {}
    for country in countries:
        words = [country.code, country.name, *_ALSO.get(country.code, ())]
        with override("ko"):
            words.append(str(country))
        for word in words:
            found.setdefault(search_key(word), country)
    return Standard(found, partner.region.pk, partner.region.name, partner.domain)


def check(sheet: Sheet, standard: Standard) -> Iterator[Checked]:
    """Every row, in order; the same file always gives the same."""
    seen: dict[str, int] = {}
    for row in sheet.rows():
        yield _RowCheck(row, standard, seen).done()


class _RowCheck:
    def __init__(self, row: Row, standard: Standard, seen: dict[str, int]) -> None:
        self.row, self.standard, self.seen = row, standard, seen
        self.faults: list[Fault] = []
        self.email_key = ""

    def done(self) -> Checked:
        if self.row.surplus:
            self._fault("", "cells")
        values = Values(
            name=self._name(),
            domain=self._read("domain", self._domain),
            country=self._read("country", self._country),
            email=self._read("email", self._email),
            email_key=self.email_key,
            contact=self._text("contact"),
            reference=self._text("reference"),
        )
        is_whole = all(fault.is_warning for fault in self.faults)
        return Checked(self.row.line, values if is_whole else None, self.faults)

    def _fault(self, column: str, code: str, value: str = "", more: str = "") -> None:
        self.faults.append(Fault(self.row.line, column, code, shown(value), more))

    def _cell(self, column: str) -> str:
        """The cell as one line; "" where it is empty or a formula, which is said."""
        text = " ".join(self.row.cells.get(column, "").split())
        if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
            return text[1:]  # marked as text, as our own exports do
        if _FORMULA.match(text):
            self._fault(column, "formula", text)
            return ""
        if not text and column in REQUIRED:
            self._fault(column, "missing")
        return text

    def _text(self, column: str) -> str:
        text = self._cell(column)
        if not _ORDINARY.fullmatch(text):
            try:
                require_visible(text)
                text = clean_line(text)
            except (AddressError, UnreadableTextError) as error:
                self._fault(column, str(error.code), text)
                return ""
        if len(text) > LONGEST[column]:
            self._fault(column, "long", text, str(LONGEST[column]))
        return text

    def _name(self) -> str:
        name = self._text("name")
        if not name:
            return ""
        try:
            names.require_company_name(name)
        except DomainError:
            self._fault("name", "no_name", name)
        self._look_alike("name", name)
        return name

    def _read(self, column: str, read: Callable[[str], str]) -> str:
        """A cell that has a form of its own."""
        text = self._cell(column)
        if not text:
            return ""
        try:
            require_visible(text)
            return read(text)
        except (AddressError, DomainError) as error:
            self._fault(column, error.code, text)
            return ""

    def _domain(self, text: str) -> str:
        domain = names.clean_domain(text)
        if not text.isascii() or "xn--" in domain:
            readable = names.readable_domain(domain)
            self._look_alike("domain", readable, f"{readable} ({domain})")
        if domain == self.standard.domain:
            self._fault("domain", "own", text)
        first = self.seen.setdefault(domain, self.row.line)
        if first != self.row.line:
            self._fault("domain", "duplicate", text, str(first))
        return domain

    def _email(self, text: str) -> str:
        address = read_address(text.removeprefix("mailto:"))
        self.email_key = address.key
        return address.email

    def _country(self, text: str) -> str:
        country = self.standard.countries.get(search_key(text))
        if country is None:
            raise DomainError("country", "")
        if country.region_id != self.standard.region:
            self._fault("country", "region", text, self.standard.region_name)
        return country.code

    def _look_alike(self, column: str, text: str, both: str = "") -> None:
        """A warning; of a domain with `both` its spellings."""
        if not _ORDINARY.fullmatch(text) and (latin := names.latin_look_alike(text)):
            self._fault(column, "alike", both or text, latin)
