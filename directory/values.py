"""What a form says of a profile or of a location, as one value: typed in a form, kept by an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from accounts.models import Country
from directory.models import BusinessProfile, ProfileLocation


@dataclass(frozen=True)
class ProfileValues:
    """The words of a profile; the names are those of the model's fields. Lists hold codes of the fixed lists."""

    description: str = ""
    website: str = ""
    linkedin: str = ""
    countries: Sequence[str] = ()
    services: Sequence[str] = ()
    industries: Sequence[str] = ()
    languages: Sequence[str] = ()

    @classmethod
    def of(cls, profile: BusinessProfile) -> ProfileValues:
        return cls(**{name: getattr(profile, name) for name in PROFILE_FIELDS})

    def as_dict(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class LocationValues:
    """A location, tidied as its country writes it."""

    name: str
    country: Country
    address_line1: str
    address_line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    phone: str = ""
    is_published: bool = True

    @classmethod
    def of(cls, location: ProfileLocation) -> LocationValues:
        return cls(**{name: getattr(location, name) for name in LOCATION_FIELDS})

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in LOCATION_FIELDS}


@dataclass(frozen=True)
class LeadValues:
    """Who asks, and what about. `country` is an ISO code; `language` that of the mails to them."""

    company: str
    country: str
    contact_name: str
    email: str
    message: str
    phone: str = ""
    language: str = "en"


PROFILE_FIELDS = tuple(field.name for field in fields(ProfileValues))
LOCATION_FIELDS = tuple(field.name for field in fields(LocationValues))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else sorted(set(value))


def changes_between(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    """Names of the fields that differ, each with [old, new]."""
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
