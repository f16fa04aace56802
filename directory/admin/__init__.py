"""The directory for operators: entries of providers to keep, and what they want changed; profiles and leads to look at."""

from directory.admin import entry_requests, leads, profiles

__all__ = ["entry_requests", "leads", "profiles"]
