from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportStatus(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    DROPPED = "dropped", _("Not imported")
    FAILED = "failed", _("Could not be read")


WORKING = frozenset({ImportStatus.CHECKING, ImportStatus.IMPORTING})  # a worker's turn
UNDECIDED = WORKING | {ImportStatus.CHECKED}  # the file is still kept

IMPORT_TRANSITIONS: dict[str, frozenset[str]] = {
    ImportStatus.CHECKING: frozenset({ImportStatus.CHECKED, ImportStatus.FAILED, ImportStatus.DROPPED}),
    ImportStatus.CHECKED: frozenset({ImportStatus.IMPORTING, ImportStatus.DROPPED}),
    ImportStatus.IMPORTING: frozenset({ImportStatus.DONE, ImportStatus.FAILED}),
    ImportStatus.DONE: frozenset(),
    ImportStatus.DROPPED: frozenset(),
    ImportStatus.FAILED: frozenset(),
}
