"""The rules of ordering and of what becomes of it."""

from subscriptions.policies.licences import none_left, require_assignable, require_hands_out, require_holder
from subscriptions.policies.ordering import (
    currency_of,
    price_of,
    require_agreement,
    require_may_create_customer,
    require_may_order,
    require_offer,
    require_quantity,
)
from subscriptions.policies.resellers import require_reseller_of_record, require_support_contact
from subscriptions.policies.subscriptions import (
    require_cancellable,
    require_changeable,
    require_licence_holder_fits,
    require_live,
    require_quantity_change,
    require_reactivatable,
    require_renewable,
    require_renews,
    require_sells,
    require_settled,
    require_suspendable,
    require_version,
    returnable_now,
)

__all__ = [
    "currency_of",
    "none_left",
    "price_of",
    "require_agreement",
    "require_assignable",
    "require_cancellable",
    "require_changeable",
    "require_hands_out",
    "require_holder",
    "require_licence_holder_fits",
    "require_live",
    "require_may_create_customer",
    "require_may_order",
    "require_offer",
    "require_quantity",
    "require_quantity_change",
    "require_reactivatable",
    "require_renewable",
    "require_renews",
    "require_reseller_of_record",
    "require_sells",
    "require_settled",
    "require_support_contact",
    "require_suspendable",
    "require_version",
    "returnable_now",
]
