"""The hub: four tasks, each for the partners it applies to, with what it needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import Tenant
from accounts.permissions import Role
from accounts.states import Cloud
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]
TASKS = [
    "Get new customers",
    "Add existing customers",
    "End or restore a customer relationship",
    "Let customers buy their own services",
]


def hub(world: World, kind: str) -> str:
    return reverse("customers:customer-hub", args=[getattr(world, kind).slug])


@pytest.mark.rule("S003-6")
@pytest.mark.parametrize("kind", ["provider", "reseller", "direct"])
def test_every_partner_has_the_four_tasks(contoso: World, client_for: SignIn, kind: str) -> None:
    page = client_for(contoso.people[kind][Role.ADMIN_AGENT]).get(hub(contoso, kind))
    assert [task["title"] for task in page.context["tasks"]] == TASKS
    assert all(task["steps"] for task in page.context["tasks"])
    assert all(step["needs"] for task in page.context["tasks"] for step in task["steps"])


@pytest.mark.rule("S003-7", "S003-9", "S003-10")
def test_resellers_go_by_their_provider(contoso: World, client_for: SignIn) -> None:
    ours = client_for(contoso.people["reseller"][Role.ADMIN_AGENT]).get(hub(contoso, "reseller"))
    theirs = client_for(contoso.people["direct"][Role.ADMIN_AGENT]).get(hub(contoso, "direct"))
    providers = reverse("relationships:provider-list", args=[contoso.reseller.slug])
    assert f'href="{providers}"' in ours.content.decode()
    assert "Connect with an indirect provider" in ours.content.decode()
    assert "Connect with an indirect provider" not in theirs.content.decode()
    assert "is ended by the provider" in ours.content.decode()
    assert "End it on the customer" in ours.content.decode(), "what it holds alone it ends itself"
    assert "active Azure subscription" in theirs.content.decode()


@pytest.mark.rule("S003-8", "S003-9", "S003-11")
def test_every_link_opens(contoso: World, client_for: SignIn) -> None:
    for kind in ("provider", "reseller", "direct"):
        for role in (Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.HELPDESK_AGENT):
            client = client_for(contoso.people[kind][role])
            for task in client.get(hub(contoso, kind)).context["tasks"]:
                for step in task["steps"]:
                    assert step["url"] == "" or client.get(step["url"]).status_code == 200, step
                    assert step["may"] or step["roles"]


@pytest.mark.rule("S003-1")
@pytest.mark.parametrize("cloud", [Cloud.PUBLIC, Cloud.US_GOV])
def test_in_the_public_and_the_government_cloud(contoso: World, client_for: SignIn, cloud: Cloud) -> None:
    Tenant.objects.filter(pk=contoso.direct.pk).update(cloud=cloud)
    page = client_for(contoso.people["direct"][Role.ADMIN_AGENT]).get(hub(contoso, "direct"))
    assert len(page.context["tasks"]) == len(TASKS)


@pytest.mark.rule("S003-3", "S003-4", "S003-5")
def test_it_says_that_nothing_goes_without_an_account_here(contoso: World, client_for: SignIn) -> None:
    text = client_for(contoso.people["direct"][Role.ADMIN_AGENT]).get(hub(contoso, "direct")).content.decode()
    assert "Every customer needs an account here before anything can be sold, billed or supported." in text
    assert "Customers that you serve already, elsewhere, need a reseller relationship like any other." in text
