"""Our own icons: strokes on a 16 × 16 grid, drawn inline in the text's colour, hidden from screen readers."""

# ruff: noqa: E501 (a path is one line)
from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "alert": "M8 2.2 14.5 13.5h-13zM8 6.3v3.2M8 11.6v.1",
    "arrow-left": "M13.5 8h-11M6.5 4l-4 4 4 4",
    "arrow-right": "M2.5 8h11M9.5 4l4 4-4 4",
    "bell": "M3 11.5c1-1 1.2-2.3 1.2-4a3.8 3.8 0 0 1 7.6 0c0 1.7.2 3 1.2 4zM6.5 13.7h3",
    "box": "M8 1.8 13.7 5v6L8 14.2 2.3 11V5zM2.5 5.1 8 8.2l5.5-3.1M8 8.2v6",
    "building": "M3 14V2.5h6.5V14M9.5 6.5H13V14M1.5 14h13M5.3 5.3h1.9M5.3 8h1.9M5.3 10.7h1.9",
    "calendar": "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v2.5M10.5 2v2.5",
    "check": "M3 8.5l3.3 3.3L13 4.8",
    "check-circle": "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4M5.3 8.2l2 2 3.5-4",
    "chevron-down": "M4 6.2l4 4 4-4",
    "chevron-left": "M10 4L6 8l4 4",
    "chevron-right": "M6 4l4 4-4 4",
    "clock": "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4M8 4.5V8l2.3 1.7",
    "copy": "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
    "document": "M3.5 1.8h6l3 3v9.4h-9zM9.3 2v3h3M5.8 8h4.4M5.8 10.7h4.4",
    "dot": "M8 8h.01",
    "edit": "M10.8 2.7l2.5 2.5L5.5 13H3v-2.5zM9 4.5 11.5 7",
    "filter": "M2 3.5h12M4.2 8h7.6M6.5 12.5h3",
    "home": "M2.3 7.3 8 2.3l5.7 5M3.8 6.3v7.4h8.4V6.3M6.5 13.7V9.5h3v4.2",
    "info": "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4M8 7.4v3.6M8 5v.1",
    "keyboard": "M1.5 4h13v8h-13zM4.5 9.5h7M4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01",
    "link": "M6.7 9.3l2.6-2.6M7.5 4.7l1.6-1.6a2.7 2.7 0 0 1 3.8 3.8l-1.6 1.6M8.5 11.3l-1.6 1.6a2.7 2.7 0 0 1-3.8-3.8l1.6-1.6",
    "lock": "M3.5 7.3h9v6.5h-9zM5.3 7V5a2.7 2.7 0 0 1 5.4 0v2",
    "mail": "M1.8 3.5h12.4v9H1.8zM2.2 4.2 8 8.7l5.8-4.5",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "minus-circle": "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4M5.2 8h5.6",
    "more": "M3.5 8h.01M8 8h.01M12.5 8h.01",
    "palette": "M8 1.8a6.2 6.2 0 1 0 0 12.4zM8 1.8a6.2 6.2 0 0 1 0 12.4",
    "plus": "M8 3v10M3 8h10",
    "refresh": "M13.5 6.5A5.7 5.7 0 0 0 3 5.5M2.5 2.5v3.3h3.3M2.5 9.5A5.7 5.7 0 0 0 13 10.5M13.5 13.5v-3.3h-3.3",
    "search": "M7 11.8a4.8 4.8 0 1 0 0-9.6 4.8 4.8 0 0 0 0 9.6M10.5 10.5l3.5 3.5",
    "send": "M14 2 7 9M14 2 9.5 14 7 9 2 6.5z",
    "settings": "M2 4.5h6M11.5 4.5H14M8 3v3h3.5V3zM2 11.5h2.5M8 11.5h6M4.5 10v3H8v-3z",
    "shield": "M8 1.8 13.2 4v4c0 3.2-2.2 5.2-5.2 6.2-3-1-5.2-3-5.2-6.2V4zM5.7 8l1.6 1.6 3-3.2",
    "sign-out": "M6.5 2.5h-4v11h4M6.5 8h7.5M11 5l3 3-3 3",
    "sort": "M5 6.2 8 3.2l3 3M5 9.8l3 3 3-3",
    "sort-down": "M4.5 7 8 10.5 11.5 7",
    "sort-up": "M4.5 9.5 8 6l3.5 3.5",
    "swap": "M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13",
    "tray": "M2.5 9h3.3l1 1.8h2.4l1-1.8h3.3M4.3 2.8h7.4L13.5 9v4.2h-11V9z",
    "user": "M8 8a2.9 2.9 0 1 0 0-5.8A2.9 2.9 0 0 0 8 8M2.5 14c.4-2.6 2.6-4 5.5-4s5.1 1.4 5.5 4",
    "users": "M6 7.7a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2M1.3 13.5c.4-2.4 2.2-3.6 4.7-3.6s4.3 1.2 4.7 3.6M10.5 2.7a2.5 2.5 0 0 1 0 4.8M12 10.3c1.5.5 2.4 1.6 2.7 3.2",
    "x": "M4 4l8 8M12 4l-8 8",
    "x-circle": "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2",
}

_SVG = '<svg class="pc-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
_DRAWN: dict[str, SafeString] = {}


def draw(name: str) -> SafeString:
    """The icon as inline SVG. An unknown name is a mistake of the template and says so."""
    if name not in _DRAWN:
        _DRAWN[name] = format_html(_SVG, mark_safe(PATHS[name]))  # noqa: S308 our own literals above
    return _DRAWN[name]
