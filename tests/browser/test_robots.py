"""Mail scanners, crawlers and browsers that look ahead open the links first, hundreds of times: nothing happens.

Without a browser a thousand do: tests/invitations/test_link.py.
"""

from __future__ import annotations

import hashlib
import http.client
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Browser

from accounts.models import User
from invitations import tokens
from invitations.models import Invitation
from invitations.states import InvitationStatus
from partnercenter.core import tenancy
from tests import factories as make
from tests.browser.conftest import Watch
from tests.browser.stage import session_of
from tests.live import LivePortal
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

INVITATIONS, VISITS = 3, 300  # a round of all robots is 108 visits of each invitation
POST_ONLY = ("accept", "decline", "opt-out", "ask-again")
ROBOTS = (
    ("GET", {"User-Agent": "Mozilla/5.0 (scanner)"}),
    ("HEAD", {"User-Agent": "Mozilla/5.0 (scanner)"}),
    ("GET", {"Sec-Purpose": "prefetch", "Purpose": "prefetch"}),
    ("GET", {"Sec-Purpose": "prefetch;prerender"}),
)


@pytest.fixture(scope="module")
def invited(module_database: None) -> list[tuple[Invitation, User]]:
    """Open invitations, each with the global admin it is for."""
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        found = []
        for _ in range(INVITATIONS):
            membership = make.MembershipFactory(tenant=make.TenantFactory(reseller=True))
            invitation = make.InvitationFactory(
                inviter=world.provider, invited_by=world.admin, recipient_email=membership.user.email
            )
            found.append((invitation, membership.user))
        return found


@pytest.fixture(scope="module")
def portal(invited: list[tuple[Invitation, User]]) -> Iterator[LivePortal]:
    with LivePortal(workers=False) as portal:
        yield portal


class Robot:
    """An HTTP client that keeps cookies, opens the link and every address on the page behind it."""

    def __init__(self, portal: LivePortal, method: str, headers: dict[str, str], session: str = "") -> None:
        self.method, self.headers, self.visits = method, headers, 0
        self.cookies = {settings.SESSION_COOKIE_NAME: session} if session else {}
        self.line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)

    def visit(self, path: str) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.line.request(self.method, path, headers={**self.headers, "Cookie": cookie})
        answer = self.line.getresponse()
        body = answer.read().decode(errors="replace")
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(value).items()}
        self.visits += 1
        assert answer.status < 500, (path, answer.status)
        return answer.status, urlsplit(answer.headers["Location"] or "").path, body

    def crawl(self, invitation: Invitation) -> None:
        status, landing, _ = self.visit(
            reverse("invitations:link", kwargs={"token": tokens.new_token(invitation)})
        )
        assert status == 303
        status, _, page = self.visit(landing)
        assert status == 200
        inside = {
            path for path in re.findall(r'(?:href|action)="(/[^"#]*)"', page) if path.startswith(landing)
        }
        for path in sorted(inside | {f"{landing}{each}/" for each in POST_ONLY}):
            self.visit(path)


SHOWN = {"core_session": "(to_jsonb(t) - 'seen_at')::text"}


def rows() -> str:
    """A fingerprint of every row of every table; when a session was seen is stamped once a minute."""
    digest = hashlib.sha256()
    with tenancy.system(reason="test"), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT {SHOWN.get(table, "t::text")} FROM "{table}" t ORDER BY 1')
            digest.update(repr((table, cursor.fetchall())).encode())
    return digest.hexdigest()


@pytest.mark.situation("C-077", "C-078")
def test_hundreds_of_visits_change_nothing(invited, portal: LivePortal, browser: Browser) -> None:
    sessions = {user: session_of(user) for _invitation, user in invited}
    before, visits = rows(), 0
    while visits < VISITS:
        for invitation, user in invited:
            for method, headers in ROBOTS:
                for session in (
                    "",
                    sessions[user],
                ):  # strangers, and the invited person's own browser looking ahead
                    robot = Robot(portal, method, headers, session)
                    robot.crawl(invitation)
                    robot.line.close()
                    visits += robot.visits
    visits += _scripted(invited, portal, browser)
    assert visits > VISITS
    assert rows() == before
    with tenancy.system(reason="test"):
        states = Invitation.objects.filter(pk__in=[each.pk for each, _user in invited]).values_list(
            "status", flat=True
        )
        assert set(states) == {InvitationStatus.OPEN}


def _scripted(invited, portal: LivePortal, browser: Browser) -> int:
    """A browser that runs every script, waits until all is quiet, and clicks nothing."""
    for invitation, _user in invited[:3]:
        context = browser.new_context()
        page = context.new_page()
        watch = Watch(page, portal.url)
        page.goto(f"{portal.url}/i/{tokens.new_token(invitation)}/", wait_until="networkidle")
        page.mouse.wheel(0, 4000)
        assert page.url.endswith(f"/invitation/{invitation.public_id}/")
        assert not watch.faults
        context.close()
    return 3
