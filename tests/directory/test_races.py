"""Many at once: who asks twice is one lead, and what time does to leads happens once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.permissions import Role
from directory import sweeps
from directory.actions import accept_lead, ask_provider, decline_lead
from directory.models import Lead, Listing
from directory.states import DeclineReason
from directory.values import LeadValues
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.directory.askers import listed
from tests.threads import at_once


@pytest.mark.situation("C-055")
def test_three_beats_at_once_expire_each_lead_once(committed_db):
    with tenancy.system(reason="test"):
        partner = make.TenantFactory(direct_bill=True)
        past = timezone.now() - timedelta(seconds=1)
        make.LeadFactory.create_batch(30, partner=partner, expires_at=past)

    def beat(barrier) -> int:
        barrier.wait()
        return sum(sweeps.expire_batch(limit=7) for _ in range(5))

    total = sum(at_once([beat] * 3)) + sweeps.expire_all_stale()
    assert total == 30
    with tenancy.system(reason="test"):
        told = Counter(OutgoingMail.objects.filter(kind="lead_expired").values_list("about_id", flat=True))
        assert set(Lead.objects.values_list("status", "email")) == {("expired", "")}
    assert len(told) == 30
    assert set(told.values()) == {1}


def test_two_requests_and_two_answers_at_once_count_once(committed_db):
    """The same button twice is one lead; of a yes and a no at once the first is heard."""
    with tenancy.system(reason="test"):
        provider, reseller = listed(provider=True), make.TenantFactory(reseller=True)
        listing, person = Listing.objects.get(), make.UserFactory()
    asker, seller = Actor(person, reseller), Actor(person, provider, frozenset({Role.SALES_AGENT}))
    values = LeadValues(reseller.name, reseller.country_id, "Kim", "kim@hanbit.example", "Please.")

    def ask(barrier) -> int:
        barrier.wait()
        return ask_provider(listing=listing, values=values, by=asker).pk

    assert len(set(at_once([ask] * 3))) == 1

    def answer(action, **more):
        def run(barrier) -> bool:
            with tenancy.system(reason="test"):
                lead = Lead.objects.select_related("partner").get()
                barrier.wait()
                try:
                    action(lead=lead, notes="", by=seller, **more)
                except DomainError:
                    return False
            return True

        return run

    done = at_once([answer(accept_lead, owner=None), answer(decline_lead, reason=DeclineReason.ROOM)])
    assert sorted(done) == [False, True]
    with tenancy.system(reason="test"):
        declined = Lead.objects.get().status == "declined"
        assert OutgoingMail.objects.filter(kind="lead_declined").exists() == declined
