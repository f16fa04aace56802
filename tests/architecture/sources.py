"""What the guards read: the project's own source files, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("accounts", "relationships", "customers", "subscriptions", "invitations", "directory")


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the project."""

    path: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def role(self) -> str:
        """Which file of an app it is: `views`, `actions`, `models`, …"""
        return self.path.split("/")[1].removesuffix(".py")


@cache
def project_files() -> tuple[str, ...]:
    """Every file that is or will be in the repository: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(path for path in set(listed) if (ROOT / path).is_file()))


@cache
def parse(path: str) -> Source:
    text = (ROOT / path).read_text()
    return Source(path, text, ast.parse(text, path))


def python(*prefixes: str) -> list[Source]:
    """The Python files under these folders, migrations left out."""
    starts = tuple(f"{prefix}/" for prefix in prefixes)
    names = [name for name in project_files() if name.endswith(".py") and name.startswith(starts)]
    return [parse(name) for name in names if "/migrations/" not in name]


def app_sources() -> list[Source]:
    return python(*PACKAGES)


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every method call with the name of the method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr


def where(source: Source, node: ast.AST) -> str:
    return f"{source.path}:{getattr(node, 'lineno', 1)}: {ast.unparse(node)[:120]}"
