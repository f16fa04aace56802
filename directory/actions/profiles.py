"""What a partner does with its own profile (S003-7)."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from directory import policies
from directory.actions.keeping import _hide, _keep_logo, _keep_words, _locked, _require_version, _show
from directory.models import BusinessProfile
from directory.pictures import Picture
from directory.states import PROFILE_TRANSITIONS, ProfileStatus
from directory.values import ProfileValues
from partnercenter.core import audit
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition


@transaction.atomic
def edit_profile(*, values: ProfileValues, version: int, by: Actor) -> BusinessProfile:
    """The words; public once they are published. `version` is the one that the form showed (1 before there is any).

    Raises DomainError: operators_keep_it, not_https, other_site, other_region; StaleState.
    """
    policies.require_self_kept(by.tenant)
    profile = _locked(by.tenant)
    _require_version(profile, version)
    if changes := _keep_words(profile, values):
        audit.record("business_profile.edited", by=by, target=profile, changes=changes)
    return profile


@transaction.atomic
def set_logo(*, picture: Picture, by: Actor) -> None:
    """Public once it is published. Raises DomainError: operators_keep_it."""
    policies.require_self_kept(by.tenant)
    profile = _locked(by.tenant)
    changes = {"logo": _keep_logo(profile, picture)}
    audit.record("business_profile.logo_changed", by=by, target=profile, changes=changes)


@transaction.atomic
def remove_logo(*, by: Actor) -> None:
    """Raises DomainError: operators_keep_it."""
    policies.require_self_kept(by.tenant)
    profile = _locked(by.tenant)
    if profile.logo is None:
        return
    changes = {"logo": _keep_logo(profile, None)}
    audit.record("business_profile.logo_changed", by=by, target=profile, changes=changes)


@transaction.atomic
def publish_profile(*, by: Actor) -> None:
    """What the profile says now is what everybody reads from this moment on; it counts as confirmed, too.

    Raises DomainError(s): operators_keep_it, held, not_enrolled, incomplete.
    """
    policies.require_self_kept(by.tenant)
    profile = _locked(by.tenant)
    policies.require_publishable(profile)
    stamps = {"published_at": Now(), "published_by": by.user, "confirmed_at": Now(), "confirmed_by": by.user}
    if profile.is_published:
        BusinessProfile.objects.filter(pk=profile.pk).update(**stamps)
    else:
        transition(profile, ProfileStatus.PUBLISHED, table=PROFILE_TRANSITIONS, stamps=stamps)
    _show(profile)
    audit.record("business_profile.published", by=by, target=profile)


@transaction.atomic
def withdraw_profile(*, by: Actor) -> None:
    """The public page is gone; the profile stays and can be published again. Raises DomainError: operators_keep_it."""
    policies.require_self_kept(by.tenant)
    profile = _locked(by.tenant)
    transition(profile, ProfileStatus.DRAFT, table=PROFILE_TRANSITIONS)
    _hide(profile)
    audit.record("business_profile.withdrawn", by=by, target=profile)


@transaction.atomic
def confirm_profile(*, by: Actor) -> None:
    """S003-7: somebody has looked, and it is still so. Raises DomainError: operators_keep_it, not_published."""
    policies.require_self_kept(by.tenant)
    profile = _locked(by.tenant)
    if not profile.is_published:
        raise DomainError("not_published", _("Only a published profile is confirmed."))
    rows = BusinessProfile.objects.filter(pk=profile.pk)
    rows.update(confirmed_at=Now(), confirmed_by=by.user)
    audit.record("business_profile.confirmed", by=by, target=profile)
