"""`python -m tests.bench [pages sweep …]`: measures those PARTS and prints a table; a figure that misses its aim is marked."""

from __future__ import annotations

import sys
from importlib import import_module

from tests.bench.stage import bench_database
from tests.bench.table import Figure, render

PARTS = [
    "pages",
    "customers",
    "sweep",
    "accepts",
    "joint",
    "imports",
    "orders",
    "subscriptions",
    "lifecycle",
    "statements",
    "found",
    "activity",
    "signin",
    "mail",
]


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"Parts: {' '.join(PARTS)}", file=sys.stderr)  # noqa: T201
        return 2
    figures: list[Figure] = []
    with bench_database():
        for name in PARTS:
            if not names or name in names:
                figures += import_module(f"tests.bench.{name}").measure()
    print(f"\n{render(figures)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
