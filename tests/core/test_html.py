"""The look at every page: it finds each fault, also on a page that is like a clean one but for that."""

from __future__ import annotations

import pytest

from tests.html import problems

CLEAN = """<!doctype html><html lang="en"><head><title>Customers · Contoso</title><script nonce="abc">let a = 1;</script></head>
<body><h1>Customers</h1><p id="one">Kim</p><p id="two">Lee &amp; Co</p><a href="/t/contoso/">Home</a>
<form action="/send/"><label for="name">Name</label><input id="name" name="name" value="Kim"></form></body></html>"""

FAULTS = {
    "no h1": ("<h1>Customers</h1>", ""),
    "two h1": ("<h1>Customers</h1>", "<h1>Customers</h1><h1>Customers</h1>"),
    "another title": ("<title>Customers", "<title>Orders"),
    "another heading": ("<h1>Customers", "<h1>Orders"),
    "no language": ('<html lang="en">', "<html>"),
    "an id twice": ('id="two"', 'id="one"'),
    "no label": ('for="name"', 'for="other"'),
    "a form without action": (' action="/send/"', ""),
    "a script without nonce": (' nonce="abc"', ""),
    "an empty nonce": (' nonce="abc"', ' nonce=""'),
    "a link to nowhere": ('href="/t/contoso/"', 'href="#"'),
    "an inline style": ('<p id="one">', '<p id="one" style="color:red">'),
    "an inline handler": ('<p id="one">', '<p id="one" onclick="x()">'),
    "markup in words": ("Kim</p>", "<b>Kim</p>"),
    "markup out of a value": ('value="Kim"', 'value="Kim"><script>x()</script>'),
    "an entity that is none": ("Lee &amp; Co", "Lee &nonsense; Co"),
    "a character no page may contain": ("Kim</p>", "K\x01im</p>"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_after_a_clean_twin(fault: str) -> None:
    assert problems(CLEAN) == []
    assert problems(CLEAN.replace("Kim", "Min-ji")) == [], "other words are as clean"
    old, new = FAULTS[fault]
    assert CLEAN.count(old) >= 1
    assert problems(CLEAN.replace(old, new, 1)), fault
    assert problems(CLEAN) == []


def test_what_is_found_is_found_again() -> None:
    broken = CLEAN.replace('id="two"', 'id="one"')
    assert problems(broken) == problems(broken) == ["id 'one' twice"]


def test_a_fragment_needs_no_frame_but_is_looked_at() -> None:
    assert problems('<p id="a">x</p><p id="b">y</p>') == []
    assert problems('<p id="a">x</p><p id="a">y</p>')
    assert problems(" ") == []
