"""After a run of the whole suite: every page was opened with success by some test, every template was rendered.

A plugin (tests/conftest.py names it). Under xdist each worker hands what it saw to the controller, which judges.
Runs of a part of the suite, and runs that fail anyway, are not judged.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
MARK = "portal_coverage"

# Addresses that no test opens, and why.
NO_SUCCESS: dict[str, str] = {
    "admin:": "catches what is no page",
    "admin:jsi18n": "Django's own",
}
# Templates that no test renders, and why.
NOT_RENDERED: dict[str, str] = {}


class Coverage:
    """What this process has seen: names of routes, names of templates."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.routes: set[str] = set()
        self.templates: set[str] = set()

    # ------------------------------------------------------------------ seeing
    def pytest_sessionstart(self) -> None:
        from django.test.signals import template_rendered

        template_rendered.connect(self._rendered, weak=False)

    def _rendered(self, *, template: Any, **_: Any) -> None:
        if template.name:
            self.templates.add(str(template.name))

    def _collect(self) -> None:
        """Names of the routes behind the addresses that were answered with success in this process."""
        from django.urls import Resolver404, resolve

        from tests.client import RECORD

        for path in {path for _method, path, status in RECORD if status < 400}:
            try:
                self.routes.add(resolve(path).view_name or "")
            except Resolver404:
                continue

    # ------------------------------------------------------------------ handing over
    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        self._collect()
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[MARK] = json.dumps([sorted(self.routes), sorted(self.templates)])
        elif exitstatus == pytest.ExitCode.OK and is_whole(self.config):
            self.problems = [*self._unopened(), *self._unrendered()]
            if self.problems:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        routes, templates = json.loads(getattr(node, "workeroutput", {}).get(MARK, "[[], []]"))
        self.routes.update(routes)
        self.templates.update(templates)

    # ------------------------------------------------------------------ judging
    problems: tuple[str, ...] | list[str] = ()

    def _unopened(self) -> list[str]:
        from tests.isolation.routes import ROUTES

        names = {route.name for route in ROUTES if not _is_operation(route.name)}
        assert len(names) > 40, "the walk over the URLconf finds too little"
        return [
            f"no test opens {name} with success: write one, or say why not in tests/coverage.py"
            for name in sorted(names - self.routes - set(NO_SUCCESS))
        ]

    def _unrendered(self) -> list[str]:
        folder = ROOT / "templates"
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert len(names) > 40, "the look into templates/ finds too little"
        return [
            f"no test renders templates/{name}: write one, delete it, or say why not in tests/coverage.py"
            for name in sorted(names - self.templates - set(NOT_RENDERED))
        ]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.problems:
            terminalreporter.section("pages and templates that no test has seen", red=True, bold=True)
            for problem in self.problems:
                terminalreporter.line(problem)


def _is_operation(name: str) -> bool:
    """Django admin: one address serves all operations of a model; tests/core/test_admin.py tries each by name."""
    return name.startswith("admin:") and name.endswith(("_operation", "_operations", "_history"))


def is_whole(config: pytest.Config) -> bool:
    """True for a run of everything: no paths, no -k, no -m but leaving the long forms out, nothing deselected."""
    option = config.option
    paths = [Path(str(arg).split("::")[0]).resolve() for arg in config.args]
    everything = all(
        path in {ROOT, ROOT / "tests"} and "::" not in str(arg)
        for path, arg in zip(paths, config.args, strict=True)
    )
    marks = option.markexpr in {"", "not soak"}
    return (
        everything
        and marks
        and not option.keyword
        and not getattr(option, "lf", False)
        and not option.deselect
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Coverage(config), "portal-coverage")
