"""Transitions: a table, a compare-and-set UPDATE, a row count."""

from __future__ import annotations

from functools import partial
from threading import Barrier

import pytest
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from invitations.models import Invitation
from invitations.states import INVITATION_TRANSITIONS
from partnercenter.core import tenancy
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.states import transition
from relationships.models import Partnership
from relationships.states import PARTNERSHIP_TRANSITIONS
from tests import factories
from tests.threads import at_once

REMOVED = {"removal_reason": "other", "removed_at": Now()}


def test_the_object_and_the_row_move_together(db: None) -> None:
    partnership = factories.PartnershipFactory()
    moment = timezone.now()
    transition(
        partnership,
        "removed",
        table=PARTNERSHIP_TRANSITIONS,
        stamps={"removal_reason": "other", "removed_at": moment},
    )
    assert (partnership.status, partnership.removed_at) == ("removed", moment)
    stored = Partnership.objects.get()
    assert (stored.status, stored.removed_at, stored.removal_reason) == ("removed", moment, "other")


def test_a_step_that_is_not_in_the_table_changes_nothing(db: None) -> None:
    partnership = factories.PartnershipFactory()
    transition(partnership, "removed", table=PARTNERSHIP_TRANSITIONS, stamps=REMOVED)
    with pytest.raises(DomainError) as refused:
        transition(partnership, "active", table=PARTNERSHIP_TRANSITIONS)
    assert refused.value.code == "transition_refused"
    assert "Reload the page" in str(refused.value.message)
    assert Partnership.objects.get().status == "removed"


@pytest.mark.situation("C-021")
def test_the_second_click_is_stale_and_harmless(db: None) -> None:
    first = factories.PartnershipFactory()
    second = Partnership.objects.get(pk=first.pk)
    transition(first, "removed", table=PARTNERSHIP_TRANSITIONS, stamps={**REMOVED, "removal_note": "first"})
    with pytest.raises(StaleState) as stale:
        transition(
            second, "removed", table=PARTNERSHIP_TRANSITIONS, stamps={**REMOVED, "removal_note": "second"}
        )
    assert stale.value.code == "stale"
    assert second.status == "active", "the object in hand still says what it knew"
    assert Partnership.objects.get().removal_note == "first"


def test_a_condition_is_asked_in_the_same_statement(db: None) -> None:
    """`when`: what must hold at that very moment, by the database's clock."""
    invitation = factories.InvitationFactory()
    past = Q(expires_at__lte=Now())
    with pytest.raises(StaleState):
        transition(
            invitation, "expired", table=INVITATION_TRANSITIONS, when=past, stamps={"closed_at": Now()}
        )
    Invitation.objects.update(expires_at=timezone.now())
    transition(invitation, "expired", table=INVITATION_TRANSITIONS, when=past, stamps={"closed_at": Now()})
    assert Invitation.objects.get().status == "expired"


def test_of_many_at_once_one_wins(committed_db: None) -> None:
    """Sixteen threads who all saw the same state: one takes the step, fifteen are told."""
    with tenancy.system(reason="test"):
        pk = factories.PartnershipFactory().pk

    def remove(number: int, barrier: Barrier) -> str:
        with tenancy.system(reason="test"):
            partnership = Partnership.objects.get(pk=pk)
            barrier.wait()
            try:
                stamps = {**REMOVED, "removal_note": str(number)}
                transition(partnership, "removed", table=PARTNERSHIP_TRANSITIONS, stamps=stamps)
            except StaleState:
                return "stale"
            return str(number)

    results = at_once([partial(remove, number) for number in range(16)])
    winners = [result for result in results if result != "stale"]
    with tenancy.system(reason="test"):
        assert winners == [Partnership.objects.get().removal_note]
