"""Between partners. Each returns, or raises DomainError."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.policies import require_indirect_provider, require_indirect_reseller, require_not_suspended
from accounts.states import Programme
from partnercenter.core.errors import DomainError
from relationships.models import Partnership
from relationships.states import PartnershipStatus


def require_not_affiliated(one: Tenant, other: Tenant) -> None:
    """S004-15, D12: not with oneself, nor with a company of one's own group."""
    if one.pk == other.pk:
        raise DomainError("same_tenant", _("An organisation cannot be its own partner."))
    if one.company_group and one.company_group == other.company_group:
        raise DomainError(
            "affiliate",
            _(
                "%(one)s and %(other)s belong to the same company group. Partners may not deal with affiliates."
            )
            % {"one": one, "other": other},
        )


def require_same_region(one: Tenant, other: Tenant) -> None:
    """S004-22: partner-to-partner relationships only within the same region."""
    if one.region != other.region:
        raise DomainError(
            "other_region",
            _(
                "%(one)s is in the region %(region_one)s, %(other)s in %(region_other)s. Partners must be in the same region."
            )
            % {"one": one, "region_one": one.region, "other": other, "region_other": other.region},
        )


def require_same_cloud(one: Tenant, other: Tenant) -> None:
    """S002-3, S002-18: tenants of different clouds cannot be connected."""
    if one.cloud != other.cloud:
        raise DomainError(
            "other_cloud",
            _(
                "%(one)s is in the %(cloud_one)s, %(other)s in the %(cloud_other)s. Partners must be in the same cloud."
            )
            % {
                "one": one,
                "cloud_one": one.get_cloud_display(),
                "other": other,
                "cloud_other": other.get_cloud_display(),
            },
        )


def require_ready_to_transact(provider: Tenant, reseller: Tenant, *, mpa_signed: bool) -> None:
    """D11, S004-6 to S004-8: what a partner of the provider needs besides, to be named on new business.

    Asks the database nothing where profile, country and locations of both are read. Raises DomainError: suspended,
    not_reseller, other_region, mpa_unsigned, no_location.
    """
    require_not_suspended(reseller)
    names = {"reseller": reseller}
    if Programme.INDIRECT_RESELLER not in reseller.programmes:
        message = _("%(reseller)s is not enrolled as an indirect reseller.")
        raise DomainError("not_reseller", message % names, "reseller")
    require_same_region(provider, reseller)
    if not mpa_signed:
        message = _(
            "%(reseller)s has not signed the Microsoft Partner Agreement yet. Until it has, it cannot be named on new"
            " business."
        )
        raise DomainError("mpa_unsigned", message % names, "reseller")
    if not reseller.mpn_id:
        message = _("%(reseller)s has no location with an MPN ID to transact with.")
        raise DomainError("no_location", message % names, "reseller")


def require_no_active_partnership(provider: Tenant, reseller: Tenant) -> None:
    """One active partnership per pair; several providers for one reseller are welcome (S004-20)."""
    if Partnership.objects.between(provider, reseller).active().exists():
        raise DomainError(
            "already_partners",
            _("%(one)s and %(other)s are partners already.") % {"one": provider, "other": reseller},
        )


def require_partnership_possible(provider: Tenant, reseller: Tenant) -> None:
    """All of the above, in the order in which they help a person most (S000-8, S000-11, S004-8)."""
    require_not_affiliated(provider, reseller)
    require_not_suspended(provider)
    require_not_suspended(reseller)
    require_indirect_provider(provider)
    require_indirect_reseller(reseller)
    require_same_cloud(provider, reseller)
    require_same_region(provider, reseller)
    require_no_active_partnership(provider, reseller)


def require_removable(partnership: Partnership) -> None:
    """S000-32: an active partnership can be removed; a removed one stays removed."""
    if partnership.status != PartnershipStatus.ACTIVE:
        raise DomainError("already_removed", _("This partnership has been removed already."))


def require_statement(*, accepted: bool) -> None:
    """S000-36: removing means making the representation."""
    if not accepted:
        raise DomainError(
            "statement_missing", _("Tick the statement to remove the partnership."), "statement_accepted"
        )
