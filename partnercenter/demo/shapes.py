"""What the demo's world is made of."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.permissions import Role
from accounts.states import Programme, TenantKind
from customers.details import Details
from directory.states import Industry, Service

GA, UA, BA = Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.BILLING_ADMIN
AA, SA, HA = Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT
DU = Role.DEFAULT_USER


@dataclass(frozen=True)
class Person:
    """A member; the address is `local` at the organisation's domain, or the whole address of a known person."""

    local: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Office:
    """A location of a profile."""

    name: str
    street: str
    city: str
    postal_code: str
    phone: str = ""
    state: str = ""


@dataclass(frozen=True)
class Found:
    """What a provider's entry or a partner's profile says; `countries`: besides its own."""

    description: str
    services: tuple[Service, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...] = ()
    industries: tuple[Industry, ...] = ()
    offices: tuple[Office, ...] = ()
    is_published: bool = True


@dataclass(frozen=True)
class Organisation:
    """A tenant with its people; for a partner also its profile, location and programme role."""

    slug: str
    name: str
    country: str
    people: tuple[Person, ...]
    kind: TenantKind = TenantKind.PARTNER
    programme: Programme | None = None
    mpn_id: str = ""
    company_group: str = ""
    found: Found | None = None
    signs_mpa: bool = True
    leaves_direct_bill: bool = False
    enrols_as_reseller: bool = False  # beside direct-bill; the agreement is not accepted yet (S001-11)
    becomes_reseller: bool = False  # and now it is
    applied_days_ago: int = 0
    details: Details | None = None  # of a customer

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"

    @property
    def language(self) -> str:
        return "ko" if self.country == "KR" else "en"
