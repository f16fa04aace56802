"""Where the demo's partners sit, and who their primary contacts are."""

from __future__ import annotations

from typing import Final

from accounts.company import Company

# Street, postal code, city, state, phone, and what else the country asks for.
_PLACES: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "contoso": ("Speicherstraße 12", "20457", "Hamburg", "", "+49 40 361380"),
    "adatum": ("5 Harcourt Street", "D02 X285", "Dublin", "", "+353 1 878 8000"),
    "hangang": ("여의대로 24", "07320", "영등포구", "서울특별시", "+82 2-2123-4567"),
    "fabrikam": ("Mariahilfer Straße 88", "1070", "Wien", "", "+43 1 588550"),
    "northwind": ("Keizersgracht 241", "1016 EA", "Amsterdam", "", "+31 20 555 1234"),
    "tailspin": ("14 rue de Rivoli", "75004", "Paris", "", "+33 1 42 71 10 10"),
    "wingtip": ("Königsallee 60", "40212", "Düsseldorf", "", "+49 211 868080"),
    "proseware": ("Calle de Alcalá 40", "28014", "Madrid", "Madrid", "+34 915 21 00 00"),
    "contoso-services": ("Speicherstraße 14", "20457", "Hamburg", "", "+49 40 361390"),
    "vanarsdel": ("Drottninggatan 71", "111 36", "Stockholm", "", "+46 8 508 290 00"),
    "lucerne": ("Via Torino 21", "20123", "Milano", "MI", "+39 02 8646 1234"),
    "adventure-works": ("Nørregade 10", "1165", "København", "", "+45 33 11 22 33"),
    "fincher": ("ul. Marszałkowska 84", "00-514", "Warszawa", "", "+48 22 621 00 00"),
    "hanbit": ("센텀중앙로 48", "48059", "해운대구", "부산광역시", "+82 51-745-1234"),
    "saebyeok": ("판교로 228", "13487", "성남시 분당구", "경기도", "+82 31-600-1234"),
    "southridge": ("8 place Bellecour", "69002", "Lyon", "", "+33 4 78 42 10 10"),
    "dongbaek": ("대학로 99", "34134", "유성구", "대전광역시", "+82 42-820-1234"),
    "litware": ("ul. Floriańska 15", "31-019", "Kraków", "", "+48 12 424 00 00"),
    "first-up": ("27 Lever Street", "M1 1BY", "Manchester", "", "+44 161 496 0100"),
    "blueyonder": ("35 rue de la République", "69002", "Lyon", "", "+33 4 78 00 12 34"),
    "datum": ("Storgatan 22", "211 42", "Malmö", "", "+46 40 611 00 00"),
    "consolidated": ("Calle Larios 5", "29005", "Málaga", "Málaga", "+34 952 21 00 00"),
    "litwin": ("Kaiserstraße 61", "60329", "Frankfurt am Main", "", "+49 69 25600000"),
    "graphic": ("Via Garibaldi 18", "10122", "Torino", "TO", "+39 011 561 2345"),
    "baldwin": ("Coolsingel 93", "3012 AE", "Rotterdam", "", "+31 10 200 1234"),
    "namsan": ("소파로 105", "04628", "중구", "서울특별시", "+82 2-3455-9277"),
    "olson": ("Sveavägen 44", "111 34", "Stockholm", "", "+46 8 506 130 00"),
    "liberty": ("Oudegracht 158", "3511 AZ", "Utrecht", "", "+31 30 200 1234"),
    "nod": ("Gran Vía 12", "48001", "Bilbao", "Vizcaya", "+34 944 20 12 34"),
    "hanbada": ("중앙대로 26", "48732", "동구", "부산광역시", "+82 51-664-1234"),
}
_NUMBERS: Final = {"fincher": "8567346215", "litware": "5260001246"}


def company_of(slug: str, contact: str, email: str) -> Company:
    """`contact` as the person writes it: in Korean the family name first, without a space."""
    street, code, city, state, phone = _PLACES[slug]
    first, _space, last = contact.partition(" ")
    if not last:
        last, first = contact[0], contact[1:]
    return Company(
        address_line1=street,
        postal_code=code,
        city=city,
        state=state,
        phone=phone,
        registration_number=_NUMBERS.get(slug, ""),
        first_name=first,
        last_name=last,
        email=email,
    )
