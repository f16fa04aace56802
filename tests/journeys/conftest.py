"""Journeys walk through the whole portal in a real browser."""

from tests.browser.conftest import (  # noqa: F401  fixtures
    _orm_beside_playwright,
    browser_type_launch_args,
    live,
    watched,
)
