#!/usr/bin/env python
"""Django's command line, and `demo`: the whole portal on this machine, without Django."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnercenter.settings")
    if sys.argv[1:2] == ["demo"]:
        from partnercenter.local.demo import main as demo

        sys.exit(demo(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
