"""What a customer's account may consist of: fields by country, names, domains (reference 3.3)."""

from __future__ import annotations

import pytest

from accounts.models import Country
from customers.details import Details
from customers.forms import CompanyForm, DetailsForm
from customers.models import Customer

KOREAN = {
    "address_line1": "Teheran-ro 152",
    "city": "Gangnam-gu",
    "state": "서울특별시",
    "postal_code": "06236",
    "first_name": "Bora",
    "last_name": "Han",
    "email": "bora@customer.example",
    "phone": "02-312-3456",
    "language": "ko",
}
COMPANY = KOREAN | {"name": "Customer Korea", "domain": "customer.example", "country_code": "KR"}

pytestmark = pytest.mark.django_db


def _country(code: str) -> Country:
    return Country.objects.select_related("region").get(code=code)


def _details(country: str = "KR", **changes: str) -> DetailsForm:
    return DetailsForm(KOREAN | changes, country=_country(country))


def _company(*countries: str, **changes: str | list[str]) -> CompanyForm:
    return CompanyForm(COMPANY | changes, countries=[_country(code) for code in countries or ("KR",)])


def _errors(form: DetailsForm) -> dict[str, list[str]]:
    return {name: [str(one) for one in found] for name, found in form.errors.items()}


def test_details_as_an_action_takes_them() -> None:
    form = _details(version="3")
    assert form.is_valid(), form.errors
    assert form.details == Details(**(KOREAN | {"phone": "+82 2-312-3456"}))
    assert form.cleaned_data["version"] == 3


@pytest.mark.parametrize("version", ["", "x", "-1", "1e9"])
def test_a_version_that_cannot_be_read_is_never_the_current_one(version: str) -> None:
    form = _details(version=version)
    assert form.is_valid()
    assert form.cleaned_data["version"] == 0


def test_all_that_is_wrong_is_said_at_once_beside_its_field() -> None:
    wrong = {"city": "", "state": "Atlantis", "postal_code": "1", "phone": "12", "registration_number": "1"}
    assert set(_errors(_details(**wrong, first_name=""))) == {*wrong, "first_name"}


def test_a_country_with_a_list_has_a_choice_of_states() -> None:
    assert '<option value="서울특별시"' in str(_details()["state"])
    assert "<option" not in str(_details("PL")["state"])


def test_a_field_that_the_country_does_not_ask_for_is_optional() -> None:
    required = {name for name, field in _details("PL").fields.items() if field.required}
    assert {"registration_number", "phone", "city", "postal_code"} <= required
    assert "state" not in required
    assert not _details("KR").fields["registration_number"].required


def test_one_sentence_for_one_problem() -> None:
    assert all(len(found) == 1 for found in _errors(_details("PL", city="", phone="")).values())


@pytest.mark.parametrize("email", ["someone@microsoft.com", "someone@mail.Microsoft.com"])
def test_nobody_at_microsoft_is_the_customers_contact(email: str) -> None:
    assert set(_errors(_details(email=email))) == {"email"}


def test_a_company_as_an_action_takes_it() -> None:
    form = _company("KR", "PL")
    assert form.is_valid(), form.errors
    assert form.company == {"name": "Customer Korea", "domain": "customer.example", "country": _country("KR")}
    assert form.details.state == "서울특별시"


def test_the_country_decides_what_is_asked() -> None:
    form = _company("KR", "PL", country_code="PL", postal_code="00-950")
    assert set(_errors(form)) == {"registration_number", "phone"}
    assert "NIP" in str(form["registration_number"].help_text)
    assert "country_code" in _errors(_company("PL", country_code="KR"))


@pytest.mark.parametrize("name", ["A", "..", "GmbH", "Pty. Ltd.", "pvt", "Sdn. Bhd.", "-"])
def test_names_that_are_refused(name: str) -> None:
    assert set(_errors(_company(name=name))) == {"name"}


@pytest.mark.parametrize(
    "domain", ["contoso", "a b.example", "https://contoso.example", "-a.example", "1.2.3.4"]
)
def test_domains_that_are_none(domain: str) -> None:
    assert set(_errors(_company(domain=domain))) == {"domain"}


@pytest.mark.parametrize("field", ["name", "domain"])
@pytest.mark.parametrize("char", ["\u200b", "\u00ad", "\u3164", "\u202e"])
def test_invisible_characters_are_refused(field: str, char: str) -> None:
    value = str(COMPANY[field])
    assert set(_errors(_company(**{field: value[:3] + char + value[3:]}))) == {field}


def test_a_domain_is_kept_in_its_ascii_form() -> None:
    form = _company(domain="Bücher.example.")
    assert form.is_valid(), form.errors
    assert form.company["domain"] == "xn--bcher-kva.example"


@pytest.mark.situation("C-005")
@pytest.mark.parametrize(
    ("field", "value", "latin"),
    [
        ("domain", "сontoso.example", "contoso.example"),  # a Cyrillic letter
        ("domain", "xn--ontoso-hrf.example", "contoso.example"),
        ("domain", "сосо.example", "coco.example"),  # all of it
        ("name", "Соntoso Korea", "Contoso Korea"),
    ],
)
def test_look_alike_letters_are_shown_both_ways_and_confirmed(field: str, value: str, latin: str) -> None:
    form = _company(**{field: value})
    assert set(_errors(form)) == {"meant"}
    (doubt,) = form.doubts
    assert latin in str(doubt.question)
    assert "xn--" in str(doubt.question) or field == "name"
    assert doubt.mark in str(form["meant"])
    assert _company(**{field: value, "meant": [doubt.mark]}).is_valid()


def test_a_confirmation_counts_for_the_text_it_was_given_for() -> None:
    first = _company(name="Contoso.com")
    assert not first.is_valid()
    again = _company(name="Contoso.net", meant=[first.doubts[0].mark])
    assert set(_errors(again)) == {"meant"}


@pytest.mark.parametrize("name", ["Contoso.com", "999", "1 2 3", "aaa"])
def test_names_that_are_unlikely_are_asked_about(name: str) -> None:
    assert set(_errors(_company(name=name))) == {"meant"}


@pytest.mark.parametrize(
    "name", ["주식회사 콘토소", "Contoso코리아", "Bücher GmbH", "ООО Ромашка", "3M", "Tesla Inc."]
)
def test_ordinary_names_pass(name: str) -> None:
    form = _company(name=name)
    assert form.is_valid(), form.errors
    assert "meant" not in form.fields


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("Kim", "Novak", "Kim Novak"),
        ("민지", "김", "김민지"),
        ("", "김", "김"),
        ("민지", "Kim", "민지 Kim"),
        ("", "", ""),
    ],
)
def test_the_name_of_a_contact_is_in_its_own_order(first: str, last: str, shown: str) -> None:
    assert Customer(first_name=first, last_name=last).contact_name == shown
