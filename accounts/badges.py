"""How it stands with a person in an organisation, in words and tones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from partnercenter.core.components import Badge

BLOCKED, ACTIVE = Badge(_("Blocked"), "danger", "lock"), Badge(_("Active"), "success")
TEMPORARY, CLOSED = Badge(_("Temporary password"), "warning", "clock"), Badge(_("Account closed"), "neutral")
NO_PASSWORD = Badge(_("No password yet"), "warning", "clock")


def state_of(member: Membership) -> Badge:
    if member.blocked_at:
        return BLOCKED
    if not member.user.is_active:
        return CLOSED
    if not member.user.has_usable_password():
        return NO_PASSWORD
    return TEMPORARY if member.user.temporary_until else ACTIVE
