"""Rules that hold however a relationship comes about."""

from relationships.policies.customers import (
    IS_ACTIVE,
    capacities_of,
    may_end,
    require_capacity,
    require_customer_in_cloud,
    require_customer_in_region,
    require_customer_possible,
    require_endable,
    require_may_end,
    require_new_or_more,
    require_not_own_customer,
    require_not_own_provider,
    require_partners,
)
from relationships.policies.partnerships import (
    require_no_active_partnership,
    require_not_affiliated,
    require_partnership_possible,
    require_removable,
    require_same_cloud,
    require_same_region,
    require_statement,
)

__all__ = [
    "IS_ACTIVE",
    "capacities_of",
    "may_end",
    "require_capacity",
    "require_customer_in_cloud",
    "require_customer_in_region",
    "require_customer_possible",
    "require_endable",
    "require_may_end",
    "require_new_or_more",
    "require_no_active_partnership",
    "require_not_affiliated",
    "require_not_own_customer",
    "require_not_own_provider",
    "require_partners",
    "require_partnership_possible",
    "require_removable",
    "require_same_cloud",
    "require_same_region",
    "require_statement",
]
