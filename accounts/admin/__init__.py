"""Pages for operators."""

from accounts.admin import organisations, people, programme, regions

__all__ = ["organisations", "people", "programme", "regions"]
