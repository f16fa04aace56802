"""More providers for the demo's public list; each has one person, and nobody deals with them in the story."""

from __future__ import annotations

from accounts.states import Programme
from directory.states import Service
from partnercenter.demo.shapes import GA, Found, Organisation, Person


def _provider(
    slug: str, name: str, country: str, person: tuple[str, str], number: int, found: Found
) -> Organisation:
    return Organisation(
        slug,
        name,
        country,
        (Person(person[0], person[1], (GA,)),),
        programme=Programme.INDIRECT_PROVIDER,
        mpn_id=str(number),
        found=found,
    )


MORE_PROVIDERS = (
    _provider(
        "first-up",
        "First Up Distribution",
        "GB",
        ("oliver", "Oliver Hart"),
        5201101,
        Found(
            "For resellers in science and education: universities, institutes and their hospitals. Our engineers have "
            "run such networks themselves, and every offer comes with a person who knows the tender rules.",
            (Service.LICENSING, Service.SUPPORT, Service.TRAINING),
            ("en", "de"),
            ("IE", "DE", "NL", "BE"),
        ),
    ),
    _provider(
        "blueyonder",
        "Blue Yonder Cloud Partners",
        "FR",
        ("manon", "Manon Lefèvre"),
        5201102,
        Found(
            "Distributeur pour les revendeurs indépendants. Facturation mensuelle, conditions de crédit jusqu'à 45 jours, "
            "et un centre de formation à Lyon.",
            (Service.BILLING, Service.FINANCING, Service.TRAINING),
            ("fr", "en", "it"),
            ("BE", "LU", "CH", "MC"),
        ),
    ),
    _provider(
        "datum",
        "Datum Nord",
        "SE",
        ("elsa", "Elsa Nyberg"),
        5201103,
        Found(
            "The Nordic countries from one hand: contracts, invoices and support in each language and currency. We move "
            "whole estates over a weekend and stay on the line on Monday.",
            (Service.MIGRATION, Service.BILLING, Service.SUPPORT, Service.ONBOARDING),
            ("sv", "da", "nb", "fi", "en"),
            ("DK", "NO", "FI", "IS"),
        ),
    ),
    _provider(
        "consolidated",
        "Consolidated Messenger Supply",
        "ES",
        ("alvaro", "Álvaro Ruiz"),
        5201104,
        Found(
            "We look after resellers of up to ten people in Spain and Portugal: one contact, one invoice, and marketing "
            "campaigns that you only have to send.",
            (Service.MARKETING, Service.BILLING, Service.LICENSING),
            ("es", "pt", "en"),
            ("PT",),
        ),
    ),
    _provider(
        "litwin",
        "Litwin Supply",
        "DE",
        ("karin", "Karin Vogel"),
        5201105,
        Found(
            "Financing first: resellers pay when their customers do. Leasing of devices, terms of up to 90 days, and "
            "limits that grow with the business.",
            (Service.FINANCING, Service.BILLING, Service.CONSULTING),
            ("de", "en"),
            ("AT", "CH"),
        ),
    ),
    _provider(
        "graphic",
        "Graphic Design Institute Cloud",
        "IT",
        ("luca", "Luca Ferri"),
        5201106,
        Found(
            "Distribution for agencies and studios. Large files, many guests, short projects: we know the licences that "
            "fit, and train your people on them.",
            (Service.LICENSING, Service.TRAINING, Service.CONSULTING),
            ("it", "en", "fr"),
            ("CH", "SM", "VA", "FR"),
        ),
    ),
    _provider(
        "baldwin",
        "Baldwin Security Distribution",
        "NL",
        ("femke", "Femke de Boer"),
        5201107,
        Found(
            "Security is all we do. A team watches the tenants of your customers day and night, and tells you before they "
            "call you.",
            (Service.SECURITY, Service.MANAGED, Service.SUPPORT),
            ("nl", "en", "de"),
            ("BE", "DE", "LU"),
        ),
    ),
    _provider(
        "namsan",
        "남산클라우드유통",
        "KR",
        ("sujin", "한수진"),
        5201108,
        Found(
            "소규모 리셀러를 위한 유통사입니다. 월 정산, 원격 기술 지원, 신규 고객 이전을 함께 합니다. 첫 주문 전 무료 교육을 제공합니다.",
            (Service.SUPPORT, Service.MIGRATION, Service.TRAINING, Service.BILLING),
            ("ko",),
        ),
    ),
    _provider(
        "hanbada",
        "한바다파트너스",
        "KR",
        ("taeyang", "임태양"),
        5201109,
        Found(
            "제조업과 물류업 고객을 둔 리셀러에게 강합니다. 부산과 울산에 상주 인력이 있으며 영어와 일본어로도 응대합니다.",
            (Service.CONSULTING, Service.MANAGED, Service.LICENSING),
            ("ko", "en", "ja"),
        ),
    ),
)
