"""Many subscriptions at once: chosen, looked at, changed or left with a reason, reported (reference part 5: P6, P29)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Country, Tenant
from accounts.permissions import Role
from partnercenter.core.models import AuditEvent
from relationships.models import Partnership
from subscriptions.choosing import Chosen, plan
from subscriptions.models import Reassignment, Subscription
from subscriptions.reassigning import Naming, read_plan
from subscriptions.states import ReassignmentKind, SubscriptionStatus
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

ClientFor = Callable[..., PortalClient]


def url(world: World, name: str = "reassign", **query: Any) -> str:
    address = reverse(f"subscriptions:{name}", args=[world.provider.slug])
    return f"{address}?{urlencode(query, doseq=True)}" if query else address


def sold(world: World, count: int, **values: Any) -> list[Subscription]:
    order = make.OrderFactory(relationship=world.relationship, ordered_by=world.admin)
    return make.SubscriptionFactory.create_batch(count, order=order, offer=world.offer, **values)


def ready(world: World, name: str = "Ready") -> Tenant:
    """Another reseller, who may be named."""
    reseller = make.TenantFactory(reseller=True, name=name)
    make.PartnershipFactory(provider=world.provider, reseller=reseller)
    make.AgreementAcceptanceFactory(
        agreement=world.provider.acceptances.get().agreement, tenant=reseller, accepted_by=make.UserFactory()
    )
    return Tenant.objects.get(pk=reseller.pk)


def confirmation(page: Any) -> dict[str, str]:
    """What the browser sends from the preview."""
    form = page.context["form"]
    return {"plan": form["plan"].value(), "submission": str(form["submission"].value())}


def named(rows: list[Subscription]) -> list[tuple[int | None, str]]:
    found = Subscription.objects.in_bulk([row.pk for row in rows])
    return [(found[row.pk].reseller_id, found[row.pk].reseller_mpn_id) for row in rows]


@pytest.fixture
def client(contoso: World, client_for: ClientFor) -> PortalClient:
    return client_for(contoso.admin)


# ------------------------------------------------------------------ the way through
@pytest.mark.rule("S000-25", "S000-29")
def test_ticked_rows_get_another_reseller(contoso: World, client: PortalClient) -> None:
    """From the list by a page of resellers and a preview to the report; each subscription has its event."""
    rows, other, untouched = sold(contoso, 3), ready(contoso), sold(contoso, 1)
    ids = [row.public_id for row in rows]
    choice = client.post(url(contoso), {"ids": ids}, follow=True)
    assert "3 subscriptions were chosen" in choice.content.decode()
    link = url(contoso, ids=ids, to=other.public_id)
    assert link.replace("&", "&amp;") in choice.content.decode()
    page = client.get(link)
    assert "Change 3 subscriptions" in page.content.decode()
    assert "Until now: nobody" in page.content.decode()
    assert named(rows) == [(None, "")] * 3  # looking changes nothing
    report = client.post(url(contoso), confirmation(page), follow=True)
    assert "Changed: 3." in report.content.decode()
    assert named(rows) == [(other.pk, other.mpn_id)] * 3
    assert named(untouched) == [(None, "")]
    events = AuditEvent.objects.filter(action="subscription.reseller_assigned")
    assert set(events.values_list("target_public_id", "tenant", "counterparty", "actor_name")) == {
        (public_id, contoso.provider.pk, contoso.customer.pk, contoso.admin.full_name) for public_id in ids
    }
    assert events[0].changes == {"reseller_mpn_id": ["", other.mpn_id]}
    assert Subscription.objects.get(pk=rows[0].pk).version == 2


@pytest.mark.rule("S000-30", "S000-31")
def test_everything_that_matches_gets_another_support_contact(contoso: World, client: PortalClient) -> None:
    """With the list's filter; who earns stays as it is. None is the provider itself."""
    mine = sold(contoso, 2, reseller=contoso.reseller, reseller_mpn_id=contoso.reseller.mpn_id)
    others = sold(contoso, 2)
    query = {"query": f"reseller={contoso.reseller.public_id}", "all": "1"}
    choice = client.post(url(contoso, "reassign-support"), query)
    assert choice["Location"] == url(contoso, "reassign-support", reseller=contoso.reseller.public_id)
    page = client.get(f"{choice['Location']}&to={contoso.reseller.public_id}")
    client.post(url(contoso, "reassign-support"), confirmation(page))
    rows = Subscription.objects.filter(support_contact=contoso.reseller)
    assert set(rows) == set(mine)
    assert {row.reseller_id for row in rows} == {contoso.reseller.pk}
    event = AuditEvent.objects.filter(action="subscription.support_contact_assigned").first()
    assert event
    assert event.changes == {"support_contact": ["", contoso.reseller.name]}
    back = client.get(url(contoso, "reassign-support", to="none"))
    assert f"Until now: {contoso.reseller.name}" in back.content.decode()
    assert len(back.context["plan"].changing) == 2
    client.post(url(contoso, "reassign-support"), confirmation(back))
    assert not Subscription.objects.exclude(support_contact=None).exists()
    report = Reassignment.objects.get(target=None)
    assert (report.changed, report.left) == (2, {"unchanged": len(others)})


