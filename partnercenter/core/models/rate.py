from __future__ import annotations

from typing import ClassVar

from django.db import models


class RateWindow(models.Model):
    """How often something was tried in one fixed window of time (see core.ratelimit)."""

    key = models.CharField(max_length=100)
    window = models.DateTimeField()  # its start, UTC
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "window"], name="rate_window_once")]

    def __str__(self) -> str:
        return self.key
