"""A provider asks the operator to change its entry: a tracked request, answered in the admin (S000-7)."""

from __future__ import annotations

import pytest

from directory.models import EntryRequest
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.operators import operate, operator_client

pytestmark = pytest.mark.usefixtures("db")
TEXT = "We serve Japan now, too."


@pytest.fixture
def asking(contoso, client_for):
    base = f"/t/{contoso.provider.slug}/settings/business-profile/"
    return client_for(contoso.admin), base


@pytest.mark.rule("S000-7")
def test_a_provider_asks_for_a_change_and_sees_what_became_of_it(asking, contoso):
    client, base = asking
    assert f"{base}request/" in client.get(base).content.decode()
    assert client.post(f"{base}request/", {"text": TEXT})["Location"] == base
    row = EntryRequest.objects.get()
    assert (row.tenant, row.asked_by, row.status) == (contoso.provider, contoso.admin, "open")
    page = client.get(base).content.decode()
    assert TEXT in page
    assert "Waiting for an answer" in page
    operate(operator_client(), row, "settle", answer="Japan is in the list.")
    row.refresh_from_db()
    assert row.status == "done"
    page = client.get(base).content.decode()
    assert "Japan is in the list." in page
    mail = OutgoingMail.objects.get(kind="entry_answered")
    assert (mail.to_address, mail.tenant) == (contoso.admin.email, contoso.provider)


def test_one_request_is_open_at_a_time_and_says_the_newest_words(asking):
    client, base = asking
    client.post(f"{base}request/", {"text": "First."})
    assert "First." in client.get(f"{base}request/").content.decode()
    client.post(f"{base}request/", {"text": "Second."})
    assert EntryRequest.objects.get().text == "Second."
    operate(operator_client(), EntryRequest.objects.get(), "decline", answer="It is so already.")
    client.post(f"{base}request/", {"text": "Third."})
    assert sorted(EntryRequest.objects.values_list("status", flat=True)) == ["declined", "open"]


def test_an_answer_is_given_once_and_a_no_says_why(asking):
    row = make.EntryRequestFactory()
    operate(operator_client(), row, "decline", answer="")
    row.refresh_from_db()
    assert row.status == "open"
    operate(operator_client(), row, "settle")
    operate(operator_client(), row, "decline", answer="No.")
    row.refresh_from_db()
    assert row.status == "done"
    assert OutgoingMail.objects.filter(kind="entry_answered").count() == 1


def test_who_keeps_its_own_profile_asks_nobody(contoso, client_for):
    client = client_for(contoso.reseller_admin)
    assert client.get(f"/t/{contoso.reseller.slug}/settings/business-profile/request/").status_code == 403


def test_requests_of_a_day_are_counted(asking):
    client, base = asking
    for _ in range(10):
        assert client.post(f"{base}request/", {"text": TEXT}).status_code == 302
    assert client.post(f"{base}request/", {"text": TEXT}).status_code == 429


def test_operators_see_on_their_first_page_that_somebody_waits():
    make.EntryRequestFactory()
    assert (
        "Requests to change an entry that wait for an answer: 1"
        in operator_client().get("/admin/").content.decode()
    )