# ------------------------------------------------------------------ what does not change, and why
def test_the_preview_says_what_does_not_change_and_why(contoso: World, client: PortalClient) -> None:
    (live,) = sold(contoso, 1)
    (over,) = sold(contoso, 1, status=SubscriptionStatus.CANCELLED, auto_renew=False)
    (done,) = sold(contoso, 1, reseller=contoso.reseller, reseller_mpn_id=contoso.reseller.mpn_id)
    (asleep,) = sold(contoso, 1, status=SubscriptionStatus.SUSPENDED, auto_renew=False)
    page = client.get(url(contoso, state="any", to=contoso.reseller.public_id))
    plan = page.context["plan"]
    assert {row.pk for row in plan.changing} == {live.pk, asleep.pk}
    assert {row.pk: code for row, code in plan.staying} == {over.pk: "cancelled", done.pk: "unchanged"}
    for words in ("Not active any more: Cancelled.", "This is what is named already."):
        assert words in page.content.decode()


@pytest.mark.situation("C-033")
def test_what_changed_since_the_preview_is_reported_and_left(contoso: World, client: PortalClient) -> None:
    """Cancelled, or named by a colleague in another tab: neither is touched, and new ones are not swept in."""
    cancelled, taken, same = sold(contoso, 3)
    other = ready(contoso)
    page = client.get(url(contoso, to=contoso.reseller.public_id))
    Subscription.objects.filter(pk=cancelled.pk).update(status="cancelled", auto_renew=False)
    Subscription.objects.filter(pk=taken.pk).update(reseller=other, reseller_mpn_id=other.mpn_id)
    (later,) = sold(contoso, 1)
    report = client.post(url(contoso), confirmation(page), follow=True)
    mine = (contoso.reseller.pk, contoso.reseller.mpn_id)
    assert named([cancelled, taken, same, later]) == [(None, ""), (other.pk, other.mpn_id), mine, (None, "")]
    text = report.content.decode()
    assert "Changed: 1. Left as they are: 2." in text
    assert "Not active any more: Cancelled." in text
    assert "Somebody named another one since you looked." in text
    found = Reassignment.objects.get()
    assert found.left == {"cancelled": 1, "meanwhile": 1}
    file = client.get(
        reverse("subscriptions:reassignment-left", args=[contoso.provider.slug, found.public_id])
    )
    assert file.content.decode("utf-8-sig").count("\r\n") == 3
    assert cancelled.name in file.content.decode()


class NamedWhileReading(Naming):
    """A colleague names the same reseller between the two reads of the plan."""

    def done(self) -> Q:
        if self.__dict__.setdefault("reads", 0):
            Subscription.objects.update(**self.values)
        self.__dict__["reads"] += 1
        return super().done()


