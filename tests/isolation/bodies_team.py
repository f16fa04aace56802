"""Bodies of the pages of a partner's people."""

from __future__ import annotations

BODIES: dict[str, dict[str, object]] = {
    "accounts:member-roles": {
        "roles": ["billing_admin", "sales_agent"],
        "until_sales_agent": "",
        "version": "1",
    },
    "accounts:member-block": {},
    "accounts:member-unblock": {},
    "accounts:member-remove": {},
    "accounts:leave": {},
}
