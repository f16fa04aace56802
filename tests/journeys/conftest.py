"""Journeys walk through the whole portal in a real browser; one portal serves all journeys of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import (  # noqa: F401  fixtures
    Watch,
    _orm_beside_playwright,
    browser_type_launch_args,
    module_database,
)
from tests.journeys.cast import Visitor
from tests.live import LivePortal


@pytest.fixture(scope="module")
def portal(module_database: None) -> Iterator[LivePortal]:  # noqa: F811
    """Web process, worker, beat and a mail server, around a database of committed rows."""
    with LivePortal() as portal:
        yield portal


@pytest.fixture
def visit(browser: Browser, portal: LivePortal) -> Iterator[Callable[..., Visitor]]:
    """`visit(language="ko", script=False)`: somebody at a browser of their own; what goes wrong there fails the test."""
    watches: list[Watch] = []

    def arrive(language: str = "en", script: bool = True) -> Visitor:
        context = browser.new_context(java_script_enabled=script, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "language", "value": language, "url": portal.url}])
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=portal.url)
        watches.append(Watch(context.new_page(), portal.url))
        return Visitor(watches[-1].page, portal, language)

    yield arrive
    for watch in watches:
        watch.page.context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)
