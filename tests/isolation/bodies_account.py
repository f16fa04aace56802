"""A person's own account: bodies for its pages, and what they need to stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.accounts import factors

if TYPE_CHECKING:
    from tests.world import World

ACCOUNT: dict[str, dict[str, object]] = {
    "accounts:account": {"full_name": "Kim Min-ji", "language": "ko"},
    "accounts:notifications-read": {},
    "accounts:session-end": {},
    "accounts:other-sessions-end": {},
    "mfa_authenticate": {"code": "123456"},
    "mfa_activate_totp": {},
    "mfa_deactivate_totp": {},
    "mfa_add_webauthn": {"name": "Blue key", "credential": "{}"},
    "mfa_login_webauthn": {"credential": "{}"},
    "mfa_edit_webauthn": {"name": "Green key"},
    "mfa_remove_webauthn": {},
    "mfa_generate_recovery_codes": {},
    "openid_connect_login": {},
    "admin:raise-rights": {"reason": "Ticket 4711: the name is wrong."},
    "admin:lower-rights": {},
}


def of_account(name: str, world: World) -> dict[str, object]:
    """What the page itself fills in, e.g. the key of an app that the provider's admin is setting up."""
    if name == "accounts:notifications-read":
        return {"through": world.notice.public_id}
    if name != "mfa_activate_totp":
        return {}
    return {"sealed": factors.sealed_for(world.admin), "code": factors.code()}
