"""Every write to customers: rules, compare-and-set, audit event, in one transaction."""

from customers.actions.details import attest_customer_agreement, change_details, create_customer

__all__ = ["attest_customer_agreement", "change_details", "create_customer"]
