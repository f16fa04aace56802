"""A body for every POST that its view takes for valid: a refusal must come from who asks, not from what is sent."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from relationships.consequences import Consequences
from tests import applicants
from tests.isolation.bodies_account import ACCOUNT, of_account
from tests.isolation.bodies_directory import DIRECTORY, directory
from tests.isolation.bodies_many import many
from tests.isolation.bodies_ordering import ORDERING, ordering
from tests.isolation.bodies_team import BODIES as OF_TEAM
from tests.isolation.bodies_users import BODIES as OF_USERS
from tests.isolation.bodies_users import of_users
from tests.world import World

BODIES: dict[str, dict[str, object]] = {
    "set-language": {"language": "en", "next": "/"},
    "set-theme": {"theme": "dark", "next": "/"},
    "accounts:visit-end": {},
    "accounts:location-add": {"mpn_id": "4999123"},
    "accounts:incentives": {},
    "accounts:enrol": {"understood": "on"},
    "accounts:reseller-agreement": {"is_read": "on"},
    "accounts:mpa-sign": {"is_read": "on"},
    "accounts:mca-accept": {"is_read": "on"},
    "customers:partner-roles-remove": {},
    "customers:company-edit": {
        "address_line1": "Sejong-daero 110",
        "city": "Jung-gu",
        "state": "서울특별시",
        "postal_code": "04524",
        "first_name": "Nari",
        "last_name": "Oh",
        "email": "nari@customers.example",
        "phone": "02-312-3456",
        "language": "ko",
        "version": "1",
    },
    "relationships:partnership-remove": {
        "reason": "other",
        "note": "as agreed",
        "statement_accepted": "on",
    },
    "customers:customer-edit": {
        "address_line1": "Teheran-ro 200",
        "address_line2": "",
        "city": "Gangnam-gu",
        "state": "서울특별시",
        "postal_code": "06236",
        "registration_number": "",
        "first_name": "Min-ji",
        "last_name": "Kim",
        "email": "kim@customers.example",
        "phone": "+82 2-312-3456",
        "billing_email": "",
        "language": "ko",
        "version": "1",
    },
    "customers:customer-attest": {
        "signer_name": "Kim Min-ji",
        "email": "kim@customers.example",
        "phone": "",
        "agreed_on": "2026-01-05",
        "confirmed": "on",
    },
    "customers:relationship-remove": {"reason": "other", "note": "as agreed"},
    "invitations:request-partnership": {
        "step": "send",
        "recipients": "new.partner@resellers.example",
        "language": "en",
        "days": "30",
        "subject": "A partnership",
        "text": "Please open {link}",
        "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f10",
        "drafted": "",
    },
    "invitations:request-relationship": {
        "step": "send",
        "admin_access": "on",
        "recipients": "new.customer@customers.example",
        "language": "en",
        "days": "30",
        "subject": "A reseller relationship",
        "text": "Please open {link}",
        "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f11",
        "drafted": "",
    },
    "invitations:invite-customers": {
        "step": "send",
        "admin_access": "on",
        "recipients": "new.customer@customers.example",
        "language": "en",
        "days": "30",
        "subject": "Both of us",
        "text": "Please open {link}",
        "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f12",
        "drafted": "",
    },
    "customers:import-new": {},
    "customers:import-confirm": {},
    "customers:import-drop": {},
    "invitations:candidates-invite": {
        "step": "send",
        "admin_access": "on",
        "language": "en",
        "days": "30",
        "subject": "A relationship",
        "text": "Please open {link}",
        "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f13",
        "drafted": "",
    },
    "invitations:invitation-edit": {
        "recipient": "another@resellers.example",
        "language": "en",
        "days": "20",
        "subject": "A partnership",
        "text": "Please open {link}",
        "version": "1",
    },
    "invitations:invitation-resend": {"delivery": "portal", "generation": "1"},
    "invitations:invitation-revoke": {},
    "invitations:invitation-bulk": {"action": "revoke", "confirmed": "on", "rows": []},
    "invitations:accept": {"confirmed": "on"},
    "invitations:decline": {"reason": "no"},
    "invitations:opt-out": {},
    "invitations:ask-again": {},
    "invitations:code": {},
    "invitations:sign-up": {
        "code": "12345678",
        "full_name": "Kim Min-ji",
        "password1": "green mountain river 27",
        "password2": "green mountain river 27",
    },
    "invitations:organisation": {
        "name": "Areum Publishing",
        "domain": "areum.example",
        "country_code": "KR",
        "address_line1": "Teheran-ro 152",
        "city": "Gangnam-gu",
        "state": "서울특별시",
        "postal_code": "06236",
        "first_name": "Min-ji",
        "last_name": "Kim",
        "email": "kim@areum.example",
        "phone": "02-312-3456",
        "language": "ko",
    },
    "account_login": {"login": "nobody@portal.example", "password": "wrong wrong wrong"},
    "account_logout": {},
    "account_reset_password": {"email": "nobody@portal.example"},
    "account_change_password": {"oldpassword": "x", "password1": "y" * 16, "password2": "y" * 16},
    "account_reauthenticate": {"password": "wrong wrong wrong"},
    "account_reset_password_from_key": {"password1": "y" * 16, "password2": "y" * 16},
}

BODIES |= (
    OF_TEAM
    | OF_USERS
    | {  # of subscriptions
        "subscriptions:purchase-permission-switch": {"resource": "savings_plans", "to": "on"},
        "subscriptions:own-reservation-buy": {
            "quantity": "2",
            "unit_price": "12.00",
            "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f14",
        },
        "subscriptions:subscription-quantity": {"quantity": "12", "version": "1"},
        "subscriptions:subscription-rename": {"name": "Seoul office"},
        "subscriptions:subscription-renewal": {"auto_renew": ""},
        "subscriptions:subscription-suspend": {},
        "subscriptions:subscription-reactivate": {},
        "subscriptions:subscription-cancel": {},
        "subscriptions:subscription-reseller": {"partner": "none"},
        "subscriptions:subscription-support": {"partner": "none"},
        "subscriptions:renewal-decide": {"auto_renew": "on"},
        "subscriptions:renewal-settings": {"frequency": "monthly", "scope": "everything"},
        "subscriptions:renewal-feed-change": {"step": "make"},
        "subscriptions:attention-settle": {},
        "subscriptions:reassign": {},  # see bodies_many
        "subscriptions:reassign-support": {},
    }
)

BODIES |= ACCOUNT
BODIES |= DIRECTORY
BODIES |= {name: {} for name in ORDERING}  # see bodies_ordering.py
BODIES |= {f"joining:{step}": sent for step, sent in applicants.BODIES.items()}
BODIES |= {"joining:start": {"programme": "indirect_reseller"}}


def body(name: str, world: World) -> dict[str, object]:
    """What to send to this route so that it does its work on this world."""
    more: dict[str, object] = ordering(name, world) | of_users(name, world) | of_account(name, world)
    more |= directory(name, world)
    if name == "invitations:invitation-bulk":
        more["rows"] = [f"{world.invitation.public_id}.{world.invitation.generation}"]
    if name == "customers:import-new":
        text = f"name,domain,country,email\nA,a.example,KR,{world.canary}@a.example"
        more["file"] = SimpleUploadedFile("more.csv", text.encode())
    if name == "invitations:candidates-invite":
        more["recipients"] = world.candidate.public_id
    if name == "accounts:mpa-sign":
        more["version"] = str(world.provider.acceptances.get().agreement.version)
    if name == "accounts:enrol":
        more["primary_contact"] = world.contact
    if name == "accounts:reseller-agreement":
        more["version"] = str(world.reseller_agreement.version)
    if name == "subscriptions:renewal-decide":
        more["ids"] = [world.ending.public_id]
    if name == "subscriptions:subscription-support":
        more["partner"] = world.reseller.public_id
    if name == "subscriptions:own-reservation-buy":
        more["offer"] = world.reservation.public_id
    if name == "accounts:mca-accept":
        more["version"] = str(world.mca.version)
    if name == "relationships:partnership-remove":
        more["seen"] = Consequences.of(world.partnership).mark
    return BODIES.get(name, {}) | more | many(name, world)
