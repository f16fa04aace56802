"""The demo's accounts as a table for the terminal."""

import unicodedata
from typing import Any

_COLUMNS = ("Organisation", "Is", "Roles", "E-mail", "Password")


def accounts_table(accounts: list[dict[str, Any]]) -> str:
    """One line an account; an organisation's name stands in its first line."""
    rows = [_COLUMNS, tuple("─" * _width(column) for column in _COLUMNS)]
    shown = ""
    for account in accounts:
        name = "" if account["tenant"] == shown else str(account["tenant_name"])
        shown = account["tenant"]
        what = ", ".join(account.get("programme") or []) or str(account.get("kind") or "")
        roles = ", ".join(account.get("roles") or [])
        cells = (name, what if name else "", roles, str(account["email"]), str(account["password"]))
        rows.append(tuple(cell.replace("_", " ") if at < 3 else cell for at, cell in enumerate(cells)))
    widths = [max(_width(row[at]) for row in rows) for at in range(len(_COLUMNS))]
    lines = ("  ".join(map(_padded, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns in a terminal: a Hangul syllable takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
