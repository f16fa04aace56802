"""What mails said is forgotten after a while; that they were, stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from partnercenter.core import mail
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.mail import retention
from partnercenter.core.models import OutgoingMail
from tests import factories as make


def _mail(days: int, **values: Any) -> OutgoingMail:
    row = make.OutgoingMailFactory(text="What it said", **values)
    OutgoingMail.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))
    return row


def _text(row: OutgoingMail) -> str:
    return str(OutgoingMail.objects.values_list("text", flat=True).get(pk=row.pk))


def test_old_mails_that_have_ended(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAIL_TEXT_DAYS = 30
    monkeypatch.setattr(retention, "BATCH", 2)
    now = timezone.now()
    old = [_mail(31, status="sent", sent_at=now) for _ in range(3)] + [
        _mail(31, status="failed"),
        _mail(31, status="aborted"),
    ]
    kept = [_mail(29, status="sent", sent_at=now), _mail(31), _mail(31, status="delayed")]
    assert retention.forget_texts() == 5
    assert retention.forget_texts() == 0
    assert {_text(row) for row in old} == {""}
    assert {_text(row) for row in kept} == {"What it said"}
    old[0].refresh_from_db()
    assert old[0].to_address
    assert old[0].subject


def test_without_end(db: None, settings: Any) -> None:
    settings.MAIL_TEXT_DAYS = 0
    row = _mail(4000, status="failed")
    assert retention.forget_texts() == 0
    assert _text(row) == "What it said"


def test_a_mail_without_its_text_is_not_sent_again(db: None) -> None:
    row = _mail(1, status="failed")
    OutgoingMail.objects.filter(pk=row.pk).update(text="")
    row.refresh_from_db()
    with pytest.raises(DomainError, match="mail_forgotten"):
        mail.retry(row, by=OperatorActor(make.UserFactory(is_staff=True), "Again"))
