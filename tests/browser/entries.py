"""One page of the browser's list, and what is done on it to come to the state that is meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage

Arguments = Callable[[Stage], dict[str, Any]]


@dataclass(frozen=True)
class Entry:
    """One page. `path` is for what has no route of its own; `first`: an address to open before (a link, for its proof);
    `then`: what is done on the page to come to the one that is meant."""

    route: str
    who: str = "provider"
    arguments: Arguments = lambda stage: {}
    query: str = ""
    path: str = ""
    first: Callable[[Stage], str] = lambda stage: ""
    visitor: str = ""  # who holds a link: the case it comes to
    then: Callable[[Page], None] | None = None
    status: int = 200

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin:")

    def url(self, stage: Stage) -> str:
        path = self.path or reverse(self.route, kwargs=self.arguments(stage))
        return path + self.query


def press(page: Page, text: str) -> None:
    page.get_by_role("main").get_by_role("button", name=text, exact=True).click()


def from_the_top(page: Page) -> None:
    """The keyboard starts there again."""
    page.evaluate(
        "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
    )


def refused(text: str) -> Callable[[Page], None]:
    """Send the form as it is: what comes back says what is missing."""

    def send(page: Page) -> None:
        press(page, text)
        expect(page).to_have_title(re.compile("^Error: "))

    return send
