"""Who can be found: the official list of providers, and partners that published their profile."""

from __future__ import annotations

from accounts import country_rules
from accounts.models import Country, Tenant
from directory import actions
from directory.values import LocationValues, ProfileValues
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.demo import profiles, world
from partnercenter.demo.logos import draw_logo
from partnercenter.demo.organisations import global_admin, tenant
from partnercenter.demo.providers import MORE_PROVIDERS
from partnercenter.demo.shapes import Found, Office


def tell(operator: OperatorActor) -> None:
    providers = (*world.PROVIDERS, *MORE_PROVIDERS)
    for number, organisation in enumerate(providers):
        if organisation.found:
            _list(tenant(organisation.slug), organisation.found, number, operator)
    text = "We have opened an office in Brno. Please add Czech to our languages, and Slovakia to the countries we serve."
    actions.ask_for_change(text=text, by=global_admin("contoso"))
    for number, (slug, found) in enumerate(profiles.PROFILES.items(), len(providers)):
        _publish(global_admin(slug), found, number)


def _list(provider: Tenant, found: Found, number: int, operator: OperatorActor) -> None:
    """S000-7: operators keep the entries of providers."""
    profile = actions.open_entry(tenant=provider, by=operator)
    actions.describe_entry(profile=profile, values=_values(provider, found), by=operator)
    actions.set_entry_logo(profile=profile, picture=draw_logo(number), by=operator)
    actions.list_entry(profile=profile, by=operator)


def _publish(by: Actor, found: Found, number: int) -> None:
    actions.edit_profile(values=_values(by.tenant, found), version=1, by=by)
    if number % 4 != 3:  # not everybody has a logo
        actions.set_logo(picture=draw_logo(number), by=by)
    for office in found.offices:
        actions.add_location(values=_location(by.tenant.country, office), by=by)
    if found.is_published:
        actions.publish_profile(by=by)


def _values(of: Tenant, found: Found) -> ProfileValues:
    return ProfileValues(
        description=found.description,
        website=f"https://www.{of.domain}",
        linkedin=f"https://www.linkedin.com/company/{of.slug}",
        countries=(of.country_id, *found.countries),
        services=found.services,
        industries=found.industries,
        languages=found.languages,
    )


def _location(country: Country, office: Office) -> LocationValues:
    typed = LocationValues(
        office.name,
        country,
        office.street,
        city=office.city,
        state=office.state,
        postal_code=office.postal_code,
        phone=office.phone,
    )
    return country_rules.tidy_place(country.pk, typed)
