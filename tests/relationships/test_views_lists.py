"""Both lists: who is in them, how they are searched, and what each row offers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.permissions import Role
from invitations.actions import accept_invitation
from relationships.actions import remove_partnership
from relationships.models import Partnership
from relationships.states import PartnershipStatus, RemovalReason
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


def resellers(world: World, **query) -> str:
    return reverse("relationships:reseller-list", args=[world.provider.slug], query=query or None)


def providers(world: World, **query) -> str:
    return reverse("relationships:provider-list", args=[world.reseller.slug], query=query or None)


def names(page) -> list[str]:
    return [row.reseller.name for row in page.context["rows"]]


@pytest.mark.rule("S000-4", "S000-10", "S000-14")
def test_the_list_shows_active_resellers_with_their_facts(contoso: World, client_for: SignIn) -> None:
    page = client_for(contoso.admin).get(resellers(contoso))
    html = page.content.decode()
    assert names(page) == [contoso.reseller.name]
    for fact in (contoso.reseller.country.name, contoso.reseller.mpn_id, contoso.reseller.domain, "Signed"):
        assert fact in html
    assert reverse("invitations:request-partnership", args=[contoso.provider.slug]) in html
    assert "Request a partnership" in html


@pytest.mark.rule("S000-10")
def test_the_menu_leads_there(contoso: World, client_for: SignIn) -> None:
    page = client_for(contoso.admin).get(reverse("accounts:overview", args=[contoso.provider.slug]))
    assert f'href="{resellers(contoso)}"' in page.content.decode()


@pytest.mark.rule("S000-20", "S001-23")
def test_a_reseller_is_listed_on_both_sides_from_acceptance_on(contoso: World, client_for: SignIn) -> None:
    newcomer = make.TenantFactory(reseller=True, name="Newcomer")
    person = make.UserFactory(email="boss@newcomer.example")
    make.MembershipFactory(tenant=newcomer, user=person)
    invitation = make.InvitationFactory(
        inviter=contoso.provider, invited_by=contoso.admin, recipient_email=person.email
    )
    client, theirs = client_for(contoso.admin), client_for(person)
    listed = reverse("relationships:provider-list", args=[newcomer.slug])
    assert "Newcomer" not in names(client.get(resellers(contoso)))
    assert contoso.provider.name not in theirs.get(listed).content.decode()
    actor = contoso.actor().__class__(person, newcomer, frozenset({Role.GLOBAL_ADMIN}))
    accept_invitation(invitation=invitation, generation=1, confirmed=True, by=actor)
    assert "Newcomer" in names(client.get(resellers(contoso)))
    assert contoso.provider.name in theirs.get(listed).content.decode()


@pytest.mark.rule("S000-39")
def test_a_removed_reseller_leaves_the_list_and_is_found_among_the_removed(
    contoso: World, client_for: SignIn
) -> None:
    client = client_for(contoso.admin)
    remove_partnership(
        partnership=contoso.partnership,
        by=contoso.actor(),
        reason=RemovalReason.AGREED,
        statement_accepted=True,
    )
    page = client.get(resellers(contoso))
    assert names(page) == []
    assert "No indirect resellers yet" in page.content.decode()
    removed = client.get(resellers(contoso, state="removed"))
    assert contoso.reseller.name in names(removed)
    assert "Removed:" in removed.content.decode()


@pytest.mark.rule("D13")
def test_an_unsigned_reseller_is_marked(contoso: World, client_for: SignIn) -> None:
    contoso.partnership.reseller = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=contoso.provider, reseller=contoso.partnership.reseller)
    html = client_for(contoso.admin).get(resellers(contoso)).content.decode()
    assert "Unsigned" in html
    assert "Cannot transact yet" in html


@pytest.mark.rule("S000-32")
def test_each_row_can_be_removed_by_who_may(contoso: World, client_for: SignIn) -> None:
    html = client_for(contoso.admin).get(resellers(contoso)).content.decode()
    link = reverse(
        "relationships:partnership-remove", args=[contoso.provider.slug, contoso.partnership.public_id]
    )
    assert link in html
    assert "Remove partnership" in html


@pytest.mark.rule("S000-1", "D2")
@pytest.mark.parametrize("role", list(Role))
def test_the_four_roles_open_the_providers_pages(contoso: World, client_for: SignIn, role: Role) -> None:
    allowed = {Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}
    page = client_for(contoso.people["provider"][role]).get(resellers(contoso))
    assert page.status_code == (200 if role in allowed else 403)


@pytest.mark.rule("S001-17")
def test_providers_are_in_the_menu_of_resellers_only(contoso: World, client_for: SignIn) -> None:
    overview = client_for(contoso.reseller_admin).get(
        reverse("accounts:overview", args=[contoso.reseller.slug])
    )
    assert f'href="{providers(contoso)}"' in overview.content.decode()
    mine = client_for(contoso.admin).get(reverse("accounts:overview", args=[contoso.provider.slug]))
    assert "indirect-providers" not in mine.content.decode()
    direct = client_for(contoso.people["direct"]["global_admin"])
    path = reverse("relationships:provider-list", args=[contoso.direct.slug])
    assert "indirect-providers" not in direct.get(f"/t/{contoso.direct.slug}/").content.decode()
    assert direct.get(path).status_code == 403


@pytest.mark.rule("S004-20", "D1")
def test_a_reseller_sees_all_its_providers_and_no_button_to_remove(
    contoso: World, client_for: SignIn
) -> None:
    other = make.PartnershipFactory(reseller=contoso.reseller)
    page = client_for(contoso.reseller_admin).get(providers(contoso))
    html = page.content.decode()
    assert {row.provider.name for row in page.context["rows"]} == {contoso.provider.name, other.provider.name}
    assert contoso.provider.profile.primary_contact in html
    assert "only the provider can end it" in html
    assert "remove/" not in html


@pytest.mark.parametrize("text", ["alpine", "ALPINE sk", "Alpine  Ski", "alpine.example"])
def test_search_finds_the_beginning_of_names_and_domains(
    contoso: World, client_for: SignIn, text: str
) -> None:
    make.PartnershipFactory(
        provider=contoso.provider,
        reseller=make.TenantFactory(reseller=True, name="Alpine Ski House", domain="alpine.example"),
    )
    page = client_for(contoso.admin).get(resellers(contoso, q=text))
    assert names(page) == ["Alpine Ski House"]


@pytest.mark.situation("C-018")
def test_search_by_mpn_id_finds_partners_and_nobody_else(
    contoso: World, fabrikam: World, client_for: SignIn
) -> None:
    client = client_for(contoso.admin)
    assert names(client.get(resellers(contoso, q=contoso.reseller.mpn_id))) == [contoso.reseller.name]
    answers = [
        client.get(resellers(contoso, q=text)).content.decode()
        for text in (
            fabrikam.reseller.mpn_id,
            contoso.provider.mpn_id,
            contoso.reseller.mpn_id[:4],
            "9999999",
        )
    ]
    for html in answers:
        assert "Nothing matches these filters" in html
        assert fabrikam.canary not in html


@pytest.mark.situation("C-011")
@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}} ${7*7} %s {0.__class__}"],
)
def test_names_are_words_and_nothing_else(contoso: World, client_for: SignIn, name: str) -> None:
    partnership = make.PartnershipFactory(
        provider=contoso.provider, reseller=make.TenantFactory(reseller=True, name=name)
    )
    client = client_for(contoso.admin)
    place = [contoso.provider.slug, partnership.public_id]
    for path in (
        resellers(contoso, q=name),
        reverse("relationships:reseller-detail", args=place),
        reverse("relationships:partnership-remove", args=place),
    ):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html
        assert escape(name) in html


@pytest.mark.parametrize("sort", ["name", "-name", "since", "-since"])
def test_sorting(contoso: World, client_for: SignIn, sort: str) -> None:
    for name in ("Zeta", "alpha", "Beta"):
        make.PartnershipFactory(
            provider=contoso.provider, reseller=make.TenantFactory(reseller=True, name=name)
        )
    found = names(client_for(contoso.admin).get(resellers(contoso, sort=sort)))
    by_name = ["alpha", "Beta", contoso.reseller.name, "Zeta"]
    by_age = [contoso.reseller.name, "Zeta", "alpha", "Beta"]
    wanted = by_name if "name" in sort else by_age
    assert found == (wanted[::-1] if sort.startswith("-") else wanted)


def test_an_unknown_sort_is_the_default(contoso: World, client_for: SignIn) -> None:
    page = client_for(contoso.admin).get(resellers(contoso, sort="reseller__profile__description"))
    assert page.status_code == 200
    assert page.context["view"].order.parameter == "name"


@pytest.mark.parametrize("side", ["provider", "reseller"])
def test_as_many_queries_for_25_rows_as_for_one(contoso: World, client_for: SignIn, side: str) -> None:
    user, path = {
        "provider": (contoso.admin, resellers(contoso)),
        "reseller": (contoso.reseller_admin, providers(contoso)),
    }[side]
    client = client_for(user)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        assert len(client.get(path).context["rows"]) == 1
    make.PartnershipFactory.create_batch(24, **{side: getattr(contoso, side)})
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(path).context["rows"]) == 25
    assert len(many) == len(one)


@pytest.mark.situation("C-064")
def test_the_reseller_reads_the_history_of_a_removed_partnership(contoso: World, client_for: SignIn) -> None:
    admin = make.UserFactory()
    make.MembershipFactory(tenant=contoso.removed.reseller, user=admin)
    client = client_for(admin)
    slug = contoso.removed.reseller.slug
    listed = client.get(reverse("relationships:provider-list", args=[slug], query={"state": "removed"}))
    assert [row.pk for row in listed.context["rows"]] == [contoso.removed.pk]
    page = client.get(reverse("relationships:provider-detail", args=[slug, contoso.removed.public_id]))
    html = page.content.decode()
    assert "This partnership has ended" in html
    assert "removal note" not in html
    assert Partnership.objects.get(pk=contoso.removed.pk).status == PartnershipStatus.REMOVED
