from __future__ import annotations

from accounts import inbox
from accounts.inbox import Way
from accounts.permissions import Permission
from customers.emails import ATTESTED
from partnercenter.core.mail import MailKind, register
from relationships.models import ResellerRelationship

_rows = ResellerRelationship.objects


def register_all() -> None:
    register(MailKind(name=ATTESTED))
    inbox.lead_to(
        "relationships.resellerrelationship",
        Way(
            Permission.CUSTOMERS_VIEW,
            "customers:customer-detail",
            "public_id",
            _rows.held_by,
            "customer__public_id",
        ),
        Way(Permission.PARTNERS_VIEW, "customers:partner-list", "", _rows.of_customer),
    )
