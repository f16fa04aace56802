"""What text is made of when it is stored: composed, visible characters, or a plain refusal."""

from __future__ import annotations

import unicodedata

# Shown as nothing at all although Unicode calls them letters, marks or symbols: Hangul fillers, combining
# grapheme joiner, Khmer inherent vowels, blank Braille.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINER = "\u200d"


class UnreadableTextError(ValueError):
    """The text cannot be kept as it is; `code` is "control" or "one_line"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_line(text: str) -> str:
    """One line: NFC, no invisible characters, every kind of space a plain one, trimmed."""
    text = text.strip()
    if any(char in text for char in "\r\n\u2028\u2029\x0b\x0c\x85"):
        raise UnreadableTextError("one_line")
    return _visible(_plain_spaces(text.replace("\t", " "))).strip()


def clean_lines(text: str) -> str:
    """Several lines: as one line, but newlines and tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = _visible(_plain_spaces(text), keep="\n\t")
    return "\n".join(line.rstrip() for line in kept.strip().split("\n"))


def printable(text: str) -> str:
    """What can be put on a page again: a refused text is shown without what no page may contain."""
    if _is_printable(text, besides="\n\r\t"):
        return text
    return "".join(char for char in text if char in "\n\r\t" or not _is_unprintable(char))


def _plain_spaces(text: str) -> str:
    if text.isascii() or text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)


def _is_printable(text: str, *, besides: str) -> bool:
    """Most texts are, and a hundred thousand characters of them are seen to in a moment."""
    return text.translate(dict.fromkeys(map(ord, besides))).isprintable()


def _is_unprintable(char: str) -> bool:
    """Controls, halves of characters, and the code points that are no characters for ever."""
    nonsense = ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
    return nonsense or unicodedata.category(char) in {"Cc", "Cs"}


def _visible(text: str, keep: str = "") -> str:
    out: list[str] = []
    text = unicodedata.normalize("NFC", text)
    if _is_printable(text, besides=keep) and _BLANK.isdisjoint(text):
        return text
    for char in text:
        if char not in keep and _is_unprintable(char):
            raise UnreadableTextError("control")
        shown = unicodedata.category(char) != "Cf" and char not in _BLANK
        if shown or (char == _JOINER and out and _joins(out[-1])):
            out.append(char)
    while out and out[-1] == _JOINER:
        out.pop()
    return "".join(out)


def _joins(before: str) -> bool:
    """A joiner is meant only inside an emoji (a family is four of them)."""
    return unicodedata.category(before) in {"So", "Sk"} or before == "\ufe0f"
