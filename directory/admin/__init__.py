"""The directory for operators: entries of providers to keep, profiles of other partners and leads to look at."""

from directory.admin import leads, profiles

__all__ = ["leads", "profiles"]
