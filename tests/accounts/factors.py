"""An authenticator app, for tests: what a person's telephone shows."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts import actions, mfa
from accounts.models import User
from partnercenter.core.actor import Actor
from tests.client import PortalClient

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows now, or so many steps of half a minute later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(user: User) -> list[str]:
    """Two-step verification by an app, set up an hour ago. Returns the recovery codes."""
    _app, codes = actions.add_app(
        user=user, secret=SECRET, step=int(time.time()) // 30 - 120, by=Actor(user, None)
    )
    user.refresh_from_db()
    return codes


def sealed_of(page: str) -> str:
    """The hidden field of the page on which an app is set up."""
    return re.search(r'name="sealed" value="([^"]+)"', page)[1]


def sealed_for(user: User) -> str:
    """What that field holds while this person sets up the app with SECRET."""
    return mfa.seal(SECRET, user)


def secret_of(page: str) -> str:
    """The key that the page shows for typing into the app."""
    return re.search(r'id="app-key"[^>]*value="([^"]+)"', page)[1].replace(" ", "")


def set_up_app(client: PortalClient, query: str = ""):
    """As a person does it, with the key typed into the app. Returns the answer that shows the recovery codes."""
    page = client.get(f"/accounts/2fa/app/add/{query}").content.decode()
    body = {"sealed": sealed_of(page), "code": code(secret_of(page))}
    next_field = re.search(r'name="next" value="([^"]*)"', page.split("<main")[1])
    return client.post("/accounts/2fa/app/add/", body | {"next": next_field[1] if next_field else ""})


def codes_of(page: str) -> list[str]:
    return re.findall(r"<li>(\d{8})</li>", page)
