"""Users of a customer and their licences, from both sides; temporary passwords."""

from __future__ import annotations

from typing import Any

from tests.browser.entries import Arguments, Entry, press, refused
from tests.browser.stage import Stage


def _of(kind: str, user: str = "", *, own: bool = False) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        world = stage.world
        parts = {"tenant_slug": getattr(world, kind).slug}
        if not own:
            parts["public_id"] = world.customer.public_id
        return parts | ({"user_id": getattr(world, user).public_id} if user else {})

    return arguments


def _issued(stage: Stage) -> dict[str, Any]:
    return {"tenant_slug": stage.world.provider.slug, "public_id": stage.world.setup.public_id}


def _own(user: str = "") -> Arguments:
    return _of("customer", user, own=True)


USERS: dict[str, Entry] = {
    "users of a customer": Entry("subscriptions:user-list", "reseller agent", _of("reseller")),
    "users of a customer, no match": Entry(
        "subscriptions:user-list", "reseller agent", _of("reseller"), "?q=zzz&state=blocked"
    ),
    "users of a customer, without admin access": Entry("subscriptions:user-list", "agent", _of("provider")),
    "user of a customer": Entry("subscriptions:user-detail", "reseller agent", _of("reseller", "user")),
    "user of a customer, blocked": Entry(
        "subscriptions:user-detail", "reseller agent", _of("reseller", "blocked_user")
    ),
    "add a user of a customer": Entry("subscriptions:user-add", "reseller agent", _of("reseller")),
    "add a user of a customer, refused": Entry(
        "subscriptions:user-add", "reseller agent", _of("reseller"), then=refused("Add user")
    ),
    "own users": Entry("subscriptions:own-user-list", "customer", _own()),
    "own user": Entry("subscriptions:own-user-detail", "customer", _own("user")),
    "add an own user": Entry("subscriptions:own-user-add", "customer", _own()),
    "temporary password": Entry("accounts:temporary-password", "provider", _issued),
    "temporary password, of a colleague": Entry("accounts:temporary-password", "helpdesk", _issued),
    "temporary password, shown": Entry(
        "accounts:temporary-password",
        "provider",
        _issued,
        then=lambda page: press(page, "Show the password once"),
    ),
    "change a temporary password": Entry("account_change_password", "newcomer"),
}
