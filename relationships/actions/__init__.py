"""Every write to relationships: rules, compare-and-set, audit event, mail, in one transaction."""

from relationships.actions.customers import (
    end_reseller_relationship,
    establish_joint_relationships,
    establish_reseller_relationship,
    grant_admin_access,
    revoke_admin_access,
)
from relationships.actions.followers import follow_customer_agreement, follow_rename
from relationships.actions.partnerships import establish_partnership, remove_partnership
from relationships.actions.roles import remove_admin_roles

__all__ = [
    "end_reseller_relationship",
    "establish_joint_relationships",
    "establish_partnership",
    "establish_reseller_relationship",
    "follow_customer_agreement",
    "follow_rename",
    "grant_admin_access",
    "remove_admin_roles",
    "remove_partnership",
    "revoke_admin_access",
]
