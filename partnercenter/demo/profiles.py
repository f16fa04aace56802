"""What the demo's partners say of themselves in the partner search; keys are organisations of the world."""

from __future__ import annotations

from directory.states import Industry, Service
from partnercenter.demo.shapes import Found, Office

PROFILES: dict[str, Found] = {
    "northwind": Found(
        "Northwind Cloud looks after companies of ten to two hundred people in the Netherlands and Belgium.\n\n"
        "We move your mail and files, set up your devices, and answer the phone ourselves. Every customer has a person "
        "who knows the place.",
        (Service.MIGRATION, Service.MANAGED, Service.SUPPORT, Service.TRAINING),
        ("nl", "en", "fr"),
        ("BE", "LU"),
        (Industry.RETAIL, Industry.PROFESSIONAL, Industry.TRANSPORT),
        (
            Office("Amsterdam office", "Keizersgracht 241", "Amsterdam", "1016 EA", "+31 20 555 1234"),
            Office("Eindhoven office", "Torenallee 20", "Eindhoven", "5617 BC"),
        ),
    ),
    "fabrikam": Found(
        "IT-Service für Gemeinden, Schulen und Handwerksbetriebe in Österreich.\n\nVom Arbeitsplatz bis zur Datensicherung, mit "
        "festen Preisen im Monat und einem Techniker, der vorbeikommt.",
        (Service.MANAGED, Service.SECURITY, Service.SUPPORT),
        ("de", "en"),
        ("DE",),
        (Industry.PUBLIC, Industry.EDUCATION, Industry.CONSTRUCTION),
        (Office("Wien", "Mariahilfer Straße 88", "Wien", "1070", "+43 1 588550"),),
    ),
    "vanarsdel": Found(
        "Networks and cloud for industry in Sweden and Denmark: production lines, warehouses, ships. We speak with the "
        "people on the floor, too.",
        (Service.CONSULTING, Service.SECURITY, Service.MANAGED),
        ("sv", "da", "en"),
        ("DK", "NO"),
        (Industry.MANUFACTURING, Industry.ENERGY, Industry.TRANSPORT),
    ),
    "lucerne": Found(
        "Data, reports and small applications for hotels and restaurants in northern Italy.",
        (Service.DEVELOPMENT, Service.CONSULTING),
        ("it", "de", "en"),
        ("CH", "AT"),
        (Industry.HOSPITALITY, Industry.RETAIL),
    ),
    "southridge": Found(
        "Southridge Licensing counts what you really use, and saves you what you do not. For companies in France with more "
        "than fifty places.",
        (Service.LICENSING, Service.CONSULTING, Service.BILLING),
        ("fr", "en"),
        (),
        (Industry.FINANCE, Industry.HEALTH),
        (Office("Lyon", "8 place Bellecour", "Lyon", "69002", "+33 4 78 42 10 10"),),
    ),
    "hanbit": Found(
        "한빛솔루션은 직원 300명 이하 기업의 클라우드 전환을 돕습니다.\n\n메일과 파일 이전, 보안 점검, 사용자 교육을 한 팀이 맡습니다.",
        (Service.MIGRATION, Service.SECURITY, Service.TRAINING),
        ("ko", "en"),
        (),
        (Industry.MANUFACTURING, Industry.EDUCATION, Industry.NONPROFIT),
        (Office("부산 본사", "센텀중앙로 48", "해운대구", "48059", "051-745-1234", "부산광역시"),),
    ),
    "dongbaek": Found(
        "부산·경남 지역 제조업체를 위한 IT 운영 대행. 현장 방문과 야간 지원이 가능합니다.",
        (Service.MANAGED, Service.SUPPORT),
        ("ko", "ja"),
        (),
        (Industry.MANUFACTURING, Industry.TRANSPORT),
    ),
    # begun and not published yet
    "proseware": Found(
        "A studio for schools and publishers in Spain.",
        (Service.DEVELOPMENT, Service.TRAINING),
        ("es", "en"),
        ("PT",),
        (Industry.EDUCATION, Industry.MEDIA),
        is_published=False,
    ),
}
