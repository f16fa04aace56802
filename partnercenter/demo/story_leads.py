"""Who asked the demo's partners to get in touch, and what became of it: a lead in each state."""

from __future__ import annotations

from datetime import timedelta

from accounts.actions import send_mailbox_code, use_mailbox_code
from accounts.codes import code_of
from directory import actions
from directory.models import Lead, Listing
from directory.states import DeclineReason
from directory.sweeps import expire_batch
from directory.values import LeadValues
from partnercenter.demo import ageing
from partnercenter.demo.organisations import global_admin, tenant

NETWORK = "192.0.2.10"
CUSTOMERS = {
    "new": LeadValues(
        "Bakkerij Sonneveld",
        "NL",
        "Lotte Sonneveld",
        "lotte@sonneveld.example",
        "Three shops, twelve people. We want mail under our own name and somebody to call when it does not work.",
        "+31 20 555 0188",
    ),
    "late": LeadValues(
        "Atelier Peeters",
        "BE",
        "Jan Peeters",
        "jan@peeters.example",
        "We move to a new office in spring and want to leave the old server behind.",
    ),
    "taken": LeadValues(
        "De Graaf Logistiek",
        "NL",
        "Eline de Graaf",
        "eline@degraaf.example",
        "Forty drivers need their papers on the phone. Can you show us how others do it?",
        "+31 10 555 0141",
    ),
    "done": LeadValues(
        "Museum aan de Kade",
        "NL",
        "Pim Bakker",
        "pim@kade.example",
        "An exhibition next year; we look for licences for volunteers.",
    ),
    "no": LeadValues(
        "Studio Vos",
        "NL",
        "Anouk Vos",
        "anouk@vos.example",
        "We need an app for our customers, ready within two weeks.",
    ),
    "forgotten": LeadValues(
        "Garage Smit", "NL", "Henk Smit", "henk@smit.example", "Please call me about backups."
    ),
}


def tell() -> None:
    leads = {name: _customer("northwind", values) for name, values in CUSTOMERS.items()}
    by = global_admin("northwind")
    accept = "He asks for a visit. I call on Tuesday."
    actions.accept_lead(lead=leads["taken"], owner=by.user, notes=accept, by=by)
    actions.accept_lead(lead=leads["done"], owner=by.user, notes="", by=by)
    actions.archive_lead(lead=leads["done"], by=by)
    actions.decline_lead(lead=leads["no"], reason=DeclineReason.SERVICE, notes="We build no apps.", by=by)
    ageing.older_lead(leads["late"], timedelta(days=12))
    ageing.older_lead(leads["forgotten"], timedelta(days=15))
    expire_batch()
    _customer(
        "hanbit",
        LeadValues(
            "새론식품",
            "KR",
            "정하은",
            "haeun@saeron.example",
            "직원 40명의 메일과 파일을 옮기려고 합니다. 견적을 받을 수 있을까요?",
            "031-555-0123",
            "ko",
        ),
    )
    _reseller(
        "fabrikam",
        "contoso",
        "Wir betreuen sechzig Gemeinden und suchen einen zweiten Anbieter mit Schulungen.",
    )
    ageing.forget_lead_mails()


def _listing(slug: str) -> Listing:
    return Listing.objects.get(tenant=tenant(slug))


def _customer(slug: str, values: LeadValues) -> Lead:
    """As a customer does it: the code goes to its mailbox and comes back."""
    row = send_mailbox_code(
        address=values.email, language=values.language, network=NETWORK, by=actions.CUSTOMER
    )
    use_mailbox_code(asked=[row.public_id], address=values.email, code=code_of(row), by=actions.CUSTOMER)
    return actions.ask_partner(listing=_listing(slug), values=values, proof=row.public_id, network=NETWORK)


def _reseller(slug: str, provider: str, message: str) -> None:
    by = global_admin(slug)
    person = by.user
    values = LeadValues(
        by.tenant.name, by.tenant.country_id, person.full_name, person.email, message, language="en"
    )
    actions.ask_provider(listing=_listing(provider), values=values, by=by)
