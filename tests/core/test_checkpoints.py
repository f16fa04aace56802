"""How far the log is sealed, written down where the owner of the database has no say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from partnercenter.core import tenancy
from partnercenter.core.models import AuditCheckpoint, OutgoingMail
from partnercenter.core.sealing import checkpoints, letters
from partnercenter.core.tasks import checkpoint_audit, seal_audit
from tests import factories as make
from tests.core.sealed import found, write
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_CHECKPOINTS = str(tmp_path / "checkpoints")
    return tmp_path / "checkpoints"


def test_one_line_for_everything_that_was_sealed_since(file: Path) -> None:
    assert checkpoints.write() is None
    assert file.read_text() == ""
    write(5)
    made = checkpoints.write()
    assert made is not None
    assert made.seal_id == 5
    assert checkpoints.write() is None, "nothing was sealed since"
    write(2)
    second = checkpoints.write()
    assert second is not None
    assert file.read_text() == f"{made.line}\n{second.line}\n"
    assert all(one.is_genuine for one in checkpoints.read(file.read_text().splitlines()))
    assert found(lines=file.read_text().splitlines()) == []


def test_the_file_gets_later_what_it_could_not_get_at_once(file: Path, settings: Any) -> None:
    settings.AUDIT_CHECKPOINTS = ""
    lines = []
    for _ in range(3):
        write(1)
        made = checkpoints.write()
        assert made is not None
        lines.append(made.line)
    settings.AUDIT_CHECKPOINTS = str(file)
    file.write_text(f"{lines[0]}\n")
    checkpoints.write()
    assert file.read_text().splitlines() == lines


def test_three_at_once_write_one(file: Path) -> None:
    write(3)

    def hour(barrier: Any) -> bool:
        barrier.wait()
        return checkpoints.write() is not None

    assert sum(at_once([hour] * 3)) == 1
    assert len(file.read_text().splitlines()) == 1


def test_the_log_stream_has_a_line_for_every_batch(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    write(4)
    told = list(checkpoints.read(record.getMessage() for record in caplog.records))
    assert [(one.number, one.is_genuine) for one in told] == [(4, True)]
    assert found(lines=[record.getMessage() for record in caplog.records]) == []


def test_operators_get_one_mail_a_day(settings: Any) -> None:
    write(2)
    checkpoint_audit()
    with tenancy.system(reason="test"):
        assert not OutgoingMail.objects.exists(), "nobody asked for it"
    settings.AUDIT_EMAIL = "auditors@portal.example"
    write(1)
    checkpoint_audit()
    checkpoint_audit()
    with tenancy.system(reason="test"):
        (mail,) = OutgoingMail.objects.filter(kind=letters.CHECKPOINT)
        assert mail.to_address == "auditors@portal.example"
        newest = AuditCheckpoint.objects.latest("seal_id")
    assert newest.line in mail.text
    assert found(lines=mail.text.splitlines()) == []


def test_beat_seals() -> None:
    with tenancy.system(reason="test"):
        make.AuditEventFactory()
    assert seal_audit() == 1
    assert seal_audit() == 0
