"""Everything that can be checked without running the portal: `make check`, side by side, one line each."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable

#: Nothing is started: the tools only load the settings.
NO_SERVERS = {"PORTAL_LOCAL": "off"}
#: What a careful production instance sets; the hosts do not exist and are not asked.
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "9f8e7d6c5b4a39281706f5e4d3c2b1a0-check-only-never-used-XyZ!",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://portal_app:secret@127.0.0.1:1/portal",
    "DATABASE_OWNER_URL": "postgres://portal_owner:secret@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
}


class Check(NamedTuple):
    """A command, and what it needs of the environment."""

    name: str
    command: list[str]
    environment: dict[str, str] = NO_SERVERS


class Result(NamedTuple):
    """How a check went."""

    check: Check
    passed: bool
    seconds: float
    output: str


def checks() -> list[Check]:
    """The slowest first."""
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("**/templates/**/*.html"))
    templates = [path for path in templates if not path.startswith(".")]
    return [
        Check("types", [str(BIN / "mypy"), "."]),
        Check("deploy", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Check("migrations", [PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"]),
        Check("layers", [str(BIN / "lint-imports"), "--no-logo"]),
        Check("lint", [str(BIN / "ruff"), "check", "."]),
        Check("format", [str(BIN / "ruff"), "format", "--check", "."]),
        Check("templates", [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates]),
    ]


def run(check: Check) -> Result:
    """Run one check."""
    start = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=os.environ | check.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(check, done.returncode == 0, time.monotonic() - start, done.stdout)


def last_lines(output: str, most: int = 60) -> str:
    """The end of what a check said; all of it is one command away."""
    lines = output.rstrip().splitlines()
    return "\n".join(lines if len(lines) <= most else ["(…)", *lines[-most:]])


def main(names: list[str]) -> int:
    """Run all checks, or those named."""
    chosen = [check for check in checks() if not names or check.name in names]
    if names and len(chosen) != len(set(names)):
        print("Checks: " + ", ".join(check.name for check in checks()), file=sys.stderr)
        return 2
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = []
        for result in pool.map(run, chosen):
            print(
                f"{'ok  ' if result.passed else 'FAIL'}  {result.check.name:<11}{result.seconds:5.1f} s",
                flush=True,
            )
            results.append(result)
    for result in results:
        if not result.passed:
            command = " ".join(result.check.command[:6])
            print(f"\n--- {result.check.name}: {command}\n{last_lines(result.output)}")
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
