"""A body for every POST that its view takes for valid: a refusal must come from who asks, not from what is sent."""

from __future__ import annotations

from tests.world import World

BODIES: dict[str, dict[str, object]] = {
    "set-language": {"language": "en", "next": "/"},
    "set-theme": {"theme": "dark", "next": "/"},
    "accounts:mpa-sign": {"is_read": "on"},
    "relationships:partnership-remove": {
        "reason": "other",
        "note": "as agreed",
        "statement_accepted": "on",
        "seen": "1-1-0",
    },
    "invitations:request-partnership": {
        "step": "send",
        "recipients": "new.partner@resellers.example",
        "language": "en",
        "days": "30",
        "subject": "A partnership",
        "text": "Please open {link}",
        "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f10",
        "drafted": "",
    },
    "invitations:invitation-edit": {
        "recipient": "another@resellers.example",
        "language": "en",
        "days": "20",
        "subject": "A partnership",
        "text": "Please open {link}",
        "version": "1",
    },
    "invitations:invitation-resend": {"delivery": "portal", "generation": "1"},
    "invitations:invitation-revoke": {},
    "invitations:invitation-bulk": {"action": "revoke", "confirmed": "on", "rows": []},
    "invitations:accept": {"confirmed": "on"},
    "invitations:decline": {"reason": "no"},
    "invitations:opt-out": {},
    "invitations:ask-again": {},
    "account_login": {"login": "nobody@portal.example", "password": "wrong wrong wrong"},
    "account_logout": {},
    "account_reset_password": {"email": "nobody@portal.example"},
    "account_change_password": {"oldpassword": "x", "password1": "y" * 16, "password2": "y" * 16},
    "account_reauthenticate": {"password": "wrong wrong wrong"},
    "account_reset_password_from_key": {"password1": "y" * 16, "password2": "y" * 16},
}


def body(name: str, world: World) -> dict[str, object]:
    """What to send to this route so that it does its work on this world."""
    more: dict[str, object] = {}
    if name == "invitations:invitation-bulk":
        more["rows"] = [f"{world.invitation.public_id}.{world.invitation.generation}"]
    if name == "accounts:mpa-sign":
        more["version"] = str(world.provider.acceptances.get().agreement.version)
    return BODIES.get(name, {}) | more
