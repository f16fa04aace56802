"""Operators and partnerships: D1, they end one with a reason; everything else is for reading."""

from __future__ import annotations

import pytest

from relationships.states import PartnershipStatus
from tests import factories as make
from tests.operators import REASON, last_event, operate, operator_client, url

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.rule("D1")
def test_an_operator_ends_a_partnership_with_a_reason() -> None:
    partnership = make.PartnershipFactory()
    client = operator_client()
    assert operate(client, partnership, "remove", removal_reason="contract").status_code == 302
    partnership.refresh_from_db()
    assert partnership.status == PartnershipStatus.REMOVED
    assert partnership.removal_note == REASON
    event = last_event("partnership.removed")
    assert (event.actor_kind, event.reason) == ("operator", REASON)
    assert {event.tenant_id, event.counterparty_id} == {partnership.provider_id, partnership.reseller_id}
    assert operate(client, partnership, "remove", removal_reason="contract").status_code == 422
    assert (
        "Remove partnership"
        not in client.get(url("relationships.partnership", "change", partnership.pk)).content.decode()
    )


def test_found_by_either_side() -> None:
    partnership = make.PartnershipFactory(reseller__name="Hanbit Solutions", reseller__slug="hb")
    make.PartnershipFactory()
    client = operator_client()
    for query in ("hanbit", "hb", partnership.provider.slug, partnership.public_id):
        page = client.get(url("relationships.partnership", "changelist"), {"q": query})
        assert [row.pk for row in page.context["cl"].result_list] == [partnership.pk], query
