from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When a part of the portal was last seen at work: `worker:<queue>` by consuming a task, `beat` by ticking."""

    name = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
