"""The words of a page, as somebody reads them."""

from __future__ import annotations

import html
import re


def words(page: str) -> str:
    """What stands in main, without markup."""
    main = page.split("<main", 1)[-1].split("</main>", 1)[0]
    text = re.sub(r"<[^>]*>", " ", f"<main{main}")
    return " ".join(html.unescape(text).split())
