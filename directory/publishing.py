"""What publishing a profile makes public, and nothing besides: the preview and the public page are made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from accounts import country_rules
from directory.models import BusinessProfile, Listing, ProfileLocation
from directory.states import ListingKind

COPIED = ("description", "website", "linkedin", "countries", "services", "industries", "languages")


@dataclass(frozen=True)
class Place:
    """A location as everybody may read it; `lines` are its address as its country writes it."""

    id: str
    name: str
    country: str
    lines: list[str]
    phone: str

    @classmethod
    def of(cls, location: ProfileLocation) -> Place:
        lines = country_rules.address_lines(location.country_id, location)
        return cls(location.public_id, location.name, location.country_id, lines, location.phone)


def public_fields(profile: BusinessProfile, locations: Iterable[ProfileLocation]) -> dict[str, Any]:
    """The fields of the public copy, as the profile stands now; `locations` in the order of the page."""
    tenant = profile.tenant
    return {
        "public_id": tenant.public_id,
        "kind": ListingKind.PROVIDER if profile.is_official else ListingKind.PARTNER,
        "name": tenant.name,
        "name_key": tenant.name_key,
        "country_id": tenant.country_id,
        "region_id": tenant.country.region_id,
        "cloud": tenant.cloud,
        "programmes": sorted(tenant.programmes),
        **{name: getattr(profile, name) for name in COPIED},
        "logo_digest": profile.logo.digest if profile.logo else "",
        "locations": [asdict(Place.of(each)) for each in locations if each.is_published],
    }


def preview_of(profile: BusinessProfile, locations: Iterable[ProfileLocation]) -> Listing:
    """The public copy as publishing would make it now; not stored."""
    return Listing(tenant=profile.tenant, **public_fields(profile, locations))


def differs(listing: Listing, profile: BusinessProfile, locations: Iterable[ProfileLocation]) -> bool:
    """Whether the profile says something else than what is public."""
    fields = public_fields(profile, locations)
    return any(getattr(listing, name) != value for name, value in fields.items())
