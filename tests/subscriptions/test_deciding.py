"""What needs a decision is found by sets that are read once, and is the same as when each row is judged."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from partnercenter.core import tenancy
from relationships.models import Partnership, ResellerRelationship
from subscriptions import clock, renewals
from subscriptions.deciding import narrowing
from subscriptions.models import OfferPrice, Subscription
from subscriptions.states import SubscriptionStatus
from tests import factories as make
from tests.subscriptions.test_renewals import ends_in, may_renew
from tests.world import World


def _unpriced(world: World) -> None:
    OfferPrice.objects.filter(offer=world.offer).delete()


def _withdrawn(world: World) -> None:
    world.offer.withdrawn_at = clock.now()
    world.offer.save()


def _unsold_here(world: World) -> None:
    world.offer.regions.set([make.RegionFactory()])


def _lost_programme(world: World) -> None:
    world.provider.profile.programmes = ["indirect_reseller"]
    world.provider.profile.save()


def _unagreed(world: World) -> None:
    ResellerRelationship.objects.filter(pk=world.relationship.pk).update(customer_agreement="missing")


def _ended(world: World) -> None:
    ResellerRelationship.objects.filter(pk=world.relationship.pk).update(
        status="ended", ended_at=clock.now(), end_reason="other", admin_access="none", admin_access_at=None
    )


def _parted(world: World) -> None:
    Partnership.objects.filter(pk=world.partnership.pk).update(
        status="removed", removed_at=clock.now(), removal_reason="other"
    )


def _moved(world: World) -> None:
    """The provider alone: its reseller and its customer stay."""
    type(world.provider).objects.filter(pk=world.provider.pk).update(country=make.CountryFactory())


CHANGES: list[Callable[[World], None]] = [
    _unpriced, _withdrawn, _unsold_here, _lost_programme, _unagreed, _ended, _parted,
]  # fmt: skip


def rows(world: World) -> None:
    """One of each: by itself, ending, suspended, with who is named, in another currency, of another offer."""
    ends_in(world, 20, "renews")
    ends_in(world, 20, "ends", auto_renew=False)
    ends_in(world, 20, "suspended", auto_renew=False, status=SubscriptionStatus.SUSPENDED)
    ends_in(world, 20, "reseller", reseller=world.reseller, reseller_mpn_id="4391507")
    ends_in(world, 20, "support", support_contact=world.reseller)
    ends_in(world, 20, "dollars", currency="USD")
    other = ends_in(world, 20, "other offer")
    Subscription.objects.filter(pk=other.pk).update(offer=make.OfferFactory())


def names(found: Any) -> list[str]:
    return sorted(found.values_list("name", flat=True))


def compare(world: World, kind: str) -> list[str]:
    """What needs a decision, by every way of asking, in the scope of one of both sides."""
    actor = world.actor(kind)
    with tenancy.acting(user_id=actor.user.pk, tenant_id=actor.tenant.pk):
        soon = renewals.soon(actor.tenant)
        judged = sorted(
            row.name for row in soon.with_why_not().flagged() if list(renewals.reasons(row, actor.tenant))
        )
        assert names(renewals.undecided(actor.tenant, soon)) == judged
        assert set(names(soon.filter(narrowing(actor.tenant).surely))) <= set(judged)
        assert sorted(judged + names(renewals.automatic(actor.tenant, soon))) == names(soon)
    return judged


@pytest.mark.rule("S001-39")
@pytest.mark.parametrize("kind", ["provider", "reseller"])
def test_the_same_as_when_each_row_is_judged(contoso: World, kind: str) -> None:
    """With every reason there is, one after the other."""
    rows(contoso)
    assert len(compare(contoso, kind)) == 7  # the agreement of Microsoft is not signed
    may_renew(contoso)
    assert compare(contoso, kind) == ["dollars", "ends", "suspended"]
    for change in (*CHANGES, *([_moved] if kind == "reseller" else [])):
        with transaction.atomic():
            change(contoso)
            assert len(compare(contoso, kind)) > 3, change
            transaction.set_rollback(True)


@pytest.mark.rule("S001-39")
def test_no_row_is_asked_a_question_of_its_own(contoso: World) -> None:
    """The sets are read once, and hashed."""
    may_renew(contoso)
    rows(contoso)
    actor = contoso.actor()
    with tenancy.acting(user_id=actor.user.pk, tenant_id=actor.tenant.pk):
        soon = renewals.soon(actor.tenant)
        plan = renewals.undecided(actor.tenant, soon).order_by().values("pk").explain()
    looked_up = [line for line in plan.splitlines() if "Filter:" in line and "auto_renew" in line]
    assert looked_up
    assert len(re.findall(r"hashed SubPlan \d", looked_up[0])) > 5
    assert not re.findall(r"(?<!hashed )SubPlan \d", looked_up[0])
