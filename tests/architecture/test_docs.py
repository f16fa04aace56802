"""Guards over the lists of rules and situations: each built rule has tests, and the generated pages are up to date."""

from __future__ import annotations

import runpy

import pytest

from accounts.labels import PERMISSION_LABELS
from accounts.permissions import Permission
from tests.architecture.sources import ROOT

DOCS = runpy.run_path(str(ROOT / "scripts/write_docs.py"))
MARKS = {mark: DOCS["marks"](mark) for mark in ("rule", "situation")}
MENTIONS = DOCS["mentions"]()
BUILT = sorted(
    (name for name, (stands, _words) in DOCS["rules"]().items() if stands == "built"), key=DOCS["order"]
)


def test_every_rule_is_listed() -> None:
    """178 of them, none twice (TOML refuses doubles within a table)."""
    series = {"S000": 63, "S001": 46, "S002": 20, "S003": 11, "S004": 24, "D": 14}
    wanted = {
        f"{name}{'' if name == 'D' else '-'}{number}"
        for name, count in series.items()
        for number in range(1, count + 1)
    }
    assert set(DOCS["rules"]()) == wanted
    assert len(BUILT) >= 50


@pytest.mark.parametrize("rule", BUILT)
def test_every_built_rule_has_a_test(rule: str) -> None:
    assert rule in MARKS["rule"], f'Mark the test that shows it: @pytest.mark.rule("{rule}")'


@pytest.mark.parametrize("rule", BUILT)
def test_every_built_rule_is_named_in_the_source(rule: str) -> None:
    assert rule in MENTIONS, f"Name {rule} where it is done: in a docstring or a comment."


@pytest.mark.parametrize(("mark", "known"), [("rule", "rules"), ("situation", "situations")])
def test_every_mark_names_something(mark: str, known: str) -> None:
    used = MARKS[mark]
    assert used
    assert not set(used) - set(DOCS[known]()), f"No such {mark}: correct the mark or docs/{known}.toml"


def test_every_name_in_the_source_is_a_rule() -> None:
    assert not set(MENTIONS) - set(DOCS["rules"]())


@pytest.mark.rule("D2")
def test_every_permission_has_its_words() -> None:
    assert set(PERMISSION_LABELS) == set(Permission)


@pytest.mark.parametrize("path", DOCS["PAGES"])
def test_pages_are_up_to_date(path: str) -> None:
    assert (ROOT / path).exists(), "Run `make docs` and commit what it writes."
    assert (ROOT / path).read_text() == DOCS["PAGES"][path](), f"{path} is old: run `make docs`."
