"""The generated pages: docs/permissions.md, rules.md, situations.md, security.md. `make docs` writes them, tests compare."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "accounts",
    "relationships",
    "customers",
    "subscriptions",
    "invitations",
    "directory",
    "partnercenter",
    "templates",
)
_RULE = r"S00[0-4]-\d+"
_MENTION = re.compile(rf"({_RULE})(?:\s+to\s+({_RULE}))?|\b(D(?:1[0-4]|[1-9]))\b")
TITLES = {
    "S000": "An indirect provider works with indirect resellers",
    "S001": "A direct-bill partner becomes an indirect reseller",
    "S002": "Asking a customer for a reseller relationship",
    "S003": "Setting up and managing customer accounts",
    "S004": "Which partner relationships and sales are supported",
    "D": "What we decided where the rules conflict or are silent",
}
SITUATION_TITLES = {
    "input": "Bad and tricky input",
    "races": "Races and double actions",
    "delivery": "Broker, workers, database, mail",
    "isolation": "Between organisations",
    "links": "Links and accounts",
    "browser": "Session and browser",
    "life": "Time, scale, life of data",
}
CHAPTER_TITLES = {
    "V1": "Encoding",
    "V2": "Validation and business logic",
    "V3": "In the browser",
    "V4": "HTTP",
    "V5": "Files",
    "V6": "Authentication",
    "V7": "Sessions",
    "V8": "Authorisation",
    "V9": "Tokens",
    "V11": "Cryptography",
    "V12": "Communication",
    "V13": "Configuration",
    "V14": "Data",
    "V15": "Code",
    "V16": "Logs and errors",
}
_NOTE = "<!-- Written by `make docs`; do not edit. -->\n\n"


# ------------------------------------------------------------------ what is there
def rules() -> dict[str, tuple[str, str]]:
    """Id → where it stands (`built`, `customers`, …) and our words."""
    tables = tomllib.loads((ROOT / "docs/rules.toml").read_text())
    return {name: (stands, words) for stands, table in tables.items() for name, words in table.items()}


def situations() -> dict[str, tuple[str, str]]:
    """Id → its kind and our words."""
    tables = tomllib.loads((ROOT / "docs/situations.toml").read_text())
    return {name: (kind, words) for kind, table in tables.items() for name, words in table.items()}


def requirements() -> dict[str, dict[str, Any]]:
    """Id of ASVS 5.0 → `level`, `asks`, and `tests` or `why` or both."""
    tables = tomllib.loads((ROOT / "docs/security.toml").read_text())
    return {name: row for chapter in CHAPTER_TITLES for name, row in tables[chapter].items()}


def order(name: str) -> tuple[str, int]:
    """S000-2 before S000-10, D2 before D10."""
    series, number = re.fullmatch(r"(.*?)-?(\d+)", name).groups()  # type: ignore[union-attr]
    return ("~" if series == "D" else series), int(number)


def mentions() -> dict[str, list[str]]:
    """Rule → the source files that name it; "S000-13 to S000-19" names all seven."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in _files(SOURCES, (".py", ".html", ".txt")):
        for first, last, decision in _MENTION.findall((ROOT / path).read_text()):
            for name in [decision] if decision else _span(first, last):
                found[name].add(path)
    return {name: sorted(paths) for name, paths in found.items()}


def _span(first: str, last: str) -> list[str]:
    series, start = first.split("-")
    end = last.split("-")[1] if last else start
    return [f"{series}-{number}" for number in range(int(start), int(end) + 1)]


def _files(folders: Iterable[str], endings: tuple[str, ...]) -> Iterator[str]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def marks(mark: str) -> dict[str, list[str]]:
    """Id → the tests that bear it, by `@pytest.mark.<mark>` on a test or `pytestmark` of its module."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in _files(["tests"], (".py",)):
        tree = ast.parse((ROOT / path).read_text())
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark":
                for name in _ids(statement.value, mark):
                    found[name].add(path)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for name in (name for decorator in node.decorator_list for name in _ids(decorator, mark)):
                    found[name].add(f"{path}::{node.name}")
    return {name: sorted(tests) for name, tests in found.items()}


def _ids(node: ast.AST, mark: str) -> Iterator[str]:
    """The arguments of every `pytest.mark.<mark>(…)` in this expression."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == f"pytest.mark.{mark}":
            for argument in call.args:
                yield str(ast.literal_eval(argument))


# ------------------------------------------------------------------ the pages
def rules_page() -> str:
    known, places, tests = rules(), mentions(), marks("rule")
    built = sum(stands == "built" for stands, _words in known.values())
    lines = [
        "# The rules of the programme\n",
        f"{_NOTE}Every rule in our words, where it lives in the source, and which tests show it. "
        f"{built} of {len(known)} are built; the others wait for the part of the portal named beside them. "
        "The list is `docs/rules.toml`.\n",
    ]
    for series, title in TITLES.items():
        lines += [
            f"\n## {series} · {title}\n",
            "| Rule | In our words | Lives in | Shown by |",
            "|---|---|---|---|",
        ]
        for name in sorted((name for name in known if re.match(rf"{series}-?\d", name)), key=order):
            stands, words = known[name]
            planned = [] if stands == "built" else [f"planned: {stands}"]
            where = "<br>".join([*planned, *_code(places.get(name, []))])
            lines.append(f"| {name} | {words} | {where} | {'<br>'.join(_code(tests.get(name, [])))} |")
    return "\n".join(lines) + "\n"


