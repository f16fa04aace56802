"""Public entries in the reader's words: codes become names, in two queries however many entries there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from accounts.models import Country, Tenant
from accounts.states import Programme
from directory.languages import in_words
from directory.models import Listing
from directory.publishing import Place
from directory.states import Industry, ListingKind, Service

DETAIL = {ListingKind.PROVIDER: "directory:provider-detail", ListingKind.PARTNER: "directory:partner-detail"}


@dataclass(frozen=True)
class Address:
    """A published location with the country in words."""

    place: Place
    country: str

    @property
    def text(self) -> str:
        return "\n".join(self.place.lines)


@dataclass(frozen=True)
class Shown:
    """An entry as a page shows it."""

    listing: Listing
    url: str
    programmes: list[str]
    countries: list[str]
    services: list[str]
    industries: list[str]
    languages: list[str]
    locations: list[Address]
    logo_url: str

    @property
    def website(self) -> str:
        """Only what a browser may follow: never a script (C-011)."""
        return _web(self.listing.website)

    @property
    def linkedin(self) -> str:
        return _web(self.listing.linkedin)


def _web(url: str) -> str:
    return url if url.startswith("https://") else ""


def shown_all(listings: Iterable[Listing], *, with_locations: bool = False) -> list[Shown]:
    listings = list(listings)
    codes = {code for listing in listings for code in listing.countries}
    if with_locations:
        codes |= {place["country"] for listing in listings for place in listing.locations}
    names = {country.pk: str(country) for country in Country.objects.filter(pk__in=codes)} if codes else {}
    return [_shown(listing, names, with_locations=with_locations) for listing in listings]


def country_choices(listing: Listing) -> list[tuple[str, str]]:
    """The countries served, by code and name, in the order of the reader's language."""
    rows = Country.objects.filter(pk__in=listing.countries)
    return sorted(((row.pk, str(row)) for row in rows), key=lambda pair: pair[1])


def shown_one(listing: Listing, *, logo_of: Tenant | None = None) -> Shown:
    """`logo_of`: the organisation that looks at its own entry, whose logo may not be public yet."""
    shown = shown_all([listing], with_locations=True)[0]
    if logo_of is None or not listing.logo_digest:
        return shown
    own = {"tenant_slug": logo_of.slug, "digest": listing.logo_digest}
    return replace(shown, logo_url=reverse("directory:own-logo", kwargs=own))


def _shown(listing: Listing, countries: dict[str, str], *, with_locations: bool) -> Shown:
    places = [Place(**place) for place in listing.locations] if with_locations else []
    return Shown(
        listing,
        reverse(DETAIL[ListingKind(listing.kind)], kwargs={"public_id": listing.public_id}),
        programmes=_labels(Programme.choices, listing.programmes),
        countries=sorted(countries.get(code, code) for code in listing.countries),
        services=_labels(Service.choices, listing.services),
        industries=_labels(Industry.choices, listing.industries),
        languages=sorted(in_words(code) for code in listing.languages),
        locations=[Address(place, countries.get(place.country, place.country)) for place in places],
        logo_url=reverse("directory:logo", args=[listing.logo_digest]) if listing.logo_digest else "",
    )


def _labels(choices: Iterable[tuple[str, object]], codes: Sequence[str]) -> list[str]:
    """In the order of the list they are chosen from."""
    return [str(label) for code, label in choices if code in codes]
