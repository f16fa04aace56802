"""Who may do what: the whole matrix as data, in one place (D2; rulebook 2.2 and 2.4).

`docs/permissions.md` is generated from it by `make docs`; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.states import Programme, TenantKind
from partnercenter.core.actor import Actor

if TYPE_CHECKING:
    from accounts.models import Tenant


class Role(models.TextChoices):
    GLOBAL_ADMIN = "global_admin", _("Global admin")
    USER_ADMIN = "user_admin", _("User admin")
    BILLING_ADMIN = "billing_admin", _("Billing admin")
    ADMIN_AGENT = "admin_agent", _("Admin agent")
    SALES_AGENT = "sales_agent", _("Sales agent")
    HELPDESK_AGENT = "helpdesk_agent", _("Helpdesk agent")
    DEFAULT_USER = "default_user", _("Default user")


class Permission(StrEnum):
    """`resource.verb`"""

    TENANT_VIEW = "tenant.view"
    PROGRAM_INFO_VIEW = "program_info.view"
    PROGRAMME_ENROL = "programme.enrol"
    INCENTIVES_ENROL = "incentives.enrol"
    AGREEMENT_VIEW = "agreement.view"
    MPA_SIGN = "mpa.sign"
    RESELLERS_VIEW = "indirect_resellers.view"
    PARTNERSHIP_REQUEST = "partnership.request"
    PARTNERSHIP_REMOVE = "partnership.remove"
    INVITATIONS_VIEW = "invitations.view"
    INVITATIONS_CHANGE = "invitations.change"
    PROVIDERS_VIEW = "indirect_providers.view"
    PARTNERSHIP_ACCEPT = "partnership.accept"
    CUSTOMERS_VIEW = "customers.view"
    CUSTOMER_EDIT = "customer.edit"
    CUSTOMERS_EXPORT = "customers.export"
    CUSTOMERS_IMPORT = "customers.import"
    RELATIONSHIP_REQUEST = "reseller_relationship.request"
    JOINT_RELATIONSHIP_REQUEST = "joint_relationship.request"
    RELATIONSHIP_REMOVE = "reseller_relationship.remove"
    MCA_ATTEST = "mca.attest"
    CUSTOMER_CREATE = "customer.create"
    ORDER_CREATE = "order.create"
    CATALOGUE_VIEW = "catalogue.view"
    SUBSCRIPTIONS_VIEW = "subscriptions.view"
    SUBSCRIPTIONS_EXPORT = "subscriptions.export"
    SUBSCRIPTION_CHANGE = "subscription.change"
    QUANTITY_CHANGE = "quantity.change"
    SUBSCRIPTION_CANCEL = "subscription.cancel"
    RENEWAL_DECIDE = "renewal.decide"
    RESELLER_ASSIGN = "reseller_of_record.assign"
    SUPPORT_CONTACT_ASSIGN = "support_contact.assign"
    REASSIGNMENTS_VIEW = "reassignments.view"
    PURCHASE_PERMISSION_CHANGE = "purchase_permission.change"
    CUSTOMER_USERS_MANAGE = "customer_users.manage"
    STATEMENTS_VIEW = "statements.view"
    RELATIONSHIP_ACCEPT = "reseller_relationship.accept"
    PARTNERS_VIEW = "partner_relationships.view"
    ADMIN_ROLES_REMOVE = "admin_roles.remove"
    MCA_ACCEPT = "mca.accept"
    COMPANY_EDIT = "company.edit"
    MEMBERS_VIEW = "members.view"
    MEMBERS_MANAGE = "members.manage"
    MEMBERS_INVITE = "members.invite"
    OWN_SUBSCRIPTIONS_VIEW = "own_subscriptions.view"
    OWN_USERS_MANAGE = "own_users.manage"
    RESERVATIONS_BUY = "reservations.buy"
    ACTIVITY_VIEW = "activity.view"
    ACTIVITY_EXPORT = "activity.export"
    OWN_ACTIVITY_VIEW = "own_activity.view"
    OWN_ACTIVITY_EXPORT = "own_activity.export"
    BUSINESS_PROFILE_VIEW = "business_profile.view"
    BUSINESS_PROFILE_EDIT = "business_profile.edit"
    LEADS_MANAGE = "leads.manage"
    ENTRY_CHANGE_ASK = "directory_entry.ask"


_EVERYONE = frozenset(Role.values)
_PROVIDER_PAGES = frozenset(
    {Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}
)  # S000-1
_CUSTOMER_PAGES = frozenset(
    {Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT}
)  # S003-2
_AGENTS = frozenset({Role.ADMIN_AGENT, Role.SALES_AGENT})
_SUBSCRIBERS = frozenset(
    {Role.GLOBAL_ADMIN, Role.BILLING_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT}
)

ROLE_PERMISSIONS: dict[Permission, frozenset[str]] = {
    Permission.TENANT_VIEW: _EVERYONE,
    Permission.PROGRAM_INFO_VIEW: _EVERYONE,
    Permission.PROGRAMME_ENROL: frozenset({Role.GLOBAL_ADMIN}),  # S001-1
    Permission.INCENTIVES_ENROL: frozenset({Role.GLOBAL_ADMIN}),
    Permission.AGREEMENT_VIEW: _EVERYONE,
    Permission.MPA_SIGN: frozenset({Role.GLOBAL_ADMIN}),
    Permission.RESELLERS_VIEW: _PROVIDER_PAGES,
    Permission.PARTNERSHIP_REQUEST: _PROVIDER_PAGES,
    Permission.PARTNERSHIP_REMOVE: _PROVIDER_PAGES,
    Permission.INVITATIONS_VIEW: _PROVIDER_PAGES,
    Permission.INVITATIONS_CHANGE: _PROVIDER_PAGES,  # and the right to ask for what the invitation offers
    Permission.PROVIDERS_VIEW: frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT}),
    Permission.PARTNERSHIP_ACCEPT: frozenset({Role.GLOBAL_ADMIN}),  # S001-22
    Permission.CUSTOMERS_VIEW: _CUSTOMER_PAGES,
    Permission.CUSTOMER_EDIT: frozenset({Role.GLOBAL_ADMIN, Role.SALES_AGENT, Role.HELPDESK_AGENT}),
    Permission.CUSTOMERS_EXPORT: frozenset({Role.ADMIN_AGENT}),
    Permission.CUSTOMERS_IMPORT: _AGENTS,
    Permission.RELATIONSHIP_REQUEST: _AGENTS,
    Permission.JOINT_RELATIONSHIP_REQUEST: frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT}),
    Permission.RELATIONSHIP_REMOVE: frozenset({Role.GLOBAL_ADMIN}),
    Permission.MCA_ATTEST: _AGENTS,
    # Orders and subscriptions, each as its row of rulebook 2.2
    Permission.CUSTOMER_CREATE: frozenset(
        {Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}
    ),
    Permission.ORDER_CREATE: _SUBSCRIBERS,
    Permission.CATALOGUE_VIEW: frozenset(
        {Role.GLOBAL_ADMIN, Role.BILLING_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}
    ),
    Permission.SUBSCRIPTIONS_VIEW: _SUBSCRIBERS,
    Permission.SUBSCRIPTIONS_EXPORT: frozenset({Role.ADMIN_AGENT}),
    Permission.SUBSCRIPTION_CHANGE: _SUBSCRIBERS,
    Permission.QUANTITY_CHANGE: frozenset(
        {Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT}
    ),
    Permission.SUBSCRIPTION_CANCEL: frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}),
    Permission.RENEWAL_DECIDE: _SUBSCRIBERS,
    Permission.RESELLER_ASSIGN: _PROVIDER_PAGES,
    Permission.SUPPORT_CONTACT_ASSIGN: frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.HELPDESK_AGENT}),
    Permission.REASSIGNMENTS_VIEW: _PROVIDER_PAGES | {Role.HELPDESK_AGENT},  # who may make one of the two
    Permission.PURCHASE_PERMISSION_CHANGE: frozenset({Role.ADMIN_AGENT}),  # reference 3.17
    # Delegated admin privileges make admin agents global admins at the customer, helpdesk agents its helpdesk
    Permission.CUSTOMER_USERS_MANAGE: frozenset({Role.ADMIN_AGENT, Role.HELPDESK_AGENT}),
    Permission.STATEMENTS_VIEW: frozenset({Role.GLOBAL_ADMIN, Role.BILLING_ADMIN, Role.ADMIN_AGENT}),
    Permission.ACTIVITY_VIEW: frozenset({Role.ADMIN_AGENT}),  # reference 3.18
    Permission.ACTIVITY_EXPORT: frozenset({Role.ADMIN_AGENT}),
    # Being found. The programme's own roles for it (business profile admin, referrals admin) do not exist here: the global
    # admin keeps the profile.
    Permission.BUSINESS_PROFILE_VIEW: _EVERYONE,
    Permission.BUSINESS_PROFILE_EDIT: frozenset({Role.GLOBAL_ADMIN}),
    Permission.ENTRY_CHANGE_ASK: frozenset({Role.GLOBAL_ADMIN}),
    Permission.LEADS_MANAGE: _AGENTS
    | {Role.GLOBAL_ADMIN},  # and in place of the referrals admin, those who sell
    # A customer's side: its global admin (rulebook 2.3)
    Permission.RELATIONSHIP_ACCEPT: frozenset({Role.GLOBAL_ADMIN}),  # S002-13
    Permission.PARTNERS_VIEW: frozenset({Role.GLOBAL_ADMIN}),
    Permission.ADMIN_ROLES_REMOVE: frozenset({Role.GLOBAL_ADMIN}),  # S002-15
    Permission.MCA_ACCEPT: frozenset({Role.GLOBAL_ADMIN}),  # S002-12
    Permission.COMPANY_EDIT: frozenset({Role.GLOBAL_ADMIN}),
    # People of one's own organisation, of whatever kind
    Permission.MEMBERS_VIEW: frozenset({Role.GLOBAL_ADMIN, Role.USER_ADMIN}),
    Permission.MEMBERS_MANAGE: frozenset({Role.GLOBAL_ADMIN, Role.USER_ADMIN}),
    Permission.MEMBERS_INVITE: frozenset({Role.GLOBAL_ADMIN, Role.USER_ADMIN}),
    Permission.OWN_SUBSCRIPTIONS_VIEW: frozenset({Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.BILLING_ADMIN}),
    Permission.OWN_USERS_MANAGE: frozenset({Role.GLOBAL_ADMIN, Role.USER_ADMIN}),
    Permission.RESERVATIONS_BUY: frozenset({Role.GLOBAL_ADMIN}),
    Permission.OWN_ACTIVITY_VIEW: frozenset({Role.GLOBAL_ADMIN}),
    Permission.OWN_ACTIVITY_EXPORT: frozenset({Role.GLOBAL_ADMIN}),
}

_PARTNERS = frozenset(Programme.values)
_ANY_PARTNER = _PARTNERS | {TenantKind.PARTNER}  # enrolled or not
_CUSTOMER = frozenset({TenantKind.CUSTOMER})
_WHO_ORDER = frozenset({Programme.DIRECT_BILL, Programme.INDIRECT_PROVIDER})

# What the organisation must be, whatever the person's role: in one of these programmes, a partner in none yet, or a
# customer. A permission not named here is open to every tenant.
PROGRAMME_PERMISSIONS: dict[Permission, frozenset[str]] = {
    Permission.PROGRAM_INFO_VIEW: _ANY_PARTNER,
    Permission.PROGRAMME_ENROL: _ANY_PARTNER,
    Permission.INCENTIVES_ENROL: frozenset({Programme.INDIRECT_RESELLER}),
    Permission.MPA_SIGN: _PARTNERS,
    Permission.RESELLERS_VIEW: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.PARTNERSHIP_REQUEST: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.PARTNERSHIP_REMOVE: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.INVITATIONS_VIEW: _ANY_PARTNER,  # colleagues are invited before there is a programme role
    Permission.INVITATIONS_CHANGE: _ANY_PARTNER,
    Permission.PROVIDERS_VIEW: frozenset({Programme.INDIRECT_RESELLER}),
    Permission.PARTNERSHIP_ACCEPT: frozenset({Programme.INDIRECT_RESELLER}),
    Permission.CUSTOMERS_VIEW: _PARTNERS,
    Permission.CUSTOMER_EDIT: _PARTNERS,
    Permission.CUSTOMERS_EXPORT: _PARTNERS,
    Permission.CUSTOMERS_IMPORT: _PARTNERS,
    Permission.RELATIONSHIP_REQUEST: _PARTNERS,
    Permission.JOINT_RELATIONSHIP_REQUEST: frozenset({Programme.INDIRECT_RESELLER}),
    Permission.RELATIONSHIP_REMOVE: _PARTNERS,
    Permission.MCA_ATTEST: _WHO_ORDER,
    Permission.CUSTOMER_CREATE: _WHO_ORDER,  # S001-33: a reseller creates no customer tenants
    Permission.ORDER_CREATE: _WHO_ORDER,
    Permission.CATALOGUE_VIEW: _WHO_ORDER,
    Permission.SUBSCRIPTIONS_VIEW: _PARTNERS,
    Permission.SUBSCRIPTIONS_EXPORT: _PARTNERS,
    Permission.SUBSCRIPTION_CHANGE: _WHO_ORDER,
    Permission.QUANTITY_CHANGE: _WHO_ORDER,
    Permission.SUBSCRIPTION_CANCEL: _WHO_ORDER,
    Permission.RENEWAL_DECIDE: _PARTNERS,  # S001-39: a reseller handles the renewals of its customers
    Permission.RESELLER_ASSIGN: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.SUPPORT_CONTACT_ASSIGN: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.REASSIGNMENTS_VIEW: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.PURCHASE_PERMISSION_CHANGE: _WHO_ORDER,
    Permission.CUSTOMER_USERS_MANAGE: _PARTNERS,
    Permission.STATEMENTS_VIEW: _WHO_ORDER,
    Permission.ACTIVITY_VIEW: _ANY_PARTNER,
    Permission.ACTIVITY_EXPORT: _ANY_PARTNER,
    Permission.BUSINESS_PROFILE_VIEW: _PARTNERS,
    Permission.BUSINESS_PROFILE_EDIT: _PARTNERS
    - {Programme.INDIRECT_PROVIDER},  # S000-7: operators keep its entry
    Permission.LEADS_MANAGE: _PARTNERS,
    Permission.ENTRY_CHANGE_ASK: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.RELATIONSHIP_ACCEPT: _CUSTOMER,
    Permission.PARTNERS_VIEW: _CUSTOMER,
    Permission.ADMIN_ROLES_REMOVE: _CUSTOMER,
    Permission.MCA_ACCEPT: _CUSTOMER,
    Permission.COMPANY_EDIT: _CUSTOMER,
    Permission.MEMBERS_VIEW: _ANY_PARTNER,  # a customer has the list of its users, and adds them itself
    Permission.MEMBERS_INVITE: _ANY_PARTNER,
    Permission.OWN_SUBSCRIPTIONS_VIEW: _CUSTOMER,
    Permission.OWN_USERS_MANAGE: _CUSTOMER,
    Permission.RESERVATIONS_BUY: _CUSTOMER,
    Permission.OWN_ACTIVITY_VIEW: _CUSTOMER,
    Permission.OWN_ACTIVITY_EXPORT: _CUSTOMER,
}


def roles_allow(roles: Iterable[str], permission: str) -> bool:
    return not ROLE_PERMISSIONS[Permission(permission)].isdisjoint(roles)


def tenant_allows(tenant: Tenant, permission: str) -> bool:
    needed = PROGRAMME_PERMISSIONS.get(Permission(permission))
    return needed is None or not needed.isdisjoint(tenant.standing)


def may(actor: Actor, permission: str) -> bool:
    """True where the person's roles and what the organisation is both allow it."""
    return roles_allow(actor.roles, permission) and tenant_allows(actor.tenant, permission)
