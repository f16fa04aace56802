"""Guards over the files themselves: nothing of somebody's machine, nothing too long to read."""

from __future__ import annotations

import ast
import re
import statistics

from tests.architecture.sources import ROOT, app_sources, project_files, python

MACHINE = re.compile(
    r"/(?:root|home/\w+|Users/\w+|work/(?:main|shared)|opt/wheels)(?=[/\"'\s:]|$)"  # somebody's folders
    r"|https?://(?:[\w.-]*\.)?(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|jsdelivr\.net|unpkg\.com|cdnjs\.\w+)"
    r"|--(?:extra-)?index-url[ =]|--find-links[ =]"
)
# Files that may name such things, and why.
MAY_NAME = {"tests/architecture/test_repository.py": "holds the pattern itself"}
BINARY = (".png", ".jpg", ".ico", ".mo", ".woff2")
MAX_LINES = 300
MAX_TEST_LINES = 400  # one file a page or a subject, with its table of cases
MAX_TEMPLATE_LINES = 150
# Data and tables grow with what they list.
LONG = {"partnercenter/settings.py": "one file of settings, by decision"}


def _text(path: str) -> str:
    return (ROOT / path).read_text()


def test_nothing_of_a_machine() -> None:
    """No paths of a developer's machine and no addresses of package registries in any file."""
    texts = [path for path in project_files() if not path.endswith(BINARY) and path not in MAY_NAME]
    assert len(texts) > 200
    assert MACHINE.search("see /home/me/x"), "the pattern finds nothing: mend it"
    wrong = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in texts
        for number, line in enumerate(_text(path).splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert not wrong, "Make these relative to the project, or leave the address out:\n" + "\n".join(wrong)


def test_files_are_short() -> None:
    files = list(app_sources())
    files += python("partnercenter", "tests", "scripts")
    assert len(files) > 80
    sizes = {source.path: len(source.text.splitlines()) for source in files}
    allowed = {path: MAX_TEST_LINES if path.startswith("tests/") else MAX_LINES for path in sizes}
    wrong = {path: size for path, size in sizes.items() if size > allowed[path] and path not in LONG}
    assert not wrong, f"Split what is longer than {MAX_LINES} lines (tests: {MAX_TEST_LINES}): {wrong}"


def test_templates_are_short() -> None:
    templates = [path for path in project_files() if path.startswith("templates/") and path.endswith(".html")]
    assert len(templates) > 40
    sizes = {path: len(_text(path).splitlines()) for path in templates}
    wrong = {path: size for path, size in sizes.items() if size > MAX_TEMPLATE_LINES}
    assert not wrong, f"Split what is longer than {MAX_TEMPLATE_LINES} lines: {wrong}"
    assert statistics.median(sizes.values()) <= 40, "Templates get long: the median is to stay at 40 lines."


def test_functions_are_short() -> None:
    """The median of 10 lines is the habit; 60 is where a function needs a second name."""
    sizes = {
        f"{source.path}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for source in [*app_sources(), *python("partnercenter")]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef)
    }
    assert len(sizes) > 200
    assert statistics.median(sizes.values()) <= 10, "Functions get long: the median is to stay at 10 lines."
    wrong = {name: size for name, size in sizes.items() if size > 60}
    assert not wrong, f"Give parts of these a name of their own: {wrong}"


def test_imports_are_absolute() -> None:
    files = [*app_sources(), *python("partnercenter", "tests", "scripts")]
    relative = [
        source.path
        for source in files
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative
