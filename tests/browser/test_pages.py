"""Every page in a real browser: axe finds nothing, nothing sticks out, nothing is fetched elsewhere, the keyboard gets everywhere.

One load per page; light and dark, wide and narrow are the same document under other conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from invitations.cases import Case, heading
from partnercenter.core import tenancy
from tests.browser import checks
from tests.browser.conftest import Watch
from tests.browser.entries import Entry
from tests.browser.pages import NOT_PAGES, PAGES, routes
from tests.browser.pages_operations import admin_pages
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


@pytest.fixture(scope="module")
def watch(browser: Browser, portal: LivePortal) -> Iterator[Watch]:
    """One tab for all pages: a browser starts a process for each new one, and reads every style sheet again."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield Watch(context.new_page(), portal.url)
    context.close()


@pytest.fixture
def opened(portal: LivePortal, stage: Stage, watch: Watch) -> Iterator[Opener]:
    """`opened(entry)`: the page as its visitor sees it, watched until the end of the test."""
    page = watch.page
    page.context.clear_cookies()
    checks.show(page, 1280, "light")
    page.mouse.move(0, 0)
    watch.faults.clear()

    def open_page(entry: Entry) -> Page:
        user = stage.visitors[entry.visitor] if entry.visitor else stage.people[entry.who]
        page.context.add_cookies(session_cookie(user, portal.url))
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
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    assert not watch.faults, "\n".join(watch.faults)


def test_every_route_has_a_page_here():
    """A new route without an entry in `pages.py` fails."""
    known = {entry.route for entry in (*PAGES.values(), *ADMIN_PAGES.values())} | NOT_PAGES
    shared = {name for name in routes() if name.endswith(("_operations", "_operation", "_history"))}
    assert set(routes()) - known - shared == set()
    assert NOT_PAGES - set(routes()) == set()


def by_turns(names: Iterable[str]) -> list[Any]:
    """The pages of Django admin have few templates: every other one is looked at in each run, all of them by night."""
    return [
        pytest.param(name, marks=pytest.mark.nightly) if turn % 2 else name for turn, name in enumerate(names)
    ]


SEEN: set[str] = set()  # makes of what was looked at already


def look(page: Page, narrow: int = 320) -> list[str]:
    """What is wrong with this page: all that axe reads in the document; what sticks out, wide and `narrow` pixels wide;
    and of what is of a make that was not seen yet, how it is shown wide and light, narrow and dark."""
    page.evaluate("() => document.querySelectorAll('main details').forEach(e => { e.open = true; })")
    checks.show(page, 1280, "light")
    new = checks.make(page) - SEEN
    SEEN.update(new)
    found = [f"1280: {fault}" for fault in checks.axe_of_the_document(page)]
    found += [f"1280 light: {fault}" for fault in checks.axe_of_the_look(page, new)]
    found += [f"1280: sticks out: {fault}" for fault in checks.overflow(page)]
    checks.show(page, narrow, "dark")
    found += [f"{narrow} dark: {fault}" for fault in checks.axe_of_the_look(page, new)]
    return found + [f"{narrow}: sticks out: {fault}" for fault in checks.overflow(page)]


@pytest.mark.situation("C-110", "C-105")
@pytest.mark.parametrize("name", PAGES)
def test_page(opened: Opener, name: str) -> None:
    page = opened(PAGES[name])
    found = [*checks.skip_link(page), *checks.focus(page), *look(page)]
    found += [f"320, calm: {fault}" for fault in checks.calm(page)]
    assert not found, "\n".join(found)


def test_the_small_buttons_of_a_long_list_are_large_enough(opened: Opener) -> None:
    """Wherever the page stood before: on its way a button is half under the header."""
    page = opened(PAGES["sessions"])
    buttons = page.locator("tbody .btn-sm")
    for width in (1280, 360):
        checks.show(page, width, "dark")
        buttons.nth(12).evaluate(
            "e => scrollBy({top: e.getBoundingClientRect().top - 28, behavior: 'instant'})"
        )
        checks.show(page, width, "dark")
        heights = buttons.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
        assert len(heights) >= 30
        assert min(heights) >= 24
        assert not checks.axe_of_the_look(page, checks.make(page))


@pytest.mark.parametrize("name", by_turns(ADMIN_PAGES))
def test_page_of_operators(opened: Opener, name: str) -> None:
    found = look(opened(ADMIN_PAGES[name]), 360)
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
