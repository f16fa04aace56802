"""The directory for operators: entries of providers to keep, profiles of other partners to look at."""

from directory.admin import profiles

__all__ = ["profiles"]
