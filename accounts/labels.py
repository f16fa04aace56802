"""Rights and programmes in words, for pages that explain who can do what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.permissions import ROLE_PERMISSIONS, Permission, Role, tenant_allows
from accounts.roles import Roles
from accounts.states import Programme, TenantKind
from partnercenter.core.dates import date_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Every permission has its sentence; a test holds the two equal.
PERMISSION_LABELS: dict[Permission, _StrPromise] = {
    Permission.TENANT_VIEW: _("See the overview and the partner profile"),
    Permission.PROGRAM_INFO_VIEW: _("See the programme roles and the enrolments"),
    Permission.PROGRAMME_ENROL: _("Apply for a programme role, and accept its agreement"),
    Permission.INCENTIVES_ENROL: _("Enrol in the incentives of indirect resellers"),
    Permission.AGREEMENT_VIEW: _("See which agreements are signed"),
    Permission.MPA_SIGN: _("Read and sign the Microsoft Partner Agreement"),
    Permission.RESELLERS_VIEW: _("See the indirect resellers"),
    Permission.PARTNERSHIP_REQUEST: _("Request a partnership"),
    Permission.PARTNERSHIP_REMOVE: _("Remove a partnership"),
    Permission.INVITATIONS_VIEW: _("See the invitations"),
    Permission.INVITATIONS_CHANGE: _("Change, send again and revoke invitations"),
    Permission.PROVIDERS_VIEW: _("See the indirect providers"),
    Permission.PARTNERSHIP_ACCEPT: _("Accept or decline a partnership"),
    Permission.CUSTOMERS_VIEW: _("See the customers"),
    Permission.CUSTOMER_EDIT: _("Edit billing and company details of customers"),
    Permission.CUSTOMERS_EXPORT: _("Export the customers"),
    Permission.CUSTOMERS_IMPORT: _("Import existing customers"),
    Permission.RELATIONSHIP_REQUEST: _("Request a reseller relationship"),
    Permission.JOINT_RELATIONSHIP_REQUEST: _("Invite new customers together with a provider"),
    Permission.RELATIONSHIP_REMOVE: _("Remove a reseller relationship"),
    Permission.MCA_ATTEST: _("Attest the customer agreement"),
    Permission.CUSTOMER_CREATE: _("Add a new customer, with its first order"),
    Permission.ORDER_CREATE: _("Order subscriptions for a customer, and see the order history"),
    Permission.CATALOGUE_VIEW: _("See the products and their prices"),
    Permission.SUBSCRIPTIONS_VIEW: _("See the subscriptions"),
    Permission.SUBSCRIPTIONS_EXPORT: _("Export the subscriptions"),
    Permission.SUBSCRIPTION_CHANGE: _("Rename, suspend and reactivate subscriptions"),
    Permission.QUANTITY_CHANGE: _("Add and return licences of a subscription"),
    Permission.SUBSCRIPTION_CANCEL: _("Cancel subscriptions within the window"),
    Permission.RENEWAL_DECIDE: _("Decide which subscriptions renew"),
    Permission.RESELLER_ASSIGN: _("Name the reseller of record"),
    Permission.SUPPORT_CONTACT_ASSIGN: _("Assign the designated support contact"),
    Permission.REASSIGNMENTS_VIEW: _("See who was named on many subscriptions at once"),
    Permission.PURCHASE_PERMISSION_CHANGE: _("Let customers buy their own reservations"),
    Permission.CUSTOMER_USERS_MANAGE: _("Manage users and licences of customers that gave admin access"),
    Permission.STATEMENTS_VIEW: _("See the statements of direct customers"),
    Permission.ACTIVITY_VIEW: _("See the activity log"),
    Permission.ACTIVITY_EXPORT: _("Export the activity log"),
    Permission.OWN_ACTIVITY_VIEW: _("See the organisation's own activity log"),
    Permission.OWN_ACTIVITY_EXPORT: _("Export the organisation's own activity log"),
    Permission.BUSINESS_PROFILE_VIEW: _("See the business profile"),
    Permission.BUSINESS_PROFILE_EDIT: _("Keep and publish the business profile"),
    Permission.ENTRY_CHANGE_ASK: _("Ask for a change of the entry in the official list"),
    Permission.LEADS_MANAGE: _("See, accept, decline and export leads"),
    Permission.RELATIONSHIP_ACCEPT: _("Accept or decline a reseller relationship"),
    Permission.PARTNERS_VIEW: _("See the partner relationships"),
    Permission.ADMIN_ROLES_REMOVE: _("Remove a partner's admin roles"),
    Permission.MCA_ACCEPT: _("Read and accept the Microsoft Customer Agreement"),
    Permission.COMPANY_EDIT: _("Edit the company details"),
    Permission.MEMBERS_VIEW: _("See the people of the organisation and their roles"),
    Permission.MEMBERS_MANAGE: _("Change the roles of colleagues, block and remove them"),
    Permission.MEMBERS_INVITE: _("Invite colleagues to the organisation"),
    Permission.OWN_SUBSCRIPTIONS_VIEW: _("See the organisation's own subscriptions and statements"),
    Permission.OWN_USERS_MANAGE: _("Manage the organisation's own users and licences"),
    Permission.RESERVATIONS_BUY: _("Buy reservations where a partner permits it"),
}


# What each role is for, in a sentence (rulebook 2.1); the exact rights are the table's.
ROLE_WORDS: dict[Role, _StrPromise] = {
    Role.GLOBAL_ADMIN: _("Signs agreements, manages all users, and may end partnerships and relationships."),
    Role.USER_ADMIN: _("Manages users and their roles, except those of global admins."),
    Role.BILLING_ADMIN: _("Sees subscriptions, statements and prices, and orders."),
    Role.ADMIN_AGENT: _("Manages customers, their subscriptions and users, and what they are permitted."),
    Role.SALES_AGENT: _("Wins customers: requests relationships, orders, manages subscriptions."),
    Role.HELPDESK_AGENT: _("Helps customers: finds them, edits their details, sees to their subscriptions."),
    Role.DEFAULT_USER: _("Sees the overview and the agreements, and nothing else."),
}


def role_with_words(role: Role) -> SafeString:
    """Name and purpose, as the label of a choice."""
    return format_html('{}<span class="pc-role-words">{}</span>', role.label, ROLE_WORDS[role])


def programme_labels(tenant: Tenant) -> list[str]:
    """What the organisation is: its programme roles, or a partner in none yet, or a customer."""
    labels = [str(programme.label) for programme in Programme if programme.value in tenant.programmes]
    return labels or [str(tenant.get_kind_display())]


def standing_labels(standing: Collection[str]) -> list[str]:
    """What an organisation must be to open a page, in words."""
    kinds = [*Programme, TenantKind.PARTNER, TenantKind.CUSTOMER]
    return [str(kind.label) for kind in kinds if kind.value in standing]


def role_labels(roles: Collection[str]) -> list[str]:
    """Roles in words, in the order of the role table."""
    return [str(role.label) for role in Role if role.value in roles]


def roles_in_words(held: Roles) -> list[str]:
    """Likewise, each that has an end with its last day."""
    return [_role_in_words(role, held.ends_on.get(role)) for role in Role if role in held.names]


def _role_in_words(role: Role, last_day: date | None) -> str:
    if last_day is None:
        return str(role.label)
    return gettext("%(role)s (until %(day)s)") % {"role": role.label, "day": date_words(last_day)}


def rights_of(tenant: Tenant, roles: Collection[str]) -> list[str]:
    """What these roles allow in this organisation, in words; without what everybody may."""
    return [
        str(PERMISSION_LABELS[permission])
        for permission, holders in ROLE_PERMISSIONS.items()
        if holders != frozenset(Role.values)
        and not holders.isdisjoint(roles)
        and tenant_allows(tenant, permission)
    ]
