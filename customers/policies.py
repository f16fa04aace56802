"""Who may do what for a customer. Each returns, or raises DomainError."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import country_rules
from accounts.models import Membership, Tenant
from accounts.permissions import Permission, Role
from accounts.policies import members, require_resettable
from accounts.querysets import customer_agreement_of
from accounts.states import CustomerAgreement
from customers.details import Details
from partnercenter.core.actor import Actor
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


# ------------------------------------------------------------------ users of a customer
ADMINS = frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT})


def require_manages_users(customer: Tenant, by: Actor) -> None:
    """S002-1, S000-54, S001-39, rulebook 2.3: the customer's own admins, and a partner with admin access as long as it
    has that and the customer agreement is there. The relationship is kept until the commit.

    Raises DomainError: wrong_role, no_admin_access, no_agreement.
    """
    is_own = by.tenant.pk == customer.pk
    if not by.may(Permission.OWN_USERS_MANAGE if is_own else Permission.CUSTOMER_USERS_MANAGE):
        raise DomainError("wrong_role", _("None of your roles lets you manage users."))
    if is_own:
        return
    rows = ResellerRelationship.objects.active().held_by(by.tenant).of_customer(customer).with_admin_access()
    held = rows.select_for_update(of=("self",), no_key=True).order_by("pk").first()
    if held is None:
        message = _("%(customer)s has not given you admin access, or has taken it back.")
        raise DomainError("no_admin_access", message % {"customer": customer})
    if held.customer_agreement == CustomerAgreement.MISSING:
        message = _(
            "%(customer)s has not accepted its customer agreement yet: it accepts it, or a partner attests it."
        )
        raise DomainError("no_agreement", message % {"customer": customer})


def has_full_rights(by: Actor) -> bool:
    """Rulebook 2.1: at the customer an admin agent of its partner is a global admin, a helpdesk agent is not."""
    return not by.roles.isdisjoint(ADMINS)


def roles_to_give(by: Actor) -> list[Role]:
    """Nobody gives more than they have: a helpdesk agent adds default users, a user admin all but global admins."""
    if has_full_rights(by):
        return list(members.CUSTOMER_ROLES)
    if Role.USER_ADMIN in by.roles:
        return [role for role in members.CUSTOMER_ROLES if role != Role.GLOBAL_ADMIN]
    return [Role.DEFAULT_USER]


def require_roles(roles: list[str], by: Actor) -> None:
    if not roles or not set(roles) <= set(roles_to_give(by)):
        raise DomainError("roles", _("Choose among the roles that you may give."), "roles")


def require_may_change(membership: Membership, by: Actor) -> None:
    """Rulebook 2.1: as among colleagues; at its customer an admin agent of the partner is a global admin.

    Raises DomainError: oneself, global_admin.
    """
    members.require_may_change(membership, by, admins=ADMINS)


def require_may_reset(membership: Membership, by: Actor) -> None:
    """Reference 3.3. In system scope. Raises DomainError: oneself, global_admin, blocked, own_account, used_elsewhere,
    closed_account."""
    require_may_change(membership, by)
    if membership.blocked_at:
        message = _("%(person)s is blocked. Unblock the user first.")
        raise DomainError("blocked", message % {"person": membership.user})
    require_resettable(membership.user, membership.tenant)
