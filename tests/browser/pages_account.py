"""A person's own account, the second step at sign-in, and the proof before something dangerous."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from partnercenter.core import tenancy
from partnercenter.core.proof import PROVED_AT
from partnercenter.core.sessions import SessionStore
from tests.browser.entries import Entry, press, refused
from tests.browser.pages_activity import ACTIVITY
from tests.browser.pages_activity import NOT_PAGES as NO_ACTIVITY
from tests.browser.stage import Stage
from tests.factories.accounts import PASSWORD

NOT_PAGES = NO_ACTIVITY | {
    "accounts:data-file",
    "accounts:session-end",
    "accounts:other-sessions-end",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
}


def _key(stage: Stage) -> dict[str, Any]:
    return {"pk": stage.world.passkey.pk}


def _halfway(page: Page) -> None:
    """Sign in with the password of somebody who has a second step."""
    page.get_by_label("E-mail address").fill("careful@people.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")


def _new_codes(page: Page) -> None:
    press(page, "Make new codes")
    expect(page.get_by_role("heading", level=1)).to_have_text("New recovery codes")


def age_proof(page: Page) -> None:
    """The sign-in of this browser was a while ago."""
    cookie = next(c for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME)
    with tenancy.system(reason="test"):
        session = SessionStore(cookie["value"])
        session[PROVED_AT] = 0
        session.save()


def confirm(page: Page) -> None:
    """Prove by the password who it is."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Confirm")


def _kept(page: Page) -> None:
    """Nothing was kept yet; back to the page before, where meanwhile the sign-in counts no longer."""
    page.go_back()
    age_proof(page)
    page.get_by_label("Note").fill("As agreed with them on Monday.")
    press(page, "Yes, remove partnership")
    confirm(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Go on where you were")


def _removal(stage: Stage) -> str:
    return reverse(
        "relationships:partnership-remove",
        args=[stage.world.provider.slug, stage.world.partnership.public_id],
    )


ACCOUNT: dict[str, Entry] = {
    **ACTIVITY,
    "your account": Entry("accounts:account"),
    "your data": Entry("accounts:your-data"),
    "kept entries": Entry("kept-entries", first=_removal, then=_kept),
    "sessions": Entry("accounts:session-list", "careful"),
    "two-step verification, off": Entry("mfa_index", "helpdesk"),
    "two-step verification, on": Entry("mfa_index", "careful"),
    "two-step verification, asked for": Entry("mfa_index", "helpdesk", query="?next=/account/"),
    "set up an app": Entry("mfa_activate_totp"),
    "set up an app, refused": Entry("mfa_activate_totp", then=refused("Turn on")),
    "remove the app": Entry("mfa_deactivate_totp", "careful"),
    "add a passkey": Entry("mfa_add_webauthn"),
    "rename a passkey": Entry("mfa_edit_webauthn", "careful", _key),
    "remove a passkey": Entry("mfa_remove_webauthn", "careful", _key),
    "new recovery codes?": Entry("mfa_generate_recovery_codes", "careful"),
    "new recovery codes": Entry("mfa_generate_recovery_codes", "careful", then=_new_codes),
    "second step": Entry("mfa_authenticate", "nobody", path="/accounts/login/", then=_halfway),
    "confirm it is you, two ways": Entry("account_reauthenticate", "careful"),
    "confirm it is you, refused": Entry("account_reauthenticate", then=refused("Confirm")),
}
