"""A real browser on a real portal: Debian's chromium, driven by Playwright, around the test's own database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.live import LivePortal


def chromium() -> str | None:
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> None:
    """Playwright's event loop runs in this thread; the ORM is told that this is meant."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = chromium()
    if path is None:
        pytest.fail(
            "There is no chromium on the PATH: install it (Debian: apt-get install chromium fonts-noto-cjk)."
        )
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    ]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    return {"executable_path": path, "args": quiet}


@pytest.fixture
def live(committed_db: None) -> Iterator[LivePortal]:
    """The whole portal, workers included."""
    with LivePortal() as portal:
        yield portal


@pytest.fixture(scope="module")
def module_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One committed database for a module of tests that only look."""
    from tests import database

    with django_db_blocker.unblock():
        database.empty()
        yield
        from django.db import connections

        connections.close_all()
        database.empty()


class Watch:
    """Everything a page does that it must not: console errors, exceptions, failed or foreign requests, policy violations."""

    def __init__(self, page: Page, home: str) -> None:
        self.home = home
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.faults.append(f"request to another host: {request.url}")


@pytest.fixture
def watched(page: Page) -> Iterator[Callable[[str], Page]]:
    """`watched(portal.url)`: the page, with a watch on it whose faults fail the test at its end."""
    watches: list[Watch] = []

    def watch(home: str) -> Page:
        watches.append(Watch(page, home))
        return page

    yield watch
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


def sign_in(page: Page, home: str, user: User, password: str = PASSWORD) -> None:
    """As a person does it; stays on whatever page comes next."""
    if "/accounts/login/" not in page.url:
        page.goto(f"{home}/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def overflow(page: Page) -> list[str]:
    """Elements that stick out of the page sideways; empty where nothing does."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.tagName + '.' + e.className)"""
    )


__all__ = ["BrowserContext", "overflow", "sign_in"]
