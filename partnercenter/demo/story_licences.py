"""Users and licences of the demo's customers, what one of them buys by itself, and orders that are still being made."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Agreement, Country, Membership
from accounts.permissions import Role
from accounts.states import AgreementKind
from customers.actions.users import NewUser, add_customer_user, block_customer_user
from customers.details import Details
from partnercenter.core.actor import Actor
from partnercenter.demo.organisations import global_admin, member, tenant
from subscriptions import actions
from subscriptions.actions.drafts import begin_draft
from subscriptions.actions.licences import assign_licence
from subscriptions.actions.permissions import buy_as_customer, permit_purchases
from subscriptions.models import Offer, Subscription
from subscriptions.states import PurchaseResource

# Whose people hold licences of what; the customer's own admin gives them out.
HOLDERS = (
    ("woodgrove", "M365-E3-P1Y-M", ("karin", "nils", "greta", "jule", "emre", "paula")),
    ("woodgrove", "PBI-PRO-P1M", ("greta", "jule")),
    ("lamna", "M365-BUS-PREM-P1Y-M", ("silke", "ben")),
    ("humongous", "M365-E5-P1Y-M", ("julien", "manon", "theo")),
    ("sonamu", "M365-BUS-STD-P1Y-M", ("jimin", "yejun")),
)
_CONTACT = Details(
    address_line1="Hafenstraße 12",
    postal_code="20457",
    city="Hamburg",
    first_name="Wiebke",
    last_name="Harms",
    email="wiebke.harms@bestforyou.example",
    phone="+49 40 3200 110",
)


def tell() -> None:
    _licences()
    _users()
    _own_purchase()
    _new_customer()
    _draft()


def _member(customer: str, local: str) -> Membership:
    rows = Membership.objects.select_related("user", "tenant")
    return rows.get(tenant__slug=customer, user__email__startswith=f"{local}@")


def _licences() -> None:
    for customer, code, people in HOLDERS:
        row = Subscription.objects.live().get(customer__slug=customer, offer__code=code)
        for local in people:
            assign_licence(subscription=row, membership=_member(customer, local), by=global_admin(customer))


def _users() -> None:
    """By the reseller that has admin access: one is new and has not signed in yet, one may not any more."""
    agent = member("northwind", Role.ADMIN_AGENT)
    user = NewUser("ida.koch", "Ida Koch", "en")
    add_customer_user(customer=tenant("woodgrove"), user=user, by=agent)
    block_customer_user(membership=_member("woodgrove", "paula"), by=agent)


def _own_purchase() -> None:
    """S003-10."""
    partner, customer = member("southridge", Role.ADMIN_AGENT), global_admin("humongous")
    permit_purchases(customer=customer.tenant, resource=PurchaseResource.RESERVATIONS, by=partner)
    offer = Offer.objects.get(code="RI-E4SV5-P1Y-M")
    buy_as_customer(partner=partner.tenant, offer=offer, quantity=2, key="demo", by=customer)


def _new_customer() -> None:
    """S000-41 to S000-54: its first admin has not been told the password yet."""
    by, mca = member("contoso", Role.ADMIN_AGENT), Agreement.objects.current(AgreementKind.MCA)
    if mca is None:
        return
    signer = {
        "signer_name": "Wiebke Harms",
        "signer_email": _CONTACT.email,
        "signer_phone": "",
        "agreed_on": timezone.localdate() - timedelta(days=1),
    }
    actions.submit_new_customer(
        draft=begin_draft(data={}, by=by),
        customer=actions.NewCustomer(
            name="Best For You Organics",
            domain="bestforyou.example",
            country=Country.objects.get(code="DE"),
            details=_CONTACT,
        ),
        lines=[_line("M365-BUS-STD-P1Y-M", 9), _line("RELE-BACKUP-P1M", 9)],
        by=by,
        reseller=tenant("vanarsdel"),
        attestation=actions.Attestation(mca, signer),
    )


def _line(code: str, quantity: int) -> actions.Line:
    return actions.Line(Offer.objects.get(code=code), quantity)


def _draft() -> None:
    """Two people of Contoso are in the middle of an order: for a new customer, and for one it has."""
    _begin(
        member("contoso", Role.ADMIN_AGENT),
        {
            "name": "Lakeshore Clinic",
            "domain": "lakeshore.example",
            "country_code": "AT",
            "address_line1": "Seestraße 4",
            "city": "Bregenz",
            "postal_code": "6900",
            "first_name": "Jakob",
            "last_name": "Moser",
            "email": "jakob.moser@lakeshore.example",
            "language": "en",
            "agreement": "ask",
            "setup": "mail",
        },
    )
    begin_draft(
        data={"lines": [[Offer.objects.get(code="VISIO-P2-P1M").public_id, "3"]]},
        by=member("contoso", Role.SALES_AGENT),
        customer=tenant("lamna"),
    )


def _begin(by: Actor, customer: dict[str, str]) -> None:
    lines = [[Offer.objects.get(code="M365-BUS-BASIC-P1M").public_id, "12"]]
    begin_draft(data={"customer": customer, "lines": lines}, by=by)
