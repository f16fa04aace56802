"""Every write to customers: rules, compare-and-set, audit event, in one transaction."""

from customers.actions.details import attest_customer_agreement, change_details, create_customer
from customers.actions.importing import confirm_import, drop_import, upload_customers

__all__ = [
    "attest_customer_agreement",
    "change_details",
    "confirm_import",
    "create_customer",
    "drop_import",
    "upload_customers",
]
