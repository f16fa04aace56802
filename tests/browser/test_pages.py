"""Every page in a real browser: axe finds nothing, nothing sticks out, nothing is fetched elsewhere, the keyboard gets everywhere.

One load per page; light and dark, wide and narrow are the same document under other conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from invitations.cases import Case, heading
from partnercenter.core import tenancy
from tests.browser import checks
from tests.browser.conftest import Watch
from tests.browser.entries import Entry
from tests.browser.pages import NOT_PAGES, PAGES, admin_pages, routes
from tests.browser.stage import Stage, build_stage, session_cookie
from tests.live import LivePortal

pytestmark = pytest.mark.browser

ADMIN_PAGES = admin_pages()
Opener = Callable[[Entry], Page]


@pytest.fixture(scope="module")
def stage(module_database: None) -> Stage:
    with tenancy.system(reason="test"):
        return build_stage()


@pytest.fixture(scope="module")
def portal(stage: Stage) -> Iterator[LivePortal]:
    with LivePortal(workers=False) as portal:
        yield portal


@pytest.fixture
def opened(portal: LivePortal, stage: Stage, browser: Browser) -> Iterator[Opener]:
    """`opened(entry)`: the page as its visitor sees it, watched until the end of the test."""
    watches: list[Watch] = []

    def open_page(entry: Entry) -> Page:
        user = stage.visitors[entry.visitor] if entry.visitor else stage.people[entry.who]
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.add_cookies(session_cookie(user, portal.url))
        page = context.new_page()
        watches.append(Watch(page, portal.url))
        if entry.first(stage):
            page.goto(portal.url + entry.first(stage))
        response = page.goto(portal.url + entry.url(stage))
        assert response is not None
        assert response.status == entry.status, f"{page.url}: {response.status}"
        if entry.route == "invitations:landing" and entry.visitor:  # arranged as meant
            case = Case(entry.visitor.rpartition(" ")[2])
            words = heading(case, stage.invitations[f"link {entry.visitor}"])
            assert page.get_by_role("heading", level=1).inner_text() == words
        if entry.then:
            entry.then(page)
            page.wait_for_load_state()
        return page

    yield open_page
    for watch in watches:
        watch.page.context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


def test_every_route_has_a_page_here():
    """A new route without an entry in `pages.py` fails."""
    known = {entry.route for entry in (*PAGES.values(), *ADMIN_PAGES.values())} | NOT_PAGES
    shared = {name for name in routes() if name.endswith(("_operations", "_operation", "_history"))}
    assert set(routes()) - known - shared == set()
    assert NOT_PAGES - set(routes()) == set()


def look(page: Page, widths: tuple[int, ...]) -> list[str]:
    """What is wrong with this page, wide and narrow, in light and in dark."""
    page.evaluate("() => document.querySelectorAll('main details').forEach(e => { e.open = true; })")
    found = []
    for width in widths:
        checks.show(page, width, "light")
        found += [f"{width} light: {fault}" for fault in checks.axe(page)]
        checks.show(page, width, "dark")
        found += [f"{width} dark: {fault}" for fault in checks.axe(page, rules=checks.COLOURS)]
        found += [f"{width}: sticks out: {fault}" for fault in checks.overflow(page)]
    return found


@pytest.mark.situation("C-110", "C-105")
@pytest.mark.parametrize("name", PAGES)
def test_page(opened: Opener, name: str) -> None:
    page = opened(PAGES[name])
    found = [*checks.skip_link(page), *checks.focus(page), *look(page, (1280, 360))]
    checks.show(page, 320, "light")
    found += [f"320: sticks out: {fault}" for fault in checks.overflow(page)]
    found += [f"320, calm: {fault}" for fault in checks.calm(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_page_of_operators(opened: Opener, name: str) -> None:
    found = look(opened(ADMIN_PAGES[name]), (1280, 360))
    assert not found, "\n".join(found)


WALKED = {
    "sign in": "Sign in",
    "indirect resellers": "Request a partnership",
    "request a partnership": "Send from the portal",
    "remove partnership": "Yes, remove partnership",
    "sign the MPA": "Sign the agreement",
    "link, review": "Authorize indirect provider",
    "link, sign in": "Sign in to review",
    "link, joint review": "Authorize both partners",
    "link, organisation": "Create organisation",
}


@pytest.mark.parametrize("name", WALKED)
def test_the_tab_key_alone_reaches_what_the_page_is_for(opened: Opener, name: str) -> None:
    page = opened(PAGES[name])
    stops = checks.tab_stops(page)
    assert stops[0] == "Skip to main content"
    assert WALKED[name] in stops
    on_page = page.evaluate("() => [...document.querySelectorAll('main .btn')].map(e => e.innerText.trim())")
    walked = [stop for stop in stops if stop in on_page]
    assert [*dict.fromkeys(walked)] == [*dict.fromkeys(each for each in on_page if each in walked)]
