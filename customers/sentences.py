"""What happens to customers' accounts and to imports of them, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from customers.details import FIELDS
from customers.forms import DetailsForm
from customers.models import CustomerImport
from partnercenter.core.sentences import Field, Sentence, fields_of, register

if TYPE_CHECKING:
    from partnercenter.core.models import AuditEvent


def _label(name: str) -> str:
    return str(DetailsForm.base_fields[name].label)


def _which_details(event: AuditEvent) -> str:
    return ", ".join(_label(name) for name in FIELDS if name in event.changes)


_CUSTOMERS = {
    "customer.created": Sentence(
        gettext_noop("%(who)s created the customer account of %(object)s."), "plus", "success"
    ),
    "customer.details_changed": Sentence(
        gettext_noop("%(who)s changed the details of %(organisation)s."),
        "edit",
        shared=True,
        detail=_which_details,
    ),
}

_IMPORTS = {
    "customer_import.uploaded": Sentence(
        gettext_noop("%(who)s uploaded existing customers: %(object)s."), "document", "info"
    ),
    "customer_import.checked": Sentence(
        gettext_noop("The customers of %(object)s were checked."), "check", "info"
    ),
    "customer_import.confirmed": Sentence(
        gettext_noop("%(who)s had the customers of %(object)s imported."), "check", "info"
    ),
    "customer_import.done": Sentence(
        gettext_noop("The customers of %(object)s were imported."), "check-circle", "success"
    ),
    "customer_import.dropped": Sentence(
        gettext_noop("%(who)s left the customers of %(object)s out."), "minus-circle"
    ),
    "customer_import.failed": Sentence(
        gettext_noop("The customers of %(object)s could not be read."), "x-circle", "danger"
    ),
}


def register_all() -> None:
    details = {name: Field(DetailsForm.base_fields[name].label or name) for name in FIELDS}
    register("customer", _("Customers"), _CUSTOMERS, details)
    upload = fields_of(CustomerImport, "file_name", "status", "new", "changed", "known", "held", "faulty")
    register("customer_import", _("Imports of customers"), _IMPORTS, upload)
