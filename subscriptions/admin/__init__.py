"""Pages for operators."""

from subscriptions.admin import catalogue, sold

__all__ = ["catalogue", "sold"]
