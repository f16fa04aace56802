"""The demo's organisations and people, as data. Only reserved domains; everybody is invented.

The order is the order in which the accounts are printed: a provider first, then a reseller it can invite.
"""

from __future__ import annotations

from accounts.states import Programme
from directory.states import Service
from partnercenter.demo.applicants import APPLICANTS
from partnercenter.demo.customers import CUSTOMERS
from partnercenter.demo.providers import MORE_PROVIDERS
from partnercenter.demo.shapes import AA, BA, GA, HA, SA, UA, Found, Organisation, Person

PASSWORD = "welcome-to-the-demo"  # noqa: S105  printed by `make demo`
OPERATOR = ("operator@portal.example", "Olivia Operator", "Operators")
AUDITOR = ("auditor@portal.example", "August Auditor", "Auditors")

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
        found=Found(
            "Contoso Distribution supplies more than 900 resellers between Lisbon and Helsinki.\n\n"
            "Resellers get a technical team that answers within an hour on working days, workshops for new "
            "services every month, and payment terms of up to 60 days. Our marketplace bills in euro, Swedish "
            "krona and Polish zloty.",
            (Service.TRAINING, Service.MIGRATION, Service.FINANCING, Service.MARKETING, Service.BILLING),
            ("de", "en", "fr", "sv", "pl"),
            ("AT", "NL", "FR", "SE", "PL", "ES", "PT", "FI"),
        ),
    ),
    Organisation(
        "adatum",
        "Adatum Cloud Supply",
        "IE",
        (Person("niamh", "Niamh Byrne", (GA,)), Person("hugo", "Hugo Laurent", (SA, AA))),
        programme=Programme.INDIRECT_PROVIDER,
        mpn_id="4402218",
        found=Found(
            "A small distributor for resellers with up to fifty customers. One person looks after you, from "
            "the first order to the yearly renewal, and picks up the phone.",
            (Service.ONBOARDING, Service.SUPPORT, Service.BILLING),
            ("en", "fr"),
            ("AT", "NL", "FR"),
        ),
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
        found=Found(
            "전국 320여 개 리셀러와 함께하는 클라우드 유통 전문 기업입니다.\n\n"
            "기술 교육, 공동 마케팅, 원화 결제와 여신을 제공하며 평일 09:00~18:00에 전담 담당자가 응대합니다.",
            (Service.TRAINING, Service.MARKETING, Service.FINANCING, Service.BILLING),
            ("ko", "en"),
        ),
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
        (Person("eva", "Eva de Vries", (GA,)), Person("tom", "Tom Bakker", (SA, AA))),
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
        "vanarsdel",
        "VanArsdel Networks",
        "SE",
        (Person("astrid", "Astrid Holm", (GA,)), Person("olle", "Olle Sandberg", (AA,))),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4504413",
    ),
    Organisation(
        "lucerne",
        "Lucerne Data",
        "IT",
        (Person("giulia", "Giulia Conti", (GA,)),),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4515926",
    ),
    Organisation(
        "adventure-works",
        "Adventure Works Cloud",
        "DK",
        (Person("freja", "Freja Nielsen", (GA,)),),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4526538",
    ),
    Organisation(
        "fincher",
        "Fincher Systemhaus",
        "PL",
        (Person("zofia", "Zofia Lewandowska", (GA,)),),
        programme=Programme.INDIRECT_RESELLER,
        mpn_id="4537142",
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
        (
            Person("claire", "Claire Dubois", (GA,)),
            Person("emil", "Émile Girard", (BA,)),
            Person("noemie", "Noémie Petit", (SA, AA)),
        ),
        programme=Programme.DIRECT_BILL,
        mpn_id="4510849",
    ),
    Organisation(
        "dongbaek",
        "동백정보기술",
        "KR",
        (Person("seojun", "윤서준", (GA,)), Person("yuna", "최유나", (SA,))),
        programme=Programme.DIRECT_BILL,
        mpn_id="5151733",
        leaves_direct_bill=True,
        enrols_as_reseller=True,
        becomes_reseller=True,
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

ORGANISATIONS = PROVIDERS + RESELLERS + OTHER_PARTNERS + APPLICANTS + CUSTOMERS + MORE_PROVIDERS
