"""What no form may choke on (situations 001 to 018): as bytes where it is no text at all."""

from __future__ import annotations

import unicodedata

MARKUP = {
    "script": "<script>alert(document.domain)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "end of script": "</script><svg/onload=alert(1)>",
    "end of textarea": "</textarea></title><b>x",
    "attribute": "' autofocus onfocus='alert(1)",
}

HOSTILE: dict[str, str | bytes] = {
    **MARKUP,
    "nul": "nul\x00here",
    "controls": "bell\x07 escape\x1b[31m delete\x7f",
    "half a character": b"half\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\xc3(",
    "no character": "never\ufffe\ufdd0",
    "newline and header": "Hello\r\nBcc: everybody@evil.example",
    "escaped newline and header": "Hello%0aBcc:everybody@evil.example",
    "line separator": "one\u2028two\x85three",
    "template": "{{7*7}} {% debug %}",
    "expression": "${7*7} #{7*7} <%= 7*7 %>",
    "percent": "%s %d %(name)s %n %%",
    "format": "{0.__class__} {link.__init__} {}",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "formula, plus": "+82-2-1234-5678",
    "formula, at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "right to left": "abc\u202efdp.exe",
    "zero width": "con\u200btoso\ufeff\u2060",
    "zero width alone": "\u200b\u200d\ufeff",
    "Hangul filler": "\u3164\u115f",
    "Hangul in pieces": unicodedata.normalize("NFD", "한국 파트너"),
    "zalgo": "Z" + "\u0300\u0301\u0327\u0338" * 60,
    "variation selectors": "A\ufe0f\ufe0e\U000e0100" * 10,
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 🇰🇷",
    "private use": "\ue000\U00100000",
    "10 kB": "ten " * 2_500,
    "100 kB": "x" * 100_000,
    "full-width digits": "１２",
    "minus one": "-1",
    "a thousand million": "1e9",
    "no number": "NaN",
    "thousands": "1,000",
    "very many digits": "9" * 400,
    "no such day": "2026-02-30",
    "end of time": "9999-12-31",
    "address of a script": "javascript:alert(1)",
    "path": "../../../../etc/passwd",
    "SQL": "'; DROP TABLE accounts_tenant; --",
    "SQL, or": "' OR ''='",
    "backslashes": "\\x00\\ \\' \\u0000",
    "long local part": f"{'a' * 65}@resellers.example",
    "no public domain": "a@localhost, b@[127.0.0.1]",
    "international address": "관리자@한국.kr",
    "spaces alone": " \t\u3000\u00a0 ",
    "JSON": '{"$ne": null, "__proto__": {}}',
    "nothing": "",
}

# For what a page fills in by itself, and only a program sends otherwise.
FORGED = ("nul", "half a character", "newline and header", "image", "percent", "10 kB", "minus one")
FORGED += ("a thousand million", "full-width digits", "very many digits", "SQL", "nothing")

BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def as_read(value: str | bytes) -> str:
    """What arrives at the form."""
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def visible(text: str) -> str:
    """What of a text can be seen; a faithful copy has as much of it, in this order."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if unicodedata.category(c)[0] in "LMNPS" and c not in BLANK)
