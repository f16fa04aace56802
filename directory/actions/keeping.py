"""The steps that a partner's actions and an operator's have in common."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from directory import policies
from directory.models import BusinessProfile, Listing, Logo
from directory.pictures import Picture
from directory.publishing import public_fields
from directory.values import ProfileValues, changes_between
from partnercenter.core import tenancy
from partnercenter.core.errors import StaleState


def _locked(tenant: Tenant) -> BusinessProfile:
    """The profile, made where there is none yet; nobody else changes it meanwhile."""
    rows = BusinessProfile.objects.select_for_update(of=("self",), no_key=True)
    profile = rows.select_related("logo").filter(tenant=tenant).first()
    if profile is None:
        BusinessProfile.objects.get_or_create(tenant=tenant)
        profile = rows.select_related("logo").get(tenant=tenant)
    profile.tenant = tenant
    return profile


def _keep_words(profile: BusinessProfile, values: ProfileValues) -> dict[str, list[Any]]:
    """Store what differs. Returns it as [old, new]. Raises DomainError: not_https, other_site, other_region."""
    policies.require_web_address(values.website, "website")
    policies.require_web_address(values.linkedin, "linkedin", host="linkedin.com")
    policies.require_places(profile.tenant, values.countries)
    changes = changes_between(ProfileValues.of(profile).as_dict(), values.as_dict())
    if changes:
        new = {name: pair[1] for name, pair in changes.items()}
        BusinessProfile.objects.filter(pk=profile.pk).update(version=F("version") + 1, **new)
        for name, value in new.items():
            setattr(profile, name, value)
        profile.version += 1
    return changes


def _require_version(profile: BusinessProfile, version: int) -> None:
    """C-031: who saves second learns that somebody else was first."""
    if profile.version != version:
        message = _("Somebody else has changed this meanwhile. Look at how it is now, then change it again.")
        raise StaleState("stale", message)


def _keep_logo(profile: BusinessProfile, picture: Picture | None) -> list[str]:
    """Returns the digests [old, new]; the same picture again is the same row."""
    old = profile.logo.digest if profile.logo else ""
    logo = None
    if picture:
        known = {"content": picture.content, "content_type": picture.content_type}
        size = {"width": picture.width, "height": picture.height}
        logo, _new = Logo.objects.get_or_create(
            tenant=profile.tenant, digest=picture.digest, defaults=known | size
        )
    BusinessProfile.objects.filter(pk=profile.pk).update(logo=logo, version=F("version") + 1)
    profile.logo, profile.version = logo, profile.version + 1
    return [old, logo.digest if logo else ""]


def _show(profile: BusinessProfile) -> None:
    """Make public what the profile says now; of a suspended organisation once that is lifted."""
    if profile.tenant.is_suspended:
        return
    fields = public_fields(profile, profile.locations.in_order())
    Listing.objects.update_or_create(tenant=profile.tenant, defaults={**fields, "published_at": Now()})


def _hide(profile: BusinessProfile) -> None:
    """Nobody reads it any more, from this moment on."""
    with tenancy.system(reason="a public entry that is withdrawn"):  # no organisation deletes rows
        Listing.objects.filter(tenant=profile.tenant).delete()