def situations_page() -> str:
    known, tests = situations(), marks("situation")
    lines = [
        "# Situations\n",
        f"{_NOTE}What goes wrong and what people do, and which tests show what happens then. "
        "The list is `docs/situations.toml`.\n",
    ]
    for kind, title in SITUATION_TITLES.items():
        lines += [f"\n## {title}\n", "| Situation | In our words | Shown by |", "|---|---|---|"]
        for name in sorted(name for name, (its, _words) in known.items() if its == kind):
            lines.append(f"| {name} | {known[name][1]} | {'<br>'.join(_code(tests.get(name, [])))} |")
    return "\n".join(lines) + "\n"


def security_page() -> str:
    known = requirements()
    shown = sum("tests" in row for row in known.values())
    lines = [
        "# Security, requirement by requirement\n",
        f"{_NOTE}What [OWASP ASVS 5.0](https://owasp.org/www-project-application-security-verification-standard/) asks of "
        f"a portal like this one, in our words: {len(known)} requirements, {shown} of them with the tests that show them, the "
        "others with the reason why there is nothing to test. The list is `docs/security.toml`; what protects whom is told "
        "in `SECURITY.md`.\n",
    ]
    for chapter, title in CHAPTER_TITLES.items():
        lines += [
            f"\n## {chapter} · {title}\n",
            "| Id | Level | In our words | Shown by |",
            "|---|:-:|---|---|",
        ]
        for name in (name for name in known if f"V{name.split('.')[0]}" == chapter):
            row = known[name]
            where = "<br>".join([*_code(row.get("tests", [])), *filter(None, [row.get("why")])])
            lines.append(f"| {name} | {row['level']} | {row['asks']} | {where} |")
    uses = tomllib.loads((ROOT / "docs/security.toml").read_text())["cryptography"]
    lines += ["\n## Where cryptography is used\n", "| File | What for, and which |", "|---|---|"]
    lines += [f"| `{path}` | {words} |" for path, words in uses.items()]
    return "\n".join(lines) + "\n"


def _code(names: list[str]) -> list[str]:
    return [f"`{name.removeprefix('tests/')}`" for name in names]


def permissions_page() -> str:
    from django.utils import translation

    with translation.override("en"):
        return _permissions_page()


def _permissions_page() -> str:
    from accounts.labels import PERMISSION_LABELS
    from accounts.permissions import PROGRAMME_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role
    from accounts.states import Programme, TenantKind

    heads = [role.label for role in Role]
    lines = [
        "# Who may do what\n",
        f"{_NOTE}A person may do what one of their roles allows, in an organisation that is of the kind the thing "
        "is for (D2, D14). Both tables are `accounts/permissions.py`; a person with several roles has the rights of "
        "all of them. Operators stand outside organisations: their rights are `accounts/operators.py`.\n",
        "\n## Roles\n",
        f"| Permission | What it is | {' | '.join(str(head) for head in heads)} |",
        "|---|---|" + ":-:|" * len(heads),
    ]
    for permission in Permission:
        cells = ["yes" if role in ROLE_PERMISSIONS[permission] else "" for role in Role]
        lines.append(f"| `{permission}` | {PERMISSION_LABELS[permission]} | {' | '.join(cells)} |")
    names = [str(programme.label) for programme in Programme]
    lines += [
        "\n## Kinds of organisation\n",
        f"| Permission | {' | '.join(names)} | Partner in no programme | Customer |",
        "|---|" + ":-:|" * (len(names) + 2),
    ]
    for permission in Permission:
        needed = PROGRAMME_PERMISSIONS.get(permission)
        cells = ["yes" if needed is None or programme in needed else "" for programme in Programme]
        kinds = (TenantKind.PARTNER, TenantKind.CUSTOMER)
        cells += ["yes" if needed is None or kind in needed else "" for kind in kinds]
        lines.append(f"| `{permission}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


PAGES = {
    "docs/permissions.md": permissions_page,
    "docs/rules.md": rules_page,
    "docs/situations.md": situations_page,
    "docs/security.md": security_page,
}


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnercenter.settings")
    os.environ.setdefault("PORTAL_LOCAL", "off")
    import django

    django.setup()
    for path, page in PAGES.items():
        text = page()
        changed = not (ROOT / path).exists() or (ROOT / path).read_text() != text
        (ROOT / path).write_text(text)
        print(f"{path}: {'written' if changed else 'as it was'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
