"""The demo's organisations and people, as data. Only reserved domains; everybody is invented.

The order is the order in which the accounts are printed: a provider first, then a reseller it can invite.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.permissions import Role
from accounts.states import Programme, TenantKind

PASSWORD = "welcome-to-the-demo"  # noqa: S105  printed by `make demo`
OPERATOR = ("operator@portal.example", "Olivia Operator", "Operators")
AUDITOR = ("auditor@portal.example", "August Auditor", "Auditors")

GA, UA, BA = Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.BILLING_ADMIN
AA, SA, HA = Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT


@dataclass(frozen=True)
class Person:
    """A member; the address is `local` at the organisation's domain, or the whole address of a known person."""

    local: str
    name: str
    roles: tuple[Role, ...]


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
    description: str = ""
    services: tuple[str, ...] = ()
    signs_mpa: bool = True
    leaves_direct_bill: bool = False

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"

    @property
    def language(self) -> str:
        return "ko" if self.country == "KR" else "en"


def _customer(slug: str, name: str, country: str, *people: Person) -> Organisation:
    return Organisation(slug, name, country, people, kind=TenantKind.CUSTOMER)


PROVIDERS = (
    Organisation(
        "contoso",
        "Contoso Distribution",
        "DE",
        (
            Person("anna", "Anna Becker", (GA,)),
            Person("felix", "Felix Braun", (UA,)),
            Person("marta", "Marta Nowak", (BA,)),
            Person("liam", "Liam O'Connor", (AA,)),
            Person("sofia", "Sofia Rossi", (SA,)),
            Person("robin", "Robin Meyer", (HA,)),
        ),
        programme=Programme.INDIRECT_PROVIDER,
        mpn_id="4391507",
        company_group="Contoso Group",
        description=(
            "Contoso Distribution supplies more than 900 resellers between Lisbon and Helsinki.\n\n"
            "Resellers get a technical team that answers within an hour on working days, workshops for new "
            "services every month, and payment terms of up to 60 days. Our marketplace bills in euro, Swedish "
            "krona and Polish zloty."
        ),
        services=("Technical training", "Migration support", "Credit terms", "Marketing help"),
    ),
    Organisation(
        "adatum",
        "Adatum Cloud Supply",
        "IE",
        (Person("niamh", "Niamh Byrne", (GA,)), Person("hugo", "Hugo Laurent", (SA, AA))),
        programme=Programme.INDIRECT_PROVIDER,
        mpn_id="4402218",
        description=(
            "A small distributor for resellers with up to fifty customers. One person looks after you, from "
            "the first order to the yearly renewal, and picks up the phone."
        ),
        services=("Onboarding", "Second-level support", "Monthly billing"),
    ),
    Organisation(
        "hangang",
        "한강디스트리뷰션",
        "KR",
        (
            Person("minjun", "김민준", (GA,)),
            Person("seoyeon", "이서연", (SA,)),
            Person("jiho", "박지호", (AA, HA)),
            Person("yerin", "오예린", (BA, UA)),
        ),
        programme=Programme.INDIRECT_PROVIDER,
        mpn_id="5120044",
        description=(
            "전국 320여 개 리셀러와 함께하는 클라우드 유통 전문 기업입니다.\n\n"
            "기술 교육, 공동 마케팅, 원화 결제와 여신을 제공하며 평일 09:00~18:00에 전담 담당자가 응대합니다."
        ),
        services=("기술 교육", "공동 마케팅", "여신 제공"),
    ),
)

RESELLERS = (
    Organisation(
        "fabrikam",
        "Fabrikam IT-Service",
        "AT",
        (Person("jonas", "Jonas Weber", (GA,)), Person("robin@contoso.example", "Robin Meyer", (HA,))),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4455031",
    ),
    Organisation(
        "northwind",
        "Northwind Cloud",
        "NL",
        (Person("eva", "Eva de Vries", (GA,)), Person("tom", "Tom Bakker", (SA,))),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4460972",
    ),
    Organisation(
        "tailspin",
        "Tailspin Digital",
        "FR",
        (Person("camille", "Camille Moreau", (GA,)),),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4471186",
    ),
    Organisation(
        "wingtip",
        "Wingtip Systems",
        "DE",
        (Person("lukas", "Lukas Hoffmann", (GA,)), Person("mia", "Mia Schulz", (AA,))),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4482350",
        signs_mpa=False,
    ),
    Organisation(
        "proseware",
        "Proseware Studio",
        "ES",
        (Person("lucia", "Lucía Navarro", (GA,)),),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4493727",
    ),
    Organisation(
        "contoso-services",
        "Contoso Services",
        "DE",
        (Person("paul", "Paul Keller", (GA,)),),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4391620",
        company_group="Contoso Group",
    ),
    Organisation(
        "hanbit",
        "한빛솔루션",
        "KR",
        (Person("haeun", "정하은", (GA,)), Person("doyun", "최도윤", (SA, HA))),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="5133908",
    ),
    Organisation(
        "saebyeok",
        "새벽클라우드",
        "KR",
        (Person("jiwoo", "강지우", (GA,)),),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="5140276",
    ),
)

OTHER_PARTNERS = (
    Organisation(
        "southridge",
        "Southridge Licensing",
        "FR",
        (Person("claire", "Claire Dubois", (GA,)), Person("emil", "Émile Girard", (BA,))),
        programme=Programme.DIRECT_BILL,
        mpn_id="4510849",
    ),
    Organisation(
        "dongbaek",
        "동백정보기술",
        "KR",
        (Person("seojun", "윤서준", (GA,)),),
        programme=Programme.DIRECT_BILL,
        mpn_id="5151733",
        leaves_direct_bill=True,
    ),
    Organisation(
        "litware",
        "Litware Consulting",
        "PL",
        (Person("piotr", "Piotr Zieliński", (GA,)),),
        mpn_id="4528064",
        signs_mpa=False,
    ),
)

CUSTOMERS = (
    _customer("woodgrove", "Woodgrove Bank", "DE", Person("karin", "Karin Vogel", (GA,))),
    _customer("margies", "Margie's Travel", "NL", Person("bram", "Bram Visser", (GA,))),
    _customer("trey", "Trey Research", "IE", Person("aoife", "Aoife Walsh", (GA,))),
    _customer("areum", "아름출판사", "KR", Person("eunju", "서은주", (GA,))),
    _customer("haneul", "하늘병원", "KR", Person("taeho", "임태호", (GA,))),
)

ORGANISATIONS = PROVIDERS + RESELLERS + OTHER_PARTNERS + CUSTOMERS
