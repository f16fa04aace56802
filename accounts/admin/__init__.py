"""Pages for operators."""

from accounts.admin import organisations, passwords, people, programme, regions, visits

__all__ = ["organisations", "passwords", "people", "programme", "regions", "visits"]