@pytest.mark.situation("C-033")
def test_what_is_named_while_the_plan_is_read_stands_in_it_once(contoso: World) -> None:
    rows = sold(contoso, 3)
    found = plan(
        Chosen(contoso.provider, QueryDict("")),
        NamedWhileReading(ReassignmentKind.RESELLER, contoso.reseller),
    )
    assert found
    assert [row.pk for row in found.rows] == [row.pk for row in rows]
    seen = read_plan(found.signed(contoso.provider), contoso.provider)
    assert seen
    assert seen.named == dict.fromkeys((row.pk for row in rows), None)


@pytest.mark.situation("C-021", "C-022")
def test_sent_twice_it_is_one_reassignment(contoso: World, client: PortalClient) -> None:
    sold(contoso, 2)
    body = confirmation(client.get(url(contoso, to=contoso.reseller.public_id)))
    first = client.post(url(contoso), body)
    again = client.post(url(contoso), body, follow=True)
    assert again.redirect_chain[-1][0] == first["Location"]
    assert "nothing was changed twice" in again.content.decode()
    assert "Changed: 2." in again.content.decode()
    assert Reassignment.objects.count() == 1
    assert AuditEvent.objects.filter(action="subscription.reseller_assigned").count() == 2


# ------------------------------------------------------------------ who may be named
@pytest.mark.rule("D8", "D11", "S004-6")
def test_resellers_are_listed_with_what_stands_in_their_way(contoso: World, client: PortalClient) -> None:
    """A reason instead of a button; chosen by address all the same, it is the same reason."""
    sold(contoso, 1)
    unsigned = make.TenantFactory(reseller=True, name="Unsigned")
    make.PartnershipFactory(provider=contoso.provider, reseller=unsigned)
    page = client.get(url(contoso)).content.decode()
    sentence = "Unsigned has not signed the Microsoft Partner Agreement yet."
    assert sentence in page
    assert f"to={contoso.reseller.public_id}" in page
    assert f"to={unsigned.public_id}" not in page
    assert contoso.removed.reseller.name not in page
    assert sentence in client.get(url(contoso, to=unsigned.public_id)).content.decode()
    former = client.get(url(contoso, to=contoso.removed.reseller.public_id)).content.decode()
    assert "not one of your resellers (any more)" in former
    assert f"to={unsigned.public_id}" in client.get(url(contoso, "reassign-support")).content.decode()
    found = client.get(url(contoso, find="unsig")).content.decode()
    assert "Unsigned" in found
    assert contoso.reseller.name not in found


@pytest.mark.rule("S004-7", "S004-22")
def test_the_list_of_resellers_says_who_cannot_be_named(contoso: World, client: PortalClient) -> None:
    """In another region now, signed there too: said before somebody tries, there and where it is chosen."""
    Tenant.objects.filter(pk=contoso.reseller.pk).update(country=Country.objects.get(code="FR"))
    make.AgreementAcceptanceFactory(tenant=Tenant.objects.get(pk=contoso.reseller.pk))
    for address in (reverse("relationships:reseller-list", args=[contoso.provider.slug]), url(contoso)):
        assert "Partners must be in the same region." in client.get(address).content.decode()


@pytest.mark.rule("D8")
def test_a_partnership_that_ended_since_the_preview(contoso: World, client: PortalClient) -> None:
    """Nothing changes, and no report is left."""
    rows = sold(contoso, 2)
    body = confirmation(client.get(url(contoso, to=contoso.reseller.public_id)))
    Partnership.objects.filter(pk=contoso.partnership.pk).update(
        status="removed", removed_at=contoso.partnership.established_at, removal_reason="other"
    )
    client.post(url(contoso), body)
    assert named(rows) == [(None, "")] * 2
    assert not Reassignment.objects.exists()


