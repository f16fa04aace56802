"""What a page that names somebody on many subscriptions sends back: the plan it showed."""

from __future__ import annotations

from django.http import QueryDict

from subscriptions.choosing import Chosen, plan
from subscriptions.reassigning import Naming
from subscriptions.states import ReassignmentKind
from tests.world import World

KINDS = {
    "subscriptions:reassign": ReassignmentKind.RESELLER,
    "subscriptions:reassign-support": ReassignmentKind.SUPPORT_CONTACT,
}


def many(name: str, world: World) -> dict[str, object]:
    """Nobody is named any more on all that the provider sold."""
    if name not in KINDS:
        return {}
    found = plan(Chosen(world.provider, QueryDict("")), Naming(KINDS[name], None))
    assert found
    return {"plan": found.signed(world.provider), "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f15"}
