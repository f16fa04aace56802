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
    "accounts:mails": {"invites": "daily", "partners": "off", "orders": "at_once", "team": "at_once"},
    "accounts:notification-read": {"query": "topic=team"},
    "accounts:mail-stop": {"List-Unsubscribe": "One-Click"},
    "invitations:link": {"List-Unsubscribe": "One-Click"},
    "invitations:invite-colleagues": {
        "step": "send",
        "recipients": "new.colleague@customers.example",
        "roles": ["sales_agent"],
        "roles_end_on": "",
        "language": "en",
        "days": "30",
        "subject": "Join us",
        "text": "Please open {link}",
        "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f15",
        "drafted": "",
        "seen": "customers.example",
    },
}
