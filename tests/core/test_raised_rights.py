"""Operators only look until they raise their rights: with a reason, for a while, at one browser; both ends are written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse

from partnercenter.core.actor import OperatorActor
from partnercenter.core.models import AuditEvent, RaisedRights
from partnercenter.core.raising import end_lapsed, raise_rights
from tests import factories as make
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.operators import REASON, admins, auditor_client, begin, client_of, operate, staff, url

pytestmark = pytest.mark.usefixtures("db")
RAISE = "/admin/raise-rights/"
WHAT_FOR = "Ticket 4711: the name is wrong."


@pytest.fixture
def operator():
    return staff()


@pytest.fixture
def client(operator) -> PortalClient:
    """Signed in just now, rights not raised."""
    client = PortalClient()
    client.force_login(operator)
    return client


def over(**ago: timedelta) -> None:
    assert RaisedRights.objects.update(
        started_at=Now() - timedelta(minutes=20), ends_at=Now() - timedelta(seconds=1)
    )


def actions() -> list[str]:
    rows = AuditEvent.objects.filter(action__startswith="operator.").order_by("id")
    return list(rows.values_list("action", flat=True))


def test_looking_needs_nothing(client):
    tenant = make.TenantFactory()
    for address in (reverse("admin:index"), url("accounts.tenant", "changelist")):
        assert client.get(address).status_code == 200
    page = client.get(url("accounts.tenant", "change", tenant.pk)).content.decode()
    assert "Rename" in page  # what there is to do is offered
    assert "Raise my rights" in page


def test_every_operation_leads_to_raising_first(client, operator):
    """Those of superusers, too; whatever the verb."""
    operator.is_superuser = True
    operator.save()
    tried = 0
    for label, page in admins():
        for operation in getattr(page, "operations", ()):
            what = "operations" if operation.collection else "operation"
            arguments = [operation.name] if operation.collection else [1, operation.name]
            address = url(label, what, *arguments)
            assert client.get(address).url == f"{RAISE}?next={address}"
            assert client.post(address, {"reason": REASON}).url == f"{RAISE}?next=/kept/"
            tried += 1
    assert tried > 30


def test_an_operation_after_raising(client):
    tenant = make.TenantFactory(name="Before")
    address = url("accounts.tenant", "operation", tenant.pk, "rename")
    assert client.post(address, {"reason": REASON, "name": "After"}).url == f"{RAISE}?next=/kept/"
    tenant.refresh_from_db()
    assert tenant.name == "Before"
    assert client.post(RAISE, {"reason": WHAT_FOR, "next": "/kept/"}).url == "/kept/"
    kept = client.get("/kept/").content.decode()
    assert 'name="name" value="After"' in kept
    assert operate(client, tenant, "rename", name="After").status_code == 302
    tenant.refresh_from_db()
    assert tenant.name == "After"
    event = AuditEvent.objects.get(action="operator.rights_raised")
    assert event.reason == WHAT_FOR


def test_every_page_says_so_and_offers_the_way_back(client):
    client.post(RAISE, {"reason": WHAT_FOR})
    page = client.get(reverse("admin:index")).content.decode()
    assert "Your rights are raised." in page
    assert WHAT_FOR in page
    assert client.post(f"{RAISE}end/").status_code == 302
    assert "Your rights are raised." not in client.get(reverse("admin:index")).content.decode()
    assert actions() == ["operator.rights_raised", "operator.rights_lowered"]
    assert begin(client, "accounts.region", "new", name="Antarctica").url.startswith(RAISE)


def test_giving_back_what_one_does_not_have_is_nothing(client):
    assert client.post(f"{RAISE}end/").status_code == 302
    assert actions() == []


def test_without_a_reason_nothing_is_raised(client):
    answer = client.post(RAISE, {"reason": "  "})
    assert answer.status_code == 422
    assert not RaisedRights.objects.exists()


def test_it_asks_for_a_recent_sign_in(client):
    client.age_proof()
    assert client.get(RAISE).url == f"/accounts/reauthenticate/?next={RAISE}"
    asked = client.post(RAISE, {"reason": WHAT_FOR, "next": "/admin/"})
    assert asked.url == "/accounts/reauthenticate/?next=/kept/"
    assert not RaisedRights.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/kept/"})
    assert WHAT_FOR in client.get("/kept/").content.decode()
    assert client.post(RAISE, {"reason": WHAT_FOR, "next": "/admin/"}).url == "/admin/"


def test_they_end_by_the_clock(client):
    client.post(RAISE, {"reason": WHAT_FOR})
    raised = RaisedRights.objects.get()
    assert timedelta(minutes=14) < raised.ends_at - raised.started_at <= timedelta(minutes=15)
    over()
    assert begin(client, "accounts.region", "new", name="Antarctica").url.startswith(RAISE)
    assert [end_lapsed() for _ in range(3)] == [1, 0, 0]
    assert actions() == ["operator.rights_raised", "operator.rights_lapsed"]


def test_raised_anew_the_old_end_is_written_down(client):
    client.post(RAISE, {"reason": WHAT_FOR})
    over()
    client.post(RAISE, {"reason": "Another ticket."})
    assert actions() == ["operator.rights_raised", "operator.rights_lapsed", "operator.rights_raised"]
    assert RaisedRights.objects.running().count() == 1


def test_at_another_browser_the_same_person_only_looks(client, operator):
    client.post(RAISE, {"reason": WHAT_FOR})
    other = PortalClient()
    other.force_login(operator)
    assert begin(other, "accounts.region", "new", name="Antarctica").url.startswith(RAISE)
    other.post(RAISE, {"reason": WHAT_FOR})
    assert begin(other, "accounts.region", "new", name="Antarctica").status_code == 302
    assert begin(client, "accounts.region", "new", name="Atlantis").url.startswith(RAISE), "one at a time"


def test_signed_in_anew_one_only_looks(client, operator):
    client.post(RAISE, {"reason": WHAT_FOR})
    client.post("/accounts/logout/")
    client.force_login(operator)
    assert begin(client, "accounts.region", "new", name="Antarctica").url.startswith(RAISE)


def test_another_operator_is_not_meant(client):
    client.post(RAISE, {"reason": WHAT_FOR})
    other = PortalClient()
    other.force_login(staff())
    assert begin(other, "accounts.region", "new", name="Antarctica").url.startswith(RAISE)


def test_auditors_have_nothing_to_raise():
    client = auditor_client()
    assert client.get(RAISE).status_code == 403
    assert client.post(RAISE, {"reason": WHAT_FOR}).status_code == 403
    assert "Raise my rights" not in client.get(reverse("admin:index")).content.decode()


def test_nobody_else_comes_near(client_for):
    person = client_for(make.UserFactory())
    for address in (RAISE, f"{RAISE}end/"):
        assert person.get(address).status_code == 404
        assert person.post(address, {"reason": WHAT_FOR}).status_code == 404


def test_raised_rights_give_no_right_that_one_does_not_have(db):
    operator = staff()
    client = client_of(operator)
    operator.groups.clear()
    assert begin(client, "accounts.region", "new", name="Antarctica").status_code == 403


def test_the_database_knows_one_at_a_time(operator):
    raise_rights(sign_in="a" * 16, by=OperatorActor(operator, WHAT_FOR))
    with pytest.raises(IntegrityError), transaction.atomic():
        make.RaisedRightsFactory(operator=operator)
