"""The forms of joining the programme, in the hands of somebody who has filled in everything."""

from __future__ import annotations

from tests import applicants
from tests.isolation.cast import Visitor

# Who sends it, what is typed, what the page fills in or offers as a choice.
JOINING: dict[str, tuple[str, ...]] = {
    "joining:start": ("nobody", "", "programme"),
    "joining:programme": ("applicant", "", "programme"),
    "joining:company": (
        "applicant",
        "name domain address_line1 address_line2 city postal_code registration_number phone",
        "country_code state meant",
    ),
    "joining:contact": ("applicant", "first_name last_name email"),
    "joining:confirm": ("applicant", "code"),
    "joining:code": ("applicant",),
    "joining:identifiers": ("applicant", "global_account_id mpn_id mpn_email", "location"),
    "joining:review": ("applicant", "password1 password2", "entitled submission"),
}


def joining_person() -> Visitor:
    """A browser in which everything is filled in, and a code is on its way."""
    visitor = Visitor("applicant", None)
    visitor.keep(applicants.applicant())
    return visitor
