"""Bodies of what makes partners found."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.directory.pictures import png
from tests.world import World

_LOCATION = {
    "name": "Seoul office",
    "country": "KR",
    "address_line1": "Teheran-ro 152",
    "address_line2": "",
    "city": "Gangnam-gu",
    "state": "서울특별시",
    "postal_code": "06236",
    "phone": "02-312-3456",
    "is_published": "on",
}
DIRECTORY: dict[str, dict[str, object]] = {
    "directory:profile-edit": {
        "description": "We look after small companies.",
        "website": "https://contoso.example/",
        "linkedin": "https://www.linkedin.com/company/contoso",
        "countries": ["KR"],
        "services": ["training"],
        "industries": ["retail"],
        "languages": ["ko"],
        "version": "1",
    },
    "directory:profile-publish": {},
    "directory:profile-withdraw": {},
    "directory:profile-confirm": {},
    "directory:logo-edit": {},
    "directory:logo-remove": {},
    "directory:location-add": _LOCATION,
    "directory:location-edit": _LOCATION,
    "directory:location-remove": {},
}


def directory(name: str, world: World) -> dict[str, object]:
    """What belongs to this world."""
    return {"logo": SimpleUploadedFile("logo.png", png())} if name == "directory:logo-edit" else {}
