"""A real browser on a real portal: Debian's chromium, driven by Playwright, around the test's own database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.headers import faults
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
    """What a page does that it must not: console errors, exceptions, failed or foreign requests, policy violations."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"exception: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("requestfailed", self._failed)

    def _note(self, fault: str) -> None:
        self.faults.append(f"{self.page.url}: {fault}")

    def _console(self, message: ConsoleMessage) -> None:
        # The answer itself may be an error page; that is judged by its status.
        if (
            message.type in {"error", "warning"}
            and "the server responded with a status of 4" not in message.text
        ):
            self._note(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self._note(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= (500 if response.request.is_navigation_request() else 400):
            self._note(f"{response.url} answered {response.status}")
        if response.url.startswith(self.home):
            path = response.url.removeprefix(self.home)
            for loose in faults(path, response.status, response.headers):
                self._note(f"{response.url}: {loose}")

    def _failed(self, request: Request) -> None:
        """A request that a newer page took the place of has not failed."""
        if request.failure not in {"net::ERR_ABORTED", None}:
            self._note(f"{request.url} failed: {request.failure}")


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
