"""What this app keeps about people: the contacts of customers, and of those that were imported."""

from __future__ import annotations

from django.db.models import Q

from accounts.personal import NO_ADDRESS, Kept, keep
from partnercenter.core.models import ERASED


def register_all() -> None:
    keep(
        Kept(
            "contact_of_customers",
            "customers.Customer",
            lambda person: Q(email__iexact=person.email),
            ("tenant__name", "first_name", "last_name", "email", "phone"),
            {"first_name": ERASED, "last_name": ERASED, "email": NO_ADDRESS, "phone": ""},
        ),
        Kept(
            "billing_contact_of_customers",
            "customers.Customer",
            lambda person: Q(billing_email__iexact=person.email),
            ("tenant__name", "billing_email"),
            {"billing_email": ""},
        ),
        Kept(
            "contact_of_imported_customers",
            "customers.Candidate",
            lambda person: Q(contact_email__iexact=person.email),
            ("partner__name", "name", "contact_name", "contact_email"),
            {"contact_name": "", "contact_email": NO_ADDRESS, "contact_key": NO_ADDRESS},
        ),
    )
