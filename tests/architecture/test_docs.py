"""Guards over the lists of rules, situations and requirements: what is built has tests, and the generated pages are up to date."""

from __future__ import annotations

import ast
import runpy

import pytest

from accounts.labels import PERMISSION_LABELS
from accounts.permissions import Permission
from tests.architecture.sources import ROOT, python

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


# The requirements of ASVS 5.0 that we hold ourselves to.
ASVS = """
1.2: 1 2 3 4 9 10; 1.3: 7 10 11 12; 1.5: 2; 2.1: 1 2 3; 2.2: 1 2 3; 2.3: 1 2 3 4 5; 2.4: 1 2; 3.2: 1 2; 3.3: 1 2 3 4 5;
3.4: 1 2 3 4 5 6 7 8; 3.5: 1 3 4 8; 3.6: 1; 3.7: 2 3; 4.1: 1 3 4; 5.1: 1; 5.2: 1 2 3 4 6; 5.3: 2; 5.4: 1 2 3; 6.1: 1;
6.2: 1 2 3 4 5 6 7 8 9 10 11 12; 6.3: 1 2 3 4 5 7 8; 6.4: 1 2 3 4 6; 6.5: 1 2 3 4 5; 6.6: 2 3; 7.1: 1 2; 7.2: 1 2 3 4;
7.3: 1 2; 7.4: 1 2 3 4 5; 7.5: 1 2 3; 7.6: 2; 8.1: 1 2; 8.2: 1 2 3; 8.3: 1 2 3; 8.4: 1 2; 9.1: 1; 9.2: 1 2 3; 11.1: 2;
11.2: 3 4; 11.4: 1 2 3; 11.5: 1; 12.2: 1; 13.1: 2 3; 13.2: 2 3 6; 13.3: 1; 13.4: 1 2 3; 14.2: 1 2 3 6 7; 14.3: 1 2 3;
15.1: 1 2 3; 15.2: 1 2 3; 15.3: 1 3 4 7; 15.4: 1 2 3; 16.1: 1; 16.2: 1 2 3 4 5; 16.3: 1 2 3 4; 16.4: 1 2; 16.5: 1 2 3 4
"""


def test_every_requirement_is_answered() -> None:
    """None is missing; each names tests that there are, or says why there is nothing to test."""
    parts = (part.strip().split(": ") for part in ASVS.split(";"))
    wanted = {f"{section}.{number}" for section, numbers in parts for number in numbers.split()}
    rows = DOCS["requirements"]()
    assert set(rows) == wanted
    tests = {
        f"{source.path.removeprefix('tests/')}::{node.name}"
        for source in python("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    gone = {test for row in rows.values() for test in row.get("tests", [])} - tests
    assert not gone, "Correct docs/security.toml: there are no such tests."
    assert not [name for name, row in rows.items() if not (row.get("tests") or len(row.get("why", "")) > 20)]


@pytest.mark.rule("D2")
def test_every_permission_has_its_words() -> None:
    assert set(PERMISSION_LABELS) == set(Permission)


@pytest.mark.parametrize("path", DOCS["PAGES"])
def test_pages_are_up_to_date(path: str) -> None:
    assert (ROOT / path).exists(), "Run `make docs` and commit what it writes."
    assert (ROOT / path).read_text() == DOCS["PAGES"][path](), f"{path} is old: run `make docs`."
