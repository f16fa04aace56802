"""Two people changed the same invitation: both versions of each field, to choose from (situation C-031)."""

from __future__ import annotations

from typing import Any


class Choice:
    """One field: what is stored now, and what this person typed. Several ticks are one value, with blanks between."""

    def __init__(self, field: Any, theirs: Any) -> None:
        self.name, self.label = field.html_name, field.label
        mine_values, theirs_values = _values(field.value()), _values(theirs)
        self.mine, self.theirs = " ".join(mine_values), " ".join(theirs_values)
        choices = getattr(field.field, "names", None) or dict(getattr(field.field, "choices", ()))
        self.mine_words = ", ".join(str(choices.get(value, value)) for value in mine_values)
        self.theirs_words = ", ".join(str(choices.get(value, value)) for value in theirs_values)

    @property
    def differs(self) -> bool:
        return self.mine.replace("\r\n", "\n").strip() != self.theirs.replace("\r\n", "\n").strip()


def _values(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return ["" if value is None else str(value)]
