"""A million customers among ten thousand partners, by COPY: three partners of three sizes are measured."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Tenant, User
from accounts.permissions import Role
from partnercenter.core import tenancy
from partnercenter.core.ids import ALPHABET
from tests import factories as make
from tests.bench.copying import copy_rows
from tests.bench.rows import multiply, numbers, public_id
from tests.bench.stage import as_owner, say

SIZES = (10, 10_000, 1_000_000)
PARTNERS, OTHERS = 10_000, 50  # partners in all; customers of each that is not measured
RESELLERS = 200
SYLLABLES = [
    "al", "an", "ba", "be", "bo", "ca", "ce", "co", "da", "de", "do", "el", "en", "fa", "fi", "ga", "ge", "ha", "he",
    "in", "ka", "ko", "la", "le", "lo", "ma", "me", "mi", "mo", "na", "ne", "no", "or", "pa", "pe", "po", "ra", "re",
    "ri", "ro", "sa", "se", "si", "so", "sta", "stra", "ta", "te", "ti", "to", "tra", "un", "va", "ve", "vi", "wa", "zu",
]  # fmt: skip
HANGUL = "가강고광구나남다대도동라로마모미바보부사산서선성세소수시아안영오우원유은이인일자정제조주중지진창천청초태평하한해현호화효"
TENANT = (
    "id", "public_id", "slug", "name", "name_key", "domain", "kind", "country_id", "cloud", "company_group", "created_at",
)  # fmt: skip
DETAILS = (
    "tenant_id", "address_line1", "address_line2", "city", "state", "postal_code", "registration_number", "first_name",
    "last_name", "email", "phone", "billing_email", "language", "version", "changed_at",
)  # fmt: skip
RELATIONSHIP = (
    "public_id", "partner_id", "customer_id", "customer_key", "customer_domain", "customer_ref", "customer_agreement",
    "capacity", "with_partner_id", "status", "admin_access", "admin_access_at", "established_at", "established_by_id",
    "ended_at", "ended_by_id", "end_reason", "end_note",
)  # fmt: skip


@dataclass(frozen=True)
class Customer:
    pk: int
    ref: str
    name: str
    domain: str


@dataclass(frozen=True)
class Side:
    """A provider with so many customers, one of its people, and one of its resellers."""

    rows: int
    tenant: Tenant
    person: User
    reseller: Tenant


def sides() -> list[Side]:
    chance = random.Random(1)  # noqa: S311  the same customers every time
    with tenancy.system(reason="bench"):
        resellers = [make.TenantFactory(reseller=True) for _ in range(RESELLERS)]
        made = [_side(rows, resellers) for rows in SIZES]
        others = _partners()
        first = max(Tenant.objects.values_list("pk", flat=True)) + 1
    say(f"{SIZES[-1]:,} customers")
    customers = list(_customers(chance, first))
    copy_rows(Tenant._meta.db_table, TENANT, map(_tenant, customers))
    copy_rows("customers_customer", DETAILS, map(_details, customers))
    say("their relationships")
    beside = [reseller.pk for reseller in resellers]
    copy_rows(
        "relationships_resellerrelationship", RELATIONSHIP, _held(chance, customers, made, others, beside)
    )
    as_owner(
        "SELECT setval(pg_get_serial_sequence('accounts_tenant', 'id'), (SELECT max(id) FROM accounts_tenant))"
    )
    as_owner("VACUUM ANALYZE")
    return made


def _side(rows: int, resellers: list[Tenant]) -> Side:
    tenant, person = make.TenantFactory(provider=True), make.UserFactory()
    make.MembershipFactory(tenant=tenant, user=person, roles=[Role.ADMIN_AGENT])
    for reseller in resellers:
        make.PartnershipFactory(provider=tenant, reseller=reseller)
    return Side(rows, tenant, person, resellers[7])


def _partners() -> list[int]:
    """The partners that are not measured."""
    first = make.TenantFactory(direct_bill=True)
    count = PARTNERS - len(SIZES) - RESELLERS - 1
    multiply(
        first, numbers(count), public_id=public_id("seller"), slug="'seller-' || n.id", name="'Seller ' || n.id",
        name_key="'seller ' || n.id", domain="'seller' || n.id || '.bench.example'",
    )  # fmt: skip
    made = list(Tenant.objects.filter(slug__startswith="seller-").values_list("pk", flat=True))
    source = "(SELECT id FROM accounts_tenant WHERE slug LIKE 'seller-%%')"
    multiply(first.profile, source, tenant_id="n.id")
    return [*made, first.pk]


# ------------------------------------------------------------------ rows
def _customers(chance: random.Random, first: int, count: int = SIZES[-1]) -> Iterator[Customer]:
    """Four in five have a name like their domain; one in five writes its name in Hangul."""
    for number in range(count):
        word = "".join(chance.choices(SYLLABLES, k=3))
        name = f"{word.title()} {number}"
        if number % 5 == 0:
            name = f"{''.join(chance.choices(HANGUL, k=3))} {number}"
        yield Customer(
            first + number, "".join(chance.choices(ALPHABET, k=16)), name, f"{word}{number}.example"
        )


def _tenant(one: Customer) -> tuple[object, ...]:
    key = one.name.casefold()
    return one.pk, one.ref, f"c-{one.pk}", one.name, key, one.domain, "customer", "KR", "public", "", "now"


def _details(one: Customer) -> tuple[object, ...]:
    mail = f"office@{one.domain}"
    return (
        one.pk,
        "Teheran-ro 152",
        "",
        "Gangnam-gu",
        "Seoul",
        "06236",
        "",
        "Bora",
        "Han",
        mail,
        "",
        "",
        "ko",
        1,
        "now",
    )


def _held(
    chance: random.Random, customers: list[Customer], made: list[Side], others: list[int], beside: list[int]
) -> Iterator[tuple[object, ...]]:
    """Seven in ten through a reseller; one in twenty directly as well."""
    for side in made:
        for one in chance.sample(customers, side.rows):
            through = chance.random() < 0.7
            yield _relationship(chance, side.tenant.pk, one, chance.choice(beside) if through else None)
            if through and chance.random() < 0.07:
                yield _relationship(chance, side.tenant.pk, one, None)
    for partner in others:
        for one in chance.sample(customers, OTHERS):
            yield _relationship(chance, partner, one, None, ended=partner % 7 == 0)


def _relationship(
    chance: random.Random, partner: int, one: Customer, with_partner: int | None, *, ended: bool = False
) -> tuple[object, ...]:
    access = chance.choices(("granted", "none", "revoked"), (60, 30, 10))[0]
    agreement = ("accepted", "attested", "missing")[one.pk % 10 // 4]
    ended = ended or chance.random() < 0.05
    if ended and access == "granted":
        access = "revoked"
    since = f"2026-{1 + chance.randrange(9):02}-{1 + chance.randrange(28):02} {chance.randrange(24):02}:{chance.randrange(60):02}"
    end = ("2026-10-20", None, "inactive", "") if ended else (None, None, "", "")
    return (
        "".join(chance.choices(ALPHABET, k=16)), partner, one.pk, one.name.casefold(), one.domain, one.ref, agreement,
        "provider" if with_partner else "direct", with_partner, "ended" if ended else "active", access,
        None if access == "none" else since, since, None, *end,
    )  # fmt: skip
