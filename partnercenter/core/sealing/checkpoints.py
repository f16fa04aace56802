"""How far the log had been sealed, said where the database's owner has no say: in the log stream, in a file, in a mail.

A line names the last seal and its hash, which stands for everything before it, and is signed. It can be read out of any
text (a log file, a mail): `audit-checkpoint number=… at=… hash=… signature=…`.
"""

from __future__ import annotations

import fcntl
import hmac
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models.functions import Now

from partnercenter.core import tenancy
from partnercenter.core.locks import alone
from partnercenter.core.models import AuditCheckpoint, AuditSeal
from partnercenter.core.sealing.digests import canonical, current_key, keys, moment

log = logging.getLogger(__name__)
_PURPOSE: Final = b"partnercenter.audit.checkpoint.v1"
_TAIL: Final = 4_096  # bytes at the end of the file, in which its last lines are
_LINE: Final = re.compile(
    r"audit-checkpoint number=(\d{1,18}) at=([0-9T:.+-]{19,35}) hash=([0-9a-f]{64}) signature=([0-9a-f]{64})"
)


@dataclass(frozen=True)
class Checkpoint:
    """One line that was read: the number of a seal, when it was the last one, and its hash."""

    number: int
    at: str
    hash: str
    is_genuine: bool


def line(number: int, value: bytes, at: datetime) -> str:
    when = moment(at)
    signature = _signature(current_key(_PURPOSE)[1], number, when, value.hex())
    return f"audit-checkpoint number={number} at={when} hash={value.hex()} signature={signature}"


def _signature(key: bytes, number: int, at: str, value: str) -> str:
    return hmac.digest(key, canonical([number, at, value]), "sha256").hex()


def read(lines: Iterable[str]) -> Iterator[Checkpoint]:
    """The checkpoints in a text; whatever else is in it is passed over."""
    for text in lines:
        for number, at, value, given in _LINE.findall(text):
            made = (_signature(key, int(number), at, value) for key in keys(_PURPOSE).values())
            is_genuine = any(hmac.compare_digest(given, signature) for signature in made)
            yield Checkpoint(int(number), at, value, is_genuine)


def write() -> AuditCheckpoint | None:
    """A new checkpoint where something was sealed since the last. Then the file gets every one that it lacks."""
    with tenancy.system(reason="a checkpoint of the audit log"):
        made = _new() if alone("audit checkpoint") else None
    if made:
        log.info("%s", made.line)
    if settings.AUDIT_CHECKPOINTS:
        _complete(Path(settings.AUDIT_CHECKPOINTS))
    return made


def _new() -> AuditCheckpoint | None:
    last = AuditSeal.objects.annotate(now=Now()).order_by("-number").first()
    if last is None or AuditCheckpoint.objects.filter(seal=last).exists():
        return None
    words = line(last.number, bytes(last.hash), last.now)
    return AuditCheckpoint.objects.create(seal=last, at=last.now, line=words)


def _complete(path: Path) -> None:
    """What was not written because the disk was full or another machine wrote before, follows now."""
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(max(0, file.tell() - _TAIL))
        last = max((found.number for found in read(file)), default=0)
        with tenancy.system(reason="checkpoints that the file lacks"):
            rows = AuditCheckpoint.objects.filter(seal_id__gt=last).order_by("seal_id")
            for words in rows.values_list("line", flat=True).iterator(chunk_size=500):
                file.write(f"{words}\n")
