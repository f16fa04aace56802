"""The demo's customers in two regions, as data: who they are, and who works there."""

from __future__ import annotations

from accounts.states import TenantKind
from customers.details import Details
from partnercenter.demo.shapes import BA, DU, GA, UA, Organisation, Person


def _customer(slug: str, name: str, country: str, details: Details | None, *people: Person) -> Organisation:
    return Organisation(slug, name, country, people, kind=TenantKind.CUSTOMER, details=details)


def _at(street: str, code: str, city: str, contact: str, email: str, **more: str) -> Details:
    first, _space, last = contact.partition(" ")
    return Details(
        address_line1=street,
        postal_code=code,
        city=city,
        first_name=first,
        last_name=last,
        email=f"{email}.example",
        **more,
    )


def _in_korea(street: str, code: str, place: str, contact: str, email: str, phone: str) -> Details:
    """Family name first; `place` is the province and the city or district."""
    state, _space, city = place.partition(" ")
    return Details(
        address_line1=street,
        postal_code=code,
        state=state,
        city=city,
        last_name=contact[0],
        first_name=contact[1:],
        email=f"{email}.example",
        phone=phone,
        language="ko",
    )


IN_EUROPE = (
    _customer(
        "woodgrove",
        "Woodgrove Bank",
        "DE",
        _at(
            "Friedrichstraße 68",
            "10117",
            "Berlin",
            "Karin Vogel",
            "karin@woodgrove",
            phone="+49 30 901820",
            billing_email="rechnung@woodgrove.example",
        ),
        Person("karin", "Karin Vogel", (GA,)),
        Person("nils", "Nils Krüger", (UA,)),
        Person("greta", "Greta Lang", (BA,)),
        Person("jule", "Jule Sommer", (DU,)),
        Person("emre", "Emre Aydın", (DU,)),
        Person("paula", "Paula Richter", (DU,)),
    ),
    _customer(
        "margies",
        "Margie's Travel",
        "NL",
        _at("Keizersgracht 174", "1016 DW", "Amsterdam", "Bram Visser", "bram@margies"),
        Person("bram", "Bram Visser", (GA,)),
    ),
    _customer("trey", "Trey Research", "IE", None, Person("aoife", "Aoife Walsh", (GA,))),
    _customer(
        "lamna",
        "Lamna Healthcare",
        "DE",
        _at("Ludwigstraße 8", "80539", "München", "Silke Brandt", "silke@lamna", phone="+49 89 21800"),
        Person("silke", "Silke Brandt", (GA,)),
        Person("ben", "Ben Schuster", (DU,)),
    ),
    _customer(
        "humongous",
        "Humongous Insurance",
        "FR",
        _at("12 rue de la Paix", "75002", "Paris", "Julien Lefèvre", "julien@humongous"),
        Person("julien", "Julien Lefèvre", (GA,)),
        Person("manon", "Manon Garnier", (UA, BA)),
        Person("theo", "Théo Lambert", (DU,)),
    ),
    _customer(
        "wide-world",
        "Wide World Importers",
        "NL",
        _at("Coolsingel 40", "3011 AD", "Rotterdam", "Sanne Mulder", "sanne@wide-world"),
        Person("sanne", "Sanne Mulder", (GA,)),
    ),
    _customer(
        "bellows",
        "Bellows College",
        "SE",
        _at("Drottninggatan 71", "111 36", "Stockholm", "Elin Berg", "elin@bellows"),
        Person("elin", "Elin Berg", (GA,)),
    ),
    _customer(
        "coho",
        "Coho Winery",
        "FR",
        _at("3 cours du Médoc", "33300", "Bordeaux", "Luc Fontaine", "luc@coho", phone="+33 5 56 00 12 12"),
        Person("luc", "Luc Fontaine", (GA,)),
    ),
    _customer(
        "fourth-coffee",
        "Fourth Coffee",
        "AT",
        _at("Mariahilfer Straße 22", "1070", "Wien", "Theresa Gruber", "theresa@fourth-coffee"),
        Person("theresa", "Theresa Gruber", (GA,)),
    ),
)

IN_KOREA = (
    _customer(
        "areum",
        "아름출판사",
        "KR",
        _in_korea("회동길 145", "10881", "경기도 파주시", "서은주", "eunju@areum", "+82 31 955 0000"),
        Person("eunju", "서은주", (GA,)),
    ),
    _customer(
        "haneul",
        "하늘병원",
        "KR",
        _in_korea("대학로 101", "03080", "서울특별시 종로구", "임태호", "taeho@haneul", "+82 2 2072 0000"),
        Person("taeho", "임태호", (GA,)),
        Person("sumin", "배수민", (UA,)),
    ),
    _customer(
        "sonamu",
        "소나무건축사사무소",
        "KR",
        _in_korea("왕산로 30", "02584", "서울특별시 동대문구", "한지민", "jimin@sonamu", "+82 2 960 0000"),
        Person("jimin", "한지민", (GA,)),
        Person("yejun", "남예준", (DU,)),
    ),
    _customer(
        "mirae",
        "미래유통",
        "KR",
        _in_korea(
            "센텀중앙로 79", "48058", "부산광역시 해운대구", "조현우", "hyunwoo@mirae", "+82 51 740 0000"
        ),
        Person("hyunwoo", "조현우", (GA,)),
        Person("nayeon", "문나연", (BA,)),
    ),
    _customer("dasom", "다솜어린이집", "KR", None, Person("gahee", "노가희", (GA,))),
    _customer(
        "pado",
        "파도소리호텔",
        "KR",
        _in_korea(
            "중문관광로 72", "63535", "제주특별자치도 서귀포시", "양시우", "siwoo@pado", "+82 64 735 0000"
        ),
        Person("siwoo", "양시우", (GA,)),
    ),
)

CUSTOMERS = IN_EUROPE + IN_KOREA

# A partner's list of customers it brings along (D4); the second row waits for its invitation like the others.
CANDIDATES = """name,domain,country,email,contact,reference
Alpine Ski House,alpineskihouse.example,AT,oskar.lind@alpineskihouse.example,Oskar Lind,C-1001
Blue Yonder Airlines,blueyonder.example,DE,einkauf@blueyonder.example,Frieda Hahn,C-1002
City Power & Light,citypower.example,NL,inkoop@citypower.example,Joost Smit,C-1003
First Up Consultants,firstup.example,BE,office@firstup.example,,C-1004
"""
