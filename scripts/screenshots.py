"""The picture in the README, taken of a running demo: `python scripts/screenshots.py [http://127.0.0.1:8000]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "resellers.png"
EMAIL, PASSWORD = "anna@contoso.example", "welcome-to-the-demo"


def take(home: str) -> None:
    """The indirect resellers of the demo's first provider, 1280 pixels wide."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 440}, color_scheme="light", locale="en-GB")
        page.goto(f"{home}/accounts/login/")
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.locator(".pc-sidebar").get_by_role("link", name="Indirect resellers").click()
        page.get_by_role("heading", name="Indirect resellers").wait_for()
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1024} kB")


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
