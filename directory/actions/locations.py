"""The locations of a partner's profile; public once they are published with it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory import policies
from directory.actions.keeping import _locked
from directory.models import BusinessProfile, ProfileLocation
from directory.models.profile import PER_COUNTRY
from directory.values import LocationValues, changes_between
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError


@transaction.atomic
def add_location(*, values: LocationValues, by: Actor) -> ProfileLocation:
    """Reference 3.19: up to five a country. Raises DomainError: operators_keep_it, other_region, too_many."""
    policies.require_self_kept(by.tenant)
    policies.require_places(by.tenant, [values.country.pk])
    profile = _locked(by.tenant)
    slot = _free_slot(profile, values)
    location = ProfileLocation.objects.create(
        profile=profile, tenant=by.tenant, slot=slot, **values.as_dict()
    )
    audit.record("profile_location.added", by=by, target=location)
    return location


@transaction.atomic
def edit_location(*, location: ProfileLocation, values: LocationValues, by: Actor) -> None:
    """Raises as `add_location`."""
    policies.require_self_kept(by.tenant)
    policies.require_places(by.tenant, [values.country.pk])
    profile = _locked(by.tenant)
    moves = values.country.pk != location.country_id
    slot = _free_slot(profile, values) if moves else location.slot
    changes = changes_between(_told(LocationValues.of(location)), _told(values))
    if not changes:
        return
    ProfileLocation.objects.filter(pk=location.pk).update(slot=slot, **values.as_dict())
    audit.record("profile_location.edited", by=by, target=location, changes=changes)


@transaction.atomic
def remove_location(*, location: ProfileLocation, by: Actor) -> None:
    """It leaves the public page when the profile is published again. Raises DomainError: operators_keep_it."""
    policies.require_self_kept(by.tenant)
    _locked(by.tenant)
    audit.record("profile_location.removed", by=by, target=location)
    with tenancy.system(reason="a location that its partner removes"):  # no organisation deletes rows
        ProfileLocation.objects.filter(pk=location.pk).delete()


def _free_slot(profile: BusinessProfile, values: LocationValues) -> int:
    rows = ProfileLocation.objects.filter(profile=profile, country=values.country)
    taken = set(rows.values_list("slot", flat=True))
    free = (slot for slot in range(1, PER_COUNTRY + 1) if slot not in taken)
    slot = next(free, 0)
    if not slot:
        message = _("There are five locations in this country already (%(country)s). More are not possible.")
        raise DomainError("too_many", message % {"country": values.country}, "country")
    return slot


def _told(values: LocationValues) -> dict[str, Any]:
    return values.as_dict() | {"country": values.country.pk}
