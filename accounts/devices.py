"""A browser's own description of itself, in words a person recognises: "Firefox on Windows"."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

# The first that matches: most of them claim to be several of the later ones, too.
_BROWSERS: Final = (
    ("Edge", r"Edg(?:A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Whale", r"Whale/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrom(?:e|ium)/|CriOS/"),
    ("Safari", r"Version/[\d.]+.* Safari/"),
)
_SYSTEMS: Final = (
    ("Windows", r"Windows NT"),
    ("iPad", r"iPad"),
    ("iPhone", r"iPhone"),
    ("Android", r"Android"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def device_words(agent: str) -> str:
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")
