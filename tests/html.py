"""What holds for every page: one h1, a title that starts with it, labels, unique ids, lang, nonces, clean parsing.

A strict parser takes its time, and most pages differ from one seen before in words only. So a page is parsed once for
each skeleton: its tags, and what of its attributes and words a fault could come from.
"""

from __future__ import annotations

import re
from html import unescape

import html5lib

# Words and values in which nothing can be wrong; what holds an ampersand or a control character stays in the skeleton.
_PLAIN = r"[^<>&\"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_WORDS = re.compile(rf">{_PLAIN}+<")
_VALUES = re.compile(rf'\s(?!(?:id|for|form|style|on[a-z]+)=|href="#")([a-z][a-z0-9:-]*)="{_PLAIN}+"')
_HEADINGS = re.compile(r"<h1[ >].*?</h1>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_clean: set[int] = set()  # skeletons in which nothing was wrong


def problems(html: str) -> list[str]:
    """What is wrong with this page, in words; empty where nothing is. Empty bodies and fragments are judged less."""
    if not html.strip():
        return []
    skeleton = hash(_VALUES.sub(r' \1="x"', _WORDS.sub("><", html)))
    if skeleton in _clean and _titles_agree(html):
        return []
    found = _judged(html)
    if not found:
        _clean.add(skeleton)
    return found


def _titles_agree(html: str) -> bool:
    headings, title = _HEADINGS.findall(html), _TITLE.search(html)
    if "<html" not in html[:2000]:
        return True
    if len(headings) != 1 or title is None:
        return False
    return _starts(_plain(title[1]), _plain(headings[0]))


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


def _starts(title: str, heading: str) -> bool:
    return title.removeprefix("Error: ").removeprefix("오류: ").startswith(heading)


def _judged(html: str) -> list[str]:
    whole = "<html" in html[:2000]
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html) if whole else parser.parseFragment(html)
    found = [
        f"parse error {code} at {position}"
        for position, code, _ in parser.errors
        if code != "expected-doctype-but-got-chars"
    ]
    found += _ids(tree) + _labels(tree) + _forms(tree) + _inline(tree)
    return found + (_frame(tree) if whole else [])


def _text(element: object) -> str:
    return " ".join("".join(element.itertext()).split())


def _frame(tree) -> list[str]:
    found = []
    headings = [_text(h) for h in tree.iter("h1")]
    if len(headings) != 1:
        found.append(f"{len(headings)} h1")
    title = _text(next(iter(tree.iter("title")))) if list(tree.iter("title")) else ""
    if headings and not _starts(title, headings[0]):
        found.append(f"title {title!r} does not start with the h1 {headings[0]!r}")
    if not tree.get("lang"):
        found.append("no lang")
    return found


def _ids(tree) -> list[str]:
    ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
    return [f"id {name!r} twice" for name in sorted({name for name in ids if ids.count(name) > 1})]


def _labels(tree) -> list[str]:
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    found = []
    for tag in ("input", "select", "textarea"):
        for field in tree.iter(tag):
            if field.get("type") in {"hidden", "submit", "button", "image"}:
                continue
            named = (
                field.get("id") in labelled
                or field.get("aria-label")
                or field.get("aria-labelledby")
                or id(field) in inside
            )
            if not named:
                found.append(f"{tag} {field.get('name')!r} has no label")
    return found


def _forms(tree) -> list[str]:
    return ["a form without action" for form in tree.iter("form") if form.get("action") is None]


def _inline(tree) -> list[str]:
    found = [
        "a script without nonce or src"
        for s in tree.iter("script")
        if not s.get("src") and not s.get("nonce") and s.get("type") != "application/json"
    ]
    found += ["href='#'" for link in tree.iter("a") if link.get("href") == "#"]
    for element in tree.iter():
        if isinstance(element.tag, str):
            found += [
                f"inline {name} on {element.tag}"
                for name in element.attrib
                if name == "style" or name.startswith("on")
            ]
    return found
