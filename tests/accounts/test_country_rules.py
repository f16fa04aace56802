"""Addresses, phones and numbers by country (reference 3.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts import country_rules as rules
from accounts.models import Country
from customers.details import Details
from partnercenter.core.errors import DomainErrors

DETAILS = Details("Main street 1", "Bora", "Han", "bora@customer.example")
KOREAN = replace(DETAILS, city="Gangnam-gu", state="서울특별시", postal_code="06236")
POLISH = replace(
    DETAILS, city="Warszawa", postal_code="00-950", registration_number="8567346215", phone="+48 22 123 45 67"
)


def _wrong(country: str, details: Details) -> set[str | None]:
    try:
        rules.tidy(country, details)
    except DomainErrors as problem:
        return {error.field for error in problem.errors}
    return set()


def test_the_24_countries() -> None:
    assert len(rules.NUMBER_REQUIRED) == 24


@pytest.mark.parametrize("country", sorted(rules.NUMBER_REQUIRED))
def test_number_and_phone_are_required_there(country: str) -> None:
    assert {"registration_number", "phone"} <= _wrong(country, DETAILS)


@pytest.mark.parametrize("country", sorted(rules.NUMBER_REQUIRED))
def test_the_example_of_each_country_is_valid_and_nonsense_is_not(country: str) -> None:
    rule = rules.NUMBER_REQUIRED[country]
    assert rule.accepts(rule.example)
    assert "registration_number" in _wrong(country, replace(DETAILS, registration_number="nonsense"))


def test_elsewhere_neither_is_asked_for() -> None:
    assert not _wrong("KR", KOREAN)
    assert not _wrong("KR", replace(KOREAN, registration_number="116-82-00276"))
    assert _wrong("KR", replace(KOREAN, registration_number="116-82-00277")) == {"registration_number"}


def test_what_is_missing_in_an_address() -> None:
    assert _wrong("KR", DETAILS) == {"city", "state", "postal_code"}
    assert not _wrong("AG", DETAILS)


@pytest.mark.parametrize(
    ("country", "code", "right"),
    [
        ("US", "1234", False),
        ("US", "98052-1234", True),
        ("PT", "2725-079", True),
        ("PT", "27250", False),
        ("KR", "06236", True),
        ("KR", "135-080", False),
    ],
)
def test_postal_codes(country: str, code: str, right: bool) -> None:
    assert ("postal_code" not in _wrong(country, replace(DETAILS, postal_code=code))) is right


def test_a_postal_code_is_kept_in_capitals() -> None:
    british = replace(DETAILS, city="London", postal_code="ec1y 8sy")
    assert rules.tidy("GB", british).postal_code == "EC1Y 8SY"


@pytest.mark.parametrize("typed", ["서울특별시", "Seoul", "seoul"])
def test_a_state_is_found_by_code_and_by_name(typed: str) -> None:
    assert rules.tidy("KR", replace(KOREAN, state=typed)).state == "서울특별시"


def test_a_state_that_is_not_there() -> None:
    assert "state" in _wrong("US", replace(DETAILS, state="Atlantis"))
    assert "state" not in _wrong("US", replace(DETAILS, state="washington"))


@pytest.mark.parametrize("typed", ["02-312-3456", "+82 2 312 3456", "+82(0)2-312-3456"])
def test_phones_are_kept_as_dialled_from_abroad(typed: str) -> None:
    assert rules.tidy("KR", replace(KOREAN, phone=typed)).phone == "+82 2-312-3456"


@pytest.mark.parametrize("typed", ["12", "call me", "02-312-3456 ext. 5", "+999 123"])
def test_phones_that_do_not_exist(typed: str) -> None:
    assert _wrong("KR", replace(KOREAN, phone=typed)) == {"phone"}


def test_a_phone_of_another_country_is_a_phone() -> None:
    assert not _wrong("KR", replace(KOREAN, phone="+48 22 123 45 67"))


def test_poland() -> None:
    assert rules.tidy("PL", POLISH) == POLISH
    assert _wrong("PL", replace(POLISH, registration_number="8567346216")) == {"registration_number"}


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("DE", ["Main street 1", "2nd floor", "10117 Berlin", "BE"]),
        ("KR", ["BE Berlin", "Main street 1", "2nd floor", "10117"]),
        ("US", ["Main street 1", "2nd floor", "Berlin, BE 10117"]),
        ("JP", ["10117", "BE", "Main street 1", "2nd floor", "Berlin"]),
        ("QQ", ["Main street 1", "2nd floor", "Berlin", "BE", "10117"]),
    ],
)
def test_an_address_stands_as_its_country_writes_it(country: str, lines: list[str]) -> None:
    whole = replace(DETAILS, address_line2="2nd floor", city="Berlin", state="BE", postal_code="10117")
    assert rules.address_lines(country, whole) == lines
    assert rules.address_lines(country, DETAILS) == ["Main street 1"]


def test_a_country_that_no_library_knows_asks_for_nothing_more() -> None:
    details = replace(DETAILS, state="Somewhere", postal_code="?", phone="+48 22 123 45 67")
    assert rules.tidy("QQ", details) == details
    assert rules.state_choices("QQ") == ()


@pytest.mark.django_db
def test_every_country_of_the_programme_can_be_asked() -> None:
    for code in Country.objects.values_list("code", flat=True):
        _wrong(code, replace(DETAILS, state="x", postal_code="x", phone="1", registration_number="x"))
        assert all(len(state) <= 100 for state, _label in rules.state_choices(code))
