"""Who may be named on a subscription. Each returns, or raises DomainError."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.policies import has_signed_mpa, require_not_suspended
from accounts.states import Programme
from partnercenter.core.errors import DomainError
from relationships.policies import require_partners, require_ready_to_transact


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

    Raises DomainError: not_provider, own_id, not_partners, suspended, not_reseller, other_region, mpa_unsigned,
    no_location.
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
    require_ready_to_transact(provider, reseller, mpa_signed=has_signed_mpa(reseller))
    return reseller.mpn_id


def require_support_contact(provider: Tenant, contact: Tenant, *, keep: bool = False) -> None:
    """S000-30, reference 3.8: a connected reseller. Raises DomainError: not_provider, not_partners, suspended."""
    _require_provider(provider, "support_contact")
    require_partners(provider, contact, keep=keep)
    require_not_suspended(contact)
