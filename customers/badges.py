"""What stands between a partner and a customer, in words and tones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.states import CustomerAgreement
from customers.states import ImportStatus
from partnercenter.core.components import Badge
from relationships.states import AdminAccess, Capacity

CAPACITIES: dict[str, Badge] = {
    Capacity.DIRECT: Badge(Capacity.DIRECT.label, "info", "user"),
    Capacity.PROVIDER: Badge(Capacity.PROVIDER.label, "neutral", "users"),
    Capacity.RESELLER: Badge(Capacity.RESELLER.label, "neutral", "building"),
}
ADMIN_ACCESS: dict[str, Badge] = {
    AdminAccess.NONE: Badge(_("None"), "neutral", "minus-circle"),
    AdminAccess.GRANTED: Badge(AdminAccess.GRANTED.label, "success", "shield"),
    AdminAccess.REVOKED: Badge(AdminAccess.REVOKED.label, "warning", "x-circle"),
}
AGREEMENTS: dict[str, Badge] = {
    CustomerAgreement.MISSING: Badge(CustomerAgreement.MISSING.label, "warning", "alert"),
    CustomerAgreement.ATTESTED: Badge(_("Attested"), "info", "check"),
    CustomerAgreement.ACCEPTED: Badge(_("Accepted"), "success", "check-circle"),
}
IMPORTS: dict[str, Badge] = {
    ImportStatus.CHECKING: Badge(ImportStatus.CHECKING.label, "info", "clock"),
    ImportStatus.CHECKED: Badge(ImportStatus.CHECKED.label, "warning", "alert"),
    ImportStatus.IMPORTING: Badge(ImportStatus.IMPORTING.label, "info", "clock"),
    ImportStatus.DONE: Badge(ImportStatus.DONE.label, "success", "check-circle"),
    ImportStatus.DROPPED: Badge(ImportStatus.DROPPED.label, "neutral", "minus-circle"),
    ImportStatus.FAILED: Badge(ImportStatus.FAILED.label, "danger", "x-circle"),
}
