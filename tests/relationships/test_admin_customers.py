"""Operators and relationships with customers: ended with a reason, admin access taken back; the rest is for reading."""

from __future__ import annotations

import pytest

from relationships.models import ResellerRelationship
from tests import factories as make
from tests.operators import REASON, last_event, operate, operator_client, url
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")
LABEL = "relationships.resellerrelationship"


def _page(row: ResellerRelationship) -> str:
    return operator_client().get(url(LABEL, "change", row.pk)).content.decode()


@pytest.mark.rule("S003-9")
def test_an_operator_ends_a_relationship_with_a_reason() -> None:
    row = make.ResellerRelationshipFactory(admin_access="granted")
    client = operator_client()
    assert row.customer.domain in _page(row)
    asked = client.get(url(LABEL, "operation", row.pk, "end")).content.decode()
    assert "The partner can read the reason in the history." in asked
    assert operate(client, row, "end", end_reason="compliance").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.admin_access, row.end_reason) == ("ended", "revoked", "compliance")
    assert row.end_note == REASON
    event = last_event("reseller_relationship.ended")
    assert (event.actor_kind, event.reason) == ("operator", REASON)
    assert operate(client, row, "end", end_reason="compliance").status_code == 422
    assert "End the relationship" not in _page(row)


def test_what_blocks_it_is_said(contoso: World) -> None:
    row = make.ResellerRelationshipFactory()
    make.InvitationFactory(
        kind="relationship",
        capacity="direct",
        inviter=row.partner,
        invited_by=make.MembershipFactory(tenant=row.partner).user,
        customer=row.customer,
    )
    answer = operate(operator_client(), row, "end", end_reason="other")
    assert answer.status_code == 422
    assert "waits for an answer" in " ".join(answer.context["form"].non_field_errors())
    row.refresh_from_db()
    assert row.status == "active"


def test_two_partners_who_serve_together_end_by_the_providers_relationship(contoso: World) -> None:
    rows = {row.partner_id: row for row in ResellerRelationship.objects.of_customer(contoso.customer)}
    half, whole = rows[contoso.reseller.pk], rows[contoso.provider.pk]
    client = operator_client()
    assert "End the relationship" not in _page(half)
    assert operate(client, half, "end", end_reason="other").status_code == 422
    assert operate(client, whole, "end", end_reason="other").status_code == 302
    assert set(
        ResellerRelationship.objects.of_customer(contoso.customer).values_list("status", flat=True)
    ) == {"ended"}


@pytest.mark.rule("S002-15")
def test_admin_access_is_taken_back_and_the_relationship_stays() -> None:
    row = make.ResellerRelationshipFactory(admin_access="granted")
    client = operator_client()
    assert operate(client, row, "revoke").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.admin_access) == ("active", "revoked")
    assert last_event("admin_access.revoked").reason == REASON
    assert operate(client, row, "revoke").status_code == 422


def test_found_by_either_side_and_by_filters() -> None:
    row = make.ResellerRelationshipFactory(customer__name="Areum Press", admin_access="granted")
    make.ResellerRelationshipFactory(capacity="reseller")
    client = operator_client()
    queries = [{"q": "areum"}, {"q": row.partner.slug}, {"q": row.public_id}]
    queries += [{"admin_access__exact": "granted"}, {"capacity__exact": "direct", "status__exact": "active"}]
    for query in queries:
        found = client.get(url(LABEL, "changelist"), query).context["cl"].result_list
        assert [one.pk for one in found] == [row.pk], query


def test_invitations_of_every_kind_are_readable(contoso: World) -> None:
    client = operator_client()
    candidate = make.CandidateFactory(partner=contoso.direct)
    asked = make.InvitationFactory(
        kind="relationship",
        capacity="direct",
        admin_access=True,
        inviter=contoso.direct,
        customer=contoso.customer,
        candidate=candidate,
    )
    html = client.get(url("invitations.invitation", "change", asked.pk)).content.decode()
    assert contoso.customer.name in html
    assert candidate.name in html
    html = client.get(url("invitations.invitation", "change", contoso.joint.pk)).content.decode()
    assert contoso.provider.name in html
    listed = client.get(url("invitations.invitation", "changelist"), {"kind__exact": "joint"})
    assert [one.pk for one in listed.context["cl"].result_list] == [contoso.joint.pk]


def test_customers_imports_and_candidates_are_readable_and_no_file_is_shown(contoso: World) -> None:
    client = operator_client()
    details, upload, candidate = contoso.customer.customer, contoso.upload, contoso.candidate
    html = client.get(url("customers.customer", "change", details.pk)).content.decode()
    assert details.address_line1 in html
    found = client.get(url("customers.customer", "changelist"), {"q": contoso.customer.public_id})
    assert [one.pk for one in found.context["cl"].result_list] == [details.pk]
    html = client.get(url("customers.customerimport", "change", upload.pk)).content.decode()
    assert upload.file_name in html
    assert "name,domain" not in html
    for query in (candidate.domain, candidate.contact_email, contoso.provider.slug, candidate.public_id):
        found = client.get(url("customers.candidate", "changelist"), {"q": query})
        assert [one.pk for one in found.context["cl"].result_list] == [candidate.pk], query
