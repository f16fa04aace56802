"""What public entries repeat of organisations stays in step with them."""

from __future__ import annotations

from accounts.models import Tenant
from directory.actions.keeping import _hide, _locked, _show
from directory.models import BusinessProfile, Listing


def follow_rename(tenant: Tenant) -> None:
    """The public entry of a renamed organisation is found by its new name."""
    Listing.objects.filter(tenant=tenant).update(name=tenant.name, name_key=tenant.name_key)


def follow_suspension(tenant: Tenant) -> None:
    """Nobody finds an organisation that is suspended; once that is lifted it is found as it was."""
    if not BusinessProfile.objects.filter(tenant=tenant).exists():
        return
    profile = _locked(tenant)
    if tenant.suspended_at:
        _hide(profile)
    elif profile.is_published:
        _show(profile)
