"""Bodies and addresses of the pages of a customer's users."""

from __future__ import annotations

from tests.world import World

_BODIES: dict[str, dict[str, object]] = {
    "user-add": {
        "full_name": "Oh Nari",
        "user_name": "nari.oh",
        "language": "ko",
        "roles": ["default_user"],
    },
    "user-block": {},
    "user-unblock": {},
    "user-reset": {},
    "licence-assign": {},
    "licence-release": {},
}
BODIES = {
    f"subscriptions:{side}{name}": values for name, values in _BODIES.items() for side in ("", "own-")
} | {"accounts:temporary-password": {}}


def of_users(name: str, world: World) -> dict[str, object]:
    """The subscription of which a licence is assigned."""
    if name.endswith("licence-assign"):
        return {"subscription": world.subscription.public_id}
    return {}


def user_id(world: World, name: str) -> str:
    """Who is blocked is unblocked, and who holds no licence is given one."""
    without = name.endswith(("user-unblock", "licence-assign"))
    return str((world.blocked_user if without else world.user).public_id)


PARTNER_PAGES = {f"subscriptions:{name}" for name in (*_BODIES, "user-list", "user-detail")}
