"""The people of a partner: the list, one person, what is done to them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from accounts import stopping
from tests.browser.entries import Arguments, Entry, press, refused
from tests.browser.stage import Stage


def _of(name: str = "") -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        world = stage.world
        return {"tenant_slug": world.provider.slug} | (
            {"member_id": getattr(world, name).public_id} if name else {}
        )

    return arguments


def _meanwhile(page: Page) -> None:
    """Somebody else saved since this page was opened."""
    page.evaluate("() => { document.querySelector('[name=version]').value = '9'; }")
    press(page, "Save roles")


def _nothing(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('[name=roles]').forEach(box => { box.checked = false; })")
    page.get_by_label("Until (Sales agent)").fill("1999-01-01")
    refused("Save roles")(page)


def _stop(stage: Stage) -> dict[str, Any]:
    return {"stop_token": stopping.token_of(stage.world.colleague.public_id, "team")}


def _stopped(page: Page) -> None:
    press(page, "Stop these mails")
    page.get_by_role("heading", name="These mails are stopped", level=1).wait_for()


def _stranger(page: Page) -> None:
    page.get_by_label("Recipients").fill("kim@gmail.com, lee@elsewhere.example")
    page.get_by_label("Sales agent").check()
    press(page, "Send from the portal")


TEAM: dict[str, Entry] = {
    "team": Entry("invitations:team-list", "provider", _of()),
    "team, no match": Entry("invitations:team-list", "provider", _of(), "?q=zzz&state=blocked"),
    "invite colleagues": Entry("invitations:invite-colleagues", "provider", _of()),
    "invite colleagues, refused": Entry(
        "invitations:invite-colleagues", "provider", _of(), then=refused("Send from the portal")
    ),
    "invite colleagues, of another domain": Entry(
        "invitations:invite-colleagues", "provider", _of(), then=_stranger
    ),
    "colleague": Entry("accounts:member-detail", "provider", _of("colleague")),
    "colleague, blocked": Entry("accounts:member-detail", "provider", _of("blocked_colleague")),
    "roles of a colleague": Entry("accounts:member-roles", "provider", _of("colleague")),
    "roles of a colleague, refused": Entry(
        "accounts:member-roles", "provider", _of("colleague"), then=_nothing
    ),
    "roles of a colleague, conflict": Entry(
        "accounts:member-roles", "provider", _of("colleague"), then=_meanwhile
    ),
    "block a colleague": Entry("accounts:member-block", "provider", _of("colleague")),
    "remove a colleague": Entry("accounts:member-remove", "provider", _of("colleague")),
    "mails": Entry("accounts:mails", "provider", _of()),
    "stop mails": Entry("accounts:mail-stop", "nobody", _stop),
    "stop mails, stopped": Entry("accounts:mail-stop", "nobody", _stop, then=_stopped),
    "leave": Entry("accounts:leave", "agent", _of()),
    "leave, the last global admin": Entry("accounts:leave", "provider", _of()),
}
