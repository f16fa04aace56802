"""The audit log for operators: found by action, organisation, request and object; nobody changes it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from partnercenter.core import audit_export, csvfile
from tests import factories as make
from tests.client import PortalClient
from tests.operators import operator_client, url

pytestmark = pytest.mark.usefixtures("db")

LIST = "core.auditevent"


def _found(**query: str) -> set[int]:
    page = operator_client().get(url(LIST, "changelist"), query)
    return {event.pk for event in page.context["cl"].result_list}


def test_events_are_found_by_what_one_knows() -> None:
    one = make.AuditEventFactory(action="partnership.removed", request_id="a" * 32, reason="Asked by phone")
    other = make.AuditEventFactory(counterparty=one.tenant)
    make.AuditEventFactory()
    assert _found(q="partnership.removed") == {one.pk}
    assert _found(q="A" * 32) == {one.pk}
    assert _found(q=one.tenant.slug) == {one.pk, other.pk}
    assert _found(target_type__exact="accounts.tenant", target_id__exact=str(one.target_id)) == {one.pk}


def test_an_event_says_who_what_why_and_leads_to_its_object() -> None:
    event = make.AuditEventFactory(reason="Asked by phone", changes={"name": ["<b>", "한빛"]})
    html = operator_client().get(url(LIST, "change", event.pk)).content.decode()
    for text in (
        "Asked by phone",
        "한빛",
        "&lt;b&gt;",
        event.actor_name,
        url("accounts.tenant", "change", event.target_id),
    ):
        assert text in html


def test_the_history_of_a_row_is_the_audit_log() -> None:
    event = make.AuditEventFactory()
    answer = operator_client().get(url("accounts.tenant", "history", event.tenant_id), follow=True)
    assert [row.pk for row in answer.context["cl"].result_list] == [event.pk]


def test_events_read_as_sentences_with_before_and_after() -> None:
    event = make.AuditEventFactory(actor_name="Olga", target_name="Contoso", changes={"name": ["Old", "New"]})
    listed = operator_client().get(url(LIST, "changelist")).content.decode()
    assert "Olga changed the name of the organisation to Contoso." in listed
    shown = operator_client().get(url(LIST, "change", event.pk)).content.decode()
    assert "Name: Old → New" in shown


def test_events_are_found_by_who_acted_by_time_and_by_kind() -> None:
    one = make.AuditEventFactory(action="member.left", at=timezone.now() - timedelta(days=40))
    other = make.AuditEventFactory()
    assert one.actor is not None
    assert _found(q=one.actor.email.upper()) == {one.pk}
    assert _found(actor__exact=str(one.actor_id)) == {one.pk}
    assert _found(days="7") & {one.pk, other.pk} == {other.pk}
    assert _found(topic="member") == {one.pk}


def test_the_file_is_what_the_list_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_export, "BATCH", 2)
    made = [make.AuditEventFactory(action="member.left", reason="=1+1") for _ in range(5)]
    make.AuditEventFactory()
    answer = operator_client().get(url(LIST, "export"), {"topic": "member"})
    content = b"".join(answer.streaming_content)
    assert content.startswith(csvfile.BOM)
    lines = list(csv.DictReader(io.StringIO(content.removeprefix(csvfile.BOM).decode(), newline="")))
    assert [line["Organisation"] for line in lines] == [event.tenant.name for event in reversed(made)]
    assert {line["Code"] for line in lines} == {"member.left"}
    assert {line["Reason"] for line in lines} == {"'=1+1"}


def test_the_list_leads_to_the_file_and_what_cannot_be_read_leads_back() -> None:
    client = operator_client()
    page = client.get(url(LIST, "changelist"), {"topic": "member"}).content.decode()
    assert f"{url(LIST, 'export')}?topic=member" in page
    assert client.get(url(LIST, "export"), {"target_id__exact": "nonsense"}).status_code == 302


def test_who_may_not_read_the_log_takes_no_file() -> None:
    client = PortalClient()
    client.force_login(make.UserFactory(is_staff=True))
    assert client.get(url(LIST, "export")).status_code == 403
