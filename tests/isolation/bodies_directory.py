"""Bodies of what makes partners found."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.directory.askers import PROVIDER_REQUEST, REQUEST
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
INVITATION = {
    "step": "send",
    "recipients": "new.partner@found.example",
    "language": "en",
    "days": "30",
    "subject": "Let us work together",
    "text": "Please open {link}",
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
    "directory:entry-request": {"text": "We serve Japan now, too."},
    "directory:ask": REQUEST,
    "directory:ask-confirm": {"code": "12345678"},
    "directory:ask-code": {},
    "directory:provider-ask": PROVIDER_REQUEST,
    "directory:lead-accept": {"owner": "", "notes": "Call on Monday."},
    "directory:lead-decline": {"reason": "room", "notes": ""},
    "directory:lead-edit": {"owner": "", "notes": "Called."},
    "directory:lead-archive": {},
    "directory:lead-partnership": INVITATION,
    "directory:lead-relationship": {**INVITATION, "admin_access": "on"},
}


def directory(name: str, world: World) -> dict[str, object]:
    """What belongs to this world."""
    return {"logo": SimpleUploadedFile("logo.png", png())} if name == "directory:logo-edit" else {}
