"""What public entries repeat of organisations stays in step with them; and who is erased."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Tenant
from accounts.personal import Person
from directory.actions.keeping import _hide, _locked, _show
from directory.actions.leads import forget_person
from directory.models import BusinessProfile, Listing
from partnercenter.core.actor import OperatorActor


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


@transaction.atomic
def erase_leads_of(*, person: Person, by: OperatorActor) -> None:
    """Whoever is erased is erased here, too."""
    forget_person(address=person.email, by=by)
