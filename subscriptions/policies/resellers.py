"""Who may be named on a subscription. Each returns, or raises DomainError."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.policies import has_signed_mpa
from accounts.states import Programme
from partnercenter.core.errors import DomainError
from relationships.policies import require_partners, require_same_region


def _require_provider(partner: Tenant, field: str) -> None:
    if Programme.INDIRECT_PROVIDER not in partner.programmes:
        raise DomainError(
            "not_provider",
            _("%(partner)s is no indirect provider: nobody is named beside it.") % {"partner": partner},
            field,
        )


def require_reseller_of_record(provider: Tenant, reseller: Tenant, *, keep: bool = False) -> str:
    """D11, S000-23, S000-24, S004-6 to S004-8: a new association takes an active partnership, enrolment as indirect
    reseller, the MPA, a location MPN ID and the same region. Returns that MPN ID; `keep` holds the partnership until
    the commit.

    Raises DomainError: not_provider, own_id, not_partners, not_reseller, other_region, mpa_unsigned, no_location.
    """
    field = "reseller"
    _require_provider(provider, field)
    if provider.pk == reseller.pk:
        raise DomainError(
            "own_id",
            _("This is your own organisation. Name the indirect reseller, never the provider."),
            field,
        )
    require_partners(provider, reseller, keep=keep)
    if Programme.INDIRECT_RESELLER not in reseller.programmes:
        message = _("%(reseller)s is not enrolled as an indirect reseller.")
        raise DomainError("not_reseller", message % {"reseller": reseller}, field)
    require_same_region(provider, reseller)
    if not has_signed_mpa(reseller):
        raise DomainError(
            "mpa_unsigned",
            _(
                "%(reseller)s has not signed the Microsoft Partner Agreement yet. Until it has, it cannot be named on"
                " new business."
            )
            % {"reseller": reseller},
            field,
        )
    if not reseller.mpn_id:
        message = _("%(reseller)s has no location with an MPN ID to transact with.")
        raise DomainError("no_location", message % {"reseller": reseller}, field)
    return reseller.mpn_id


def require_support_contact(provider: Tenant, contact: Tenant, *, keep: bool = False) -> None:
    """S000-30, reference 3.8: a connected reseller. Raises DomainError: not_provider, not_partners."""
    _require_provider(provider, "support_contact")
    require_partners(provider, contact, keep=keep)