# ------------------------------------------------------------------ bad input
@pytest.mark.parametrize("plan", ["", "x", "a:b", "9" * 500])
def test_a_plan_that_is_none_changes_nothing(contoso: World, client: PortalClient, plan: str) -> None:
    answer = client.post(url(contoso), {"plan": plan}, follow=True)
    assert "The page was incomplete when it was sent." in answer.content.decode()


def test_a_plan_of_another_organisation_or_kind_is_none(
    contoso: World, fabrikam: World, client: PortalClient, client_for: ClientFor
) -> None:
    rows = sold(contoso, 1)
    body = confirmation(client.get(url(contoso, to=contoso.reseller.public_id)))
    client.post(url(contoso, "reassign-support"), body)
    client_for(fabrikam.admin).post(url(fabrikam), body)
    assert named(rows) == [(None, "")]
    assert not Reassignment.objects.exists()


@pytest.mark.parametrize("query", ["state=nonsense", "reseller=" + "z" * 16, "kind=%00"])
def test_a_filter_that_cannot_be_read_chooses_nothing(
    contoso: World, client: PortalClient, query: str
) -> None:
    """In a list it is left out; here it would choose more than was meant."""
    sold(contoso, 1)
    answer = client.get(f"{url(contoso)}?{query}")
    assert answer.status_code in {302, 400}


def test_nothing_ticked_and_too_many(contoso: World, client: PortalClient) -> None:
    assert "Tick at least one subscription." in client.post(url(contoso), {}, follow=True).content.decode()
    ids = ["abcdefghijklmnop"] * 201
    assert "at most 200" in client.get(url(contoso, ids=ids), follow=True).content.decode()


def test_more_than_can_be_done_in_one_go(
    contoso: World, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first are done, those that change before the others; the next time the rest is."""
    monkeypatch.setattr("subscriptions.choosing.MOST", 2)
    monkeypatch.setattr("subscriptions.views.reassign.MOST", 2)
    sold(contoso, 1, reseller=contoso.reseller, reseller_mpn_id=contoso.reseller.mpn_id)
    sold(contoso, 3)
    for left in (1, 0):
        page = client.get(url(contoso, to=contoso.reseller.public_id))
        assert "More than 2 match" in page.content.decode()
        client.post(url(contoso), confirmation(page))
        assert Subscription.objects.without_reseller().count() == left


# ------------------------------------------------------------------ pages
def test_the_list_of_reassignments(contoso: World, client: PortalClient) -> None:
    page = client.get(url(contoso, "reassignment-list")).content.decode()
    assert "No reassignments yet" in page
    report = contoso.reassignment
    page = client.get(url(contoso, "reassignment-list")).content.decode()
    assert contoso.reseller.name in page
    address = reverse("subscriptions:reassignment-detail", args=[contoso.provider.slug, report.public_id])
    assert address in page
    assert client.get(address).status_code == 200


def test_each_kind_has_its_own_right(contoso: World, client_for: ClientFor) -> None:
    """A helpdesk agent designates support contacts, a sales agent names resellers; both read the reports."""
    helpdesk = client_for(contoso.people["provider"][Role.HELPDESK_AGENT])
    sales = client_for(contoso.people["provider"][Role.SALES_AGENT])
    answers = {
        name: (helpdesk.get(url(contoso, name)).status_code, sales.get(url(contoso, name)).status_code)
        for name in ("reassign", "reassign-support", "reassignment-list")
    }
    assert answers == {
        "reassign": (403, 200),
        "reassign-support": (200, 403),
        "reassignment-list": (200, 200),
    }


def test_as_many_statements_for_many_as_for_few(contoso: World, client: PortalClient) -> None:
    """One for the rows, one for the events."""
    counts = []
    for number in (2, 25):
        rows = sold(contoso, number)
        link = url(contoso, ids=[row.public_id for row in rows], to=contoso.reseller.public_id)
        with CaptureQueriesContext(connection) as looking:
            body = confirmation(client.get(link))
        with CaptureQueriesContext(connection) as doing:
            client.post(url(contoso), body)
        counts.append((len(looking), len(doing)))
    assert counts[0] == counts[1]
