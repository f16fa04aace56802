"""Who asks partners to get in touch, as the pages are sent."""

from __future__ import annotations

from typing import Any

from accounts.codes import code_of
from accounts.models import MailboxCode, Tenant
from tests import factories as make
from tests.client import PortalClient

EMAIL = "sora@bakery.example"
REQUEST = {
    "company": "Sora's Bakery",
    "country": "KR",
    "contact_name": "Lee Sora",
    "email": EMAIL,
    "phone": "02-555-0101",
    "message": "We need mail for twelve people.",
}
PROVIDER_REQUEST = {
    "contact_name": "Kim Min-ji",
    "email": "minji@contoso.example",
    "phone": "",
    "message": "We serve forty shops and look for a provider.",
}


def listed(*, provider: bool = False, **fields: Any) -> Tenant:
    """A partner in the public search, with somebody who sells; or a provider in the official list."""
    trait = "provider" if provider else "direct_bill"
    tenant = make.TenantFactory(**{trait: True}, **fields)
    make.ListingFactory(tenant=tenant)
    make.MembershipFactory(tenant=tenant, user=make.UserFactory(), roles=["sales_agent"])
    return tenant


def address(partner: Tenant, page: str = "") -> str:
    return f"/partners/{partner.public_id}/ask/{page}"


def code(email: str = EMAIL) -> str:
    """The newest that went to this address."""
    return code_of(MailboxCode.objects.filter(address=email).latest("pk"))


def ask(partner: Tenant, client: PortalClient | None = None, **changes: str) -> Any:
    """The whole way of a customer; the answer to its code."""
    client, body = client or PortalClient(), REQUEST | changes
    answer = client.post(address(partner), body)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.post(address(partner, "confirm/"), {"code": code(body["email"])})
