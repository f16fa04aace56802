"""Every write to orders and subscriptions: rules, compare-and-set, audit event, in one transaction."""

from subscriptions.actions.changing import (
    cancel_subscription,
    change_quantity,
    reactivate_subscription,
    rename_subscription,
    set_auto_renew,
    suspend_subscription,
)
from subscriptions.actions.drafts import begin_draft, keep_draft
from subscriptions.actions.followers import follow_customer_agreement, follow_rename
from subscriptions.actions.licences import assign_licence, release_licence, release_licences_of
from subscriptions.actions.naming import assign_reseller, assign_support_contact
from subscriptions.actions.new_customer import (
    Attestation,
    NewCustomer,
    cancel_draft,
    submit_new_customer,
    submit_order,
)
from subscriptions.actions.ordering import Line, cancel_order, fail_order, fulfil_order, place_order
from subscriptions.actions.personal import (
    make_feed,
    renew_feed,
    set_renewal_digest,
    stop_renewal_digest,
    withdraw_feed,
)
from subscriptions.actions.reassigning import reassign
from subscriptions.actions.renewing import settle_attention

__all__ = [
    "Attestation",
    "Line",
    "NewCustomer",
    "assign_licence",
    "assign_reseller",
    "assign_support_contact",
    "begin_draft",
    "cancel_draft",
    "cancel_order",
    "cancel_subscription",
    "change_quantity",
    "fail_order",
    "follow_customer_agreement",
    "follow_rename",
    "fulfil_order",
    "keep_draft",
    "make_feed",
    "place_order",
    "reactivate_subscription",
    "reassign",
    "release_licence",
    "release_licences_of",
    "rename_subscription",
    "renew_feed",
    "set_auto_renew",
    "set_renewal_digest",
    "settle_attention",
    "stop_renewal_digest",
    "submit_new_customer",
    "submit_order",
    "suspend_subscription",
    "withdraw_feed",
]
