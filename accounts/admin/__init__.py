"""Pages for operators."""

from accounts.admin import organisations, passwords, people, programme, regions

__all__ = ["organisations", "passwords", "people", "programme", "regions"]
