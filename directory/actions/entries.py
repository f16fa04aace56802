"""What operators do: keep the official list of providers (S000-7), and take down what may not stand in public."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.policies import require_partner_kind
from directory import policies
from directory.actions.keeping import _hide, _keep_logo, _keep_words, _locked, _show
from directory.models import BusinessProfile
from directory.pictures import Picture
from directory.states import PROFILE_TRANSITIONS, ProfileStatus
from directory.values import ProfileValues
from partnercenter.core import audit
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition


@transaction.atomic
def open_entry(*, tenant: Tenant, by: OperatorActor) -> BusinessProfile:
    """The entry of an indirect provider, to be filled in. Raises DomainError: not_partner, not_provider, unchanged."""
    require_partner_kind(tenant)
    policies.require_official(tenant)
    if BusinessProfile.objects.filter(tenant=tenant).exists():
        message = _("%(name)s has an entry already. Open it to change it.") % {"name": tenant}
        raise DomainError("unchanged", message)
    profile = _locked(tenant)
    audit.record("directory_entry.opened", by=by, target=profile, tenant=tenant)
    return profile


@transaction.atomic
def describe_entry(*, profile: BusinessProfile, values: ProfileValues, by: OperatorActor) -> None:
    """S000-7: what a listed entry says is public at once.

    Raises DomainError: not_provider, not_https, other_site, other_region; incomplete where it is listed.
    """
    policies.require_official(profile.tenant)
    row = _locked(profile.tenant)
    changes = _keep_words(row, values)
    if not changes:
        return
    _show_again(row)
    audit.record("directory_entry.edited", by=by, target=row, tenant=row.tenant, changes=changes)


@transaction.atomic
def set_entry_logo(*, profile: BusinessProfile, picture: Picture | None, by: OperatorActor) -> None:
    """S000-7: public at once where the entry is listed; None takes the logo away. Raises DomainError: not_provider."""
    policies.require_official(profile.tenant)
    row = _locked(profile.tenant)
    changes = {"logo": _keep_logo(row, picture)}
    _show_again(row)
    audit.record("directory_entry.logo_changed", by=by, target=row, tenant=row.tenant, changes=changes)


def _show_again(profile: BusinessProfile) -> None:
    if profile.is_published:
        policies.require_complete(profile)
        _show(profile)


@transaction.atomic
def list_entry(*, profile: BusinessProfile, by: OperatorActor) -> None:
    """S000-6, S000-7: from now on it stands in the official list.

    Raises DomainError(s): not_provider, unchanged, incomplete.
    """
    policies.require_official(profile.tenant)
    row = _locked(profile.tenant)
    _require_other(row, ProfileStatus.PUBLISHED)
    policies.require_complete(row)
    _move(row, ProfileStatus.PUBLISHED, published_at=Now(), published_by=by.user)
    _show(row)
    audit.record("directory_entry.listed", by=by, target=row, tenant=row.tenant)


@transaction.atomic
def unlist_entry(*, profile: BusinessProfile, by: OperatorActor) -> None:
    """S000-7. Raises DomainError: not_provider, unchanged."""
    policies.require_official(profile.tenant)
    row = _locked(profile.tenant)
    _require_other(row, ProfileStatus.DRAFT)
    _move(row, ProfileStatus.DRAFT)
    _hide(row)
    audit.record("directory_entry.unlisted", by=by, target=row, tenant=row.tenant)


@transaction.atomic
def hold_profile(*, profile: BusinessProfile, by: OperatorActor) -> None:
    """Take a published profile down; the partner reads the reason, and cannot publish until it is settled.

    Raises DomainError: operators_keep_it (of a provider: take its entry out of the list), unchanged.
    """
    policies.require_self_kept(profile.tenant)
    row = _locked(profile.tenant)
    _require_other(row, ProfileStatus.HELD)
    _move(row, ProfileStatus.HELD, held_at=Now(), held_by=by.user, held_reason=by.reason)
    _hide(row)
    audit.record("business_profile.held", by=by, target=row, tenant=row.tenant)


@transaction.atomic
def release_profile(*, profile: BusinessProfile, by: OperatorActor) -> None:
    """The partner may publish again. Raises DomainError: unchanged."""
    row = _locked(profile.tenant)
    _require_other(row, ProfileStatus.DRAFT)
    _move(row, ProfileStatus.DRAFT, held_at=None, held_by=None, held_reason="")
    audit.record("business_profile.released", by=by, target=row, tenant=row.tenant)


def _move(profile: BusinessProfile, status: ProfileStatus, **stamps: object) -> None:
    transition(profile, status, table=PROFILE_TRANSITIONS, stamps=stamps)


def _require_other(profile: BusinessProfile, status: ProfileStatus) -> None:
    if profile.status == status:
        raise DomainError("unchanged", _("Somebody did this already."))
