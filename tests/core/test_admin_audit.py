"""The audit log for operators: found by action, organisation, request and object; nobody changes it."""

from __future__ import annotations

import pytest

from tests import factories as make
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
