"""The pictures in the README, taken of a running demo: `python scripts/screenshots.py [http://127.0.0.1:8000]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent.parent / "docs"
EMAIL, PASSWORD = "anna@contoso.example", "welcome-to-the-demo"
# The link in the menu, which is the heading, too; the picture; its height in pixels.
PICTURES = (
    ("Indirect resellers", "resellers.png", 620),
    ("Customers", "customers.png", 720),
    ("Subscriptions", "subscriptions.png", 760),
)


def take(home: str) -> None:
    """The lists of the demo's first provider, 1280 pixels wide."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light", locale="en-GB")
        _sign_in(page, home)
        for name, file, height in PICTURES:
            page.set_viewport_size({"width": 1280, "height": height})
            page.locator(".pc-sidebar").get_by_role("link", name=name, exact=True).click()
            page.get_by_role("heading", name=name, exact=True).wait_for()
            page.screenshot(path=DOCS / file)
            print(f"{file}: {(DOCS / file).stat().st_size // 1024} kB")
        browser.close()


def _sign_in(page: Page, home: str) -> None:
    page.goto(f"{home}/accounts/login/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
