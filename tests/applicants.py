"""Somebody who joins the programme: a browser whose session holds an application, as far as it is wanted."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone

from accounts.codes import code_of
from accounts.joining import KEPT
from accounts.models import MailboxCode, User
from partnercenter.core.mail.message import build
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.client import PortalClient

ID = "aaaabbbbccccdddd"
KEY = "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f77"
EMAIL = "minji@saebom.example"
SECRET = "green mountain river 27"
COMPANY = {
    "name": "Saebom Cloud",
    "domain": "saebom.example",
    "country_code": "KR",
    "address_line1": "Teheran-ro 152",
    "city": "Gangnam-gu",
    "state": "서울특별시",
    "postal_code": "06236",
    "phone": "02-312-3456",
}
CONTACT = {"first_name": "Min-ji", "last_name": "Kim", "email": EMAIL}
IDENTIFIERS = {
    "global_account_id": "6611223",
    "location": "now",
    "mpn_id": "4611224",
    "mpn_email": "mpn@saebom.example",
}
REVIEW = {"password1": SECRET, "password2": SECRET, "entitled": "on", "submission": KEY}
BODIES: dict[str, dict[str, Any]] = {
    "programme": {"programme": "indirect_reseller"},
    "company": COMPANY,
    "contact": CONTACT,
    "confirm": {"code": "12345678"},
    "code": {},
    "identifiers": IDENTIFIERS,
    "review": REVIEW,
}


def applicant(user: User | None = None, **changes: Any) -> PortalClient:
    """Everything is filled in and the address is confirmed; `changes` replaces parts, None leaves one out."""
    client = PortalClient()
    if user:
        client.force_login(user)
    asked = make.MailboxCodeFactory(address=EMAIL)
    proof = make.MailboxCodeFactory(address=EMAIL, used_at=timezone.now())
    parts = {
        "key": KEY,
        "programme": "indirect_reseller",
        "company": COMPANY,
        "contact": CONTACT,
        "asked": [asked.public_id],
        "proof": [EMAIL, proof.public_id],
        "identifiers": IDENTIFIERS,
        **changes,
    }
    session = client.session
    session[KEPT] = {ID: {name: value for name, value in parts.items() if value is not None}}
    session.save()
    return client


def more() -> dict[str, str]:
    """The code that this browser has asked for."""
    row = MailboxCode.objects.filter(address=EMAIL, used_at=None).latest("pk")
    return {"code": code_of(row)}


def path(step: str, name: str = ID) -> str:
    return f"/join/{name}/{step}/"


def code_in(mail: OutgoingMail) -> str:
    """As its reader finds it."""
    return re.search(r"\b\d{8}\b", build(mail).get_body(("plain",)).get_content())[0]


def codes() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="mailbox_code").order_by("id"))


def step(client: PortalClient, name: str, what: str, body: dict[str, Any]) -> str:
    """Where a step that is accepted leads."""
    answer = client.post(path(what, name), body)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def errors(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200
    return dict(answer.context["form"].errors)


def submit(client: PortalClient, **changes: Any) -> Any:
    return client.post(path("review"), REVIEW | changes)
