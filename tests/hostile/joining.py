"""The forms of joining the programme, in the hands of somebody who has filled in everything."""

from __future__ import annotations

from tests import applicants
from tests import factories as make
from tests.isolation.cast import Visitor
from tests.world import World

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
    "accounts:location-add": ("pending", "mpn_id"),
    "accounts:incentives": ("reseller",),
    "accounts:enrol": ("direct", "primary_contact", "submission understood"),
    "accounts:reseller-agreement": ("pending", "", "version is_read"),
    "joining:review": ("applicant", "password1 password2", "entitled submission"),
}


def joining_people(world: World) -> dict[str, Visitor]:
    """`applicant`: a browser in which everything is filled in, and a code is on its way; `pending`: a global admin with
    the reseller agreement before them. The direct-bill partner of the world may go over."""
    _ = world.contact, world.reseller_agreement, world.invited
    visitor = Visitor("applicant", None)
    visitor.keep(applicants.applicant())
    admin = make.MembershipFactory(tenant=world.pending).user
    return {"applicant": visitor, "pending": Visitor("pending", admin)}
