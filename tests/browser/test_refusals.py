"""axe on pages that take a story: a conflict, lists before there is anything, too many attempts, a lost token."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from accounts.models import User
from invitations.models import Invitation
from partnercenter.core import tenancy
from tests import factories as make
from tests.browser.conftest import Watch
from tests.browser.stage import session_cookie
from tests.browser.test_pages import look
from tests.live import LivePortal
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.situation("C-105", "C-110")]
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def world(module_database: None) -> World:
    with tenancy.system(reason="test"):
        return build_world("contoso")


@pytest.fixture(scope="module")
def portal(world: World) -> Iterator[LivePortal]:
    with LivePortal(workers=False) as portal:
        yield portal


@pytest.fixture
def enter(browser: Browser, portal: LivePortal) -> Iterator[Enter]:
    """`enter(user, path)`: that page in a browser of its own; at the end it is looked at."""
    watches: list[Watch] = []

    def go(user: User | None, path: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.add_cookies(session_cookie(user, portal.url))
        page = context.new_page()
        watches.append(Watch(page, portal.url))
        page.goto(portal.url + path)
        return page

    yield go
    faults = [fault for watch in watches for fault in watch.faults]
    for watch in watches:
        watch.page.context.close()
    assert not faults, "\n".join(faults)


def flawless(page: Page, heading: str) -> None:
    """What is wrong with this page, light and dark, wide and narrow: nothing; and it is the page that was meant."""
    assert page.get_by_role("heading", level=1).inner_text() == heading
    found = look(page)
    assert not found, "\n".join(found)


def _at(name: str, world: World, **more: str) -> str:
    return reverse(name, kwargs={"tenant_slug": world.provider.slug, **more})


def _submit(page: Page, button: str) -> None:
    """As a browser sends what its own checks do not see."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def test_somebody_else_edited_it_meanwhile(enter: Enter, world: World) -> None:
    page = enter(world.admin, _at("invitations:invitation-edit", world, public_id=world.invitation.public_id))
    with tenancy.system(reason="test"):
        Invitation.objects.filter(pk=world.invitation.pk).update(version=7, subject="Of a colleague")
    page.get_by_label("Subject").fill("Mine")
    _submit(page, "Save")
    flawless(page, "A colleague changed this invitation meanwhile")


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        ("provider", "relationships:reseller-list"),
        ("provider", "invitations:invitation-list"),
        ("reseller", "relationships:provider-list"),
    ],
)
def test_lists_before_there_is_anything(enter: Enter, kind: str, route: str) -> None:
    with tenancy.system(reason="test"):
        tenant = make.TenantFactory(**{kind: True})
        user = make.MembershipFactory(tenant=tenant).user
    page = enter(user, reverse(route, kwargs={"tenant_slug": tenant.slug}))
    assert page.locator("main table tbody tr").count() == 0
    flawless(page, page.get_by_role("heading", level=1).inner_text())


def test_too_many_attempts(enter: Enter) -> None:
    page = enter(None, "/accounts/login/")
    for _ in range(14):  # the five minutes that are counted may end on the way
        if not page.get_by_label("E-mail").count():
            break
        page.get_by_label("E-mail").fill("nobody@nowhere.example")
        page.get_by_label("Password", exact=True).fill("wrong wrong wrong")
        _submit(page, "Sign in")
    flawless(page, page.get_by_role("heading", level=1).inner_text())
    assert not page.get_by_label("E-mail").count()


def test_a_form_whose_token_was_lost(enter: Enter) -> None:
    page = enter(None, "/accounts/login/")
    page.context.clear_cookies()
    page.get_by_label("E-mail").fill("nobody@nowhere.example")
    page.get_by_label("Password", exact=True).fill("wrong wrong wrong")
    _submit(page, "Sign in")
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading != "Sign in"
    flawless(page, heading)
