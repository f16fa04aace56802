"""Who may do what for a customer. Each returns, or raises DomainError."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import customer_agreement_of
from accounts.states import CustomerAgreement
from customers import country_rules
from customers.details import Details
from partnercenter.core.errors import DomainError
from relationships.models import ResellerRelationship
from relationships.states import Capacity

ORDERS = (Capacity.DIRECT, Capacity.PROVIDER)  # S001-34, S001-41: as a reseller one does not order


def require_serves(partner: Tenant, customer: Tenant) -> None:
    """A partner works for a customer while they have a relationship."""
    if not ResellerRelationship.objects.active().held_by(partner).of_customer(customer).exists():
        raise DomainError(
            "not_serving",
            _("%(partner)s has no relationship with %(customer)s any more.")
            % {"partner": partner, "customer": customer},
        )


def require_orders_for(partner: Tenant, customer: Tenant) -> None:
    """Reference 3.4: direct partners and providers attest, resellers cannot (rulebook 2.4)."""
    require_serves(partner, customer)
    rows = ResellerRelationship.objects.active().held_by(partner).of_customer(customer)
    if not rows.filter(capacity__in=ORDERS).exists():
        raise DomainError(
            "as_reseller",
            _("%(partner)s serves %(customer)s as a reseller. The provider attests the agreement.")
            % {"partner": partner, "customer": customer},
        )


def require_unaccepted(customer: Tenant) -> None:
    """Reference 3.4: what the customer accepted itself nobody attests."""
    if customer_agreement_of(customer) == CustomerAgreement.ACCEPTED:
        raise DomainError(
            "accepted_already",
            _("%(customer)s has accepted the agreement itself. Nothing needs to be attested.")
            % {"customer": customer},
        )


def tidied(country_code: str, details: Details) -> Details:
    """Reference 3.3: complete and well formed for the country. Raises DomainErrors by field."""
    return country_rules.tidy(country_code, details)
