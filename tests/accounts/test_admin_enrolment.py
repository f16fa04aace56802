"""The operators' queue of enrolments: what waits longest first, how long there is, why a person has to look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Enrolment
from partnercenter.core import audit
from partnercenter.core.actor import SystemActor
from tests import factories as make
from tests.operators import REASON, client_of, staff, url


def waiting(name: str, days: int) -> Enrolment:
    """Applied for so many days ago, by the rule of five business days."""
    tenant = make.TenantFactory(name=name, domain=f"{name.lower()}.example")
    make.PartnerProfileFactory(tenant=tenant, programmes=[])
    enrolment = make.EnrolmentFactory(tenant=tenant, programme="indirect_provider")
    age = timedelta(days=days)
    Enrolment.objects.filter(pk=enrolment.pk).update(
        applied_at=enrolment.applied_at - age, due_at=enrolment.due_at - age
    )
    return enrolment


def queue(client) -> list[tuple[str, str]]:
    """Organisation and time left of each row, from the top."""
    answer = client.get(reverse("admin:accounts_enrolment_changelist"))
    page = answer.context["cl"]
    return [(row.tenant.name, page.model_admin.time_left(row)) for row in page.result_list]


@pytest.mark.rule("S001-8")
def test_what_waits_longest_stands_first_with_its_time(db):
    decided = waiting("Decided", 40)
    Enrolment.objects.filter(pk=decided.pk).update(status="rejected", decided_at=timezone.now())
    waiting("New", 0)
    waiting("Late", 9)
    rows = dict(queue(client_of(staff())))
    assert list(rows) == ["Late", "New", "Decided"]
    assert "overdue" in rows["Late"]
    assert (rows["New"], rows["Decided"]) == ("5", "")


@pytest.mark.rule("S001-8")
def test_the_first_page_names_the_overdue_ones(db):
    client = client_of(staff())
    home = reverse("admin:index")
    waiting("New", 0)
    assert "should have been decided by now" not in client.get(home).content.decode()
    waiting("Late", 9)
    text = client.get(home).content.decode()
    assert "Enrolments that should have been decided by now: 1" in text
    assert "Enrolments that wait for a decision: 2" in text


def test_the_page_says_why_a_person_decides(db):
    enrolment = waiting("New", 0)
    enrolment.tenant.locations.all().delete()
    page = client_of(staff()).get(reverse("admin:accounts_enrolment_change", args=[enrolment.pk]))
    text = page.content.decode()
    assert "An operator decides on this programme role." in text
    assert "There is no location with an MPN ID in your country." in text


def test_the_page_leads_to_the_log_of_this_enrolment(db):
    tenant = make.TenantFactory(direct_bill=True)
    one, other = make.EnrolmentFactory(tenant=tenant), make.EnrolmentFactory()
    for enrolment in (one, other):
        audit.record("enrolment.applied", by=SystemActor("test"), target=enrolment, tenant=enrolment.tenant)
    client = client_of(staff())
    page = client.get(url("accounts.enrolment", "change", one.pk))
    link = next(each["url"] for each in page.context["related_links"] if each["label"] == "Audit log")
    shown = client.get(link).context["cl"].result_list
    assert [(event.action, event.target_id) for event in shown] == [("enrolment.applied", one.pk)]


def test_several_are_approved_at_once(db):
    rows = [waiting("One", 0), waiting("Two", 9)]
    address = url("accounts.enrolment", "operations", "approve")
    query = "&".join(f"ids={row.pk}" for row in rows)
    assert client_of(staff()).post(f"{address}?{query}", {"reason": REASON}).status_code == 302
    assert set(Enrolment.objects.values_list("status", flat=True)) == {"approved"}
