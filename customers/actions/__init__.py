"""Every write to customers: rules, compare-and-set, audit event, in one transaction."""

from customers.actions.details import attest_customer_agreement, change_details, create_customer
from customers.actions.importing import confirm_import, drop_import, upload_customers
from customers.actions.users import (
    NewUser,
    add_customer_user,
    block_customer_user,
    reset_customer_password,
    unblock_customer_user,
)

__all__ = [
    "NewUser",
    "add_customer_user",
    "attest_customer_agreement",
    "block_customer_user",
    "change_details",
    "confirm_import",
    "create_customer",
    "drop_import",
    "reset_customer_password",
    "unblock_customer_user",
    "upload_customers",
]
