"""Asking customers: alone, with a provider, again; with admin rights and without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Tenant
from accounts.permissions import Role
from accounts.states import Cloud, Programme
from invitations.models import Invitation
from invitations.states import Delivery, InvitationKind
from invitations.tokens import link_of
from partnercenter.core.models import OutgoingMail
from relationships.models import Partnership, ResellerRelationship
from relationships.states import AdminAccess, Capacity
from tests import factories as make
from tests.client import PortalClient
from tests.invitations.test_views_request import entries_of
from tests.world import World

SignIn = Callable[..., PortalClient]
BOX = "Include delegated administration privileges for Azure Active Directory and Office 365"
BUYER = "Kim <kim@customer.example>"


@pytest.fixture
def path(contoso: World) -> str:
    return reverse("invitations:request-relationship", args=[contoso.provider.slug])


@pytest.fixture
def joint_path(contoso: World) -> str:
    return reverse(
        "invitations:invite-customers", args=[contoso.reseller.slug, contoso.partnership.public_id]
    )


@pytest.fixture
def agent(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.people["provider"][Role.ADMIN_AGENT])


@pytest.fixture
def reseller(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.reseller_admin)


def ticked(page, **changes) -> dict[str, str]:
    """The entries of the page, with the checkbox as browsers send it."""
    entries = entries_of(page, recipients=BUYER, admin_access="on")
    entries |= changes
    if entries["admin_access"] != "on":
        del entries["admin_access"]
    return entries


def made() -> list[Invitation]:
    return list(Invitation.objects.filter(recipient_key="kim@customer.example").order_by("id"))


def box_of(html: str) -> str:
    return re.search(r'<input[^>]*name="admin_access"[^>]*>', html)[0]


# ------------------------------------------------------------------ alone
@pytest.mark.rule("S002-5", "S002-6", "S002-7", "D6")
def test_the_box_is_ticked_and_the_draft_says_so(agent: PortalClient, path: str, contoso: World) -> None:
    page = agent.get(path)
    html = page.content.decode()
    assert "Request a reseller relationship" in html
    assert BOX in html
    assert "checked" in box_of(html)
    assert "disabled" not in box_of(html)
    assert 'name="capacity"' not in html, "a provider that asks alone has one capacity only"
    assert contoso.provider.name in page.context["form"]["subject"].value()
    assert "We also ask for admin rights" in page.context["form"]["text"].value()
    assert "delegated administration privileges" in page.context["preview_text"]
    assert "/i/…/" in page.context["preview_text"]


@pytest.mark.rule("S002-6", "S002-10", "D6")
@pytest.mark.parametrize(("answer", "wanted"), [("on", True), ("", False)])
def test_what_is_ticked_is_asked_for_and_said(
    agent: PortalClient, path: str, answer: str, wanted: bool
) -> None:
    done = agent.post(path, ticked(agent.get(path), admin_access=answer), follow=True)
    assert "1 invitation is on its way." in done.content.decode()
    (one,) = made()
    assert (one.kind, one.capacity, one.admin_access) == (
        InvitationKind.RELATIONSHIP,
        Capacity.DIRECT,
        wanted,
    )
    assert ("We also ask for admin rights" in one.text) == wanted, "words nobody touched follow the box"
    mail = OutgoingMail.objects.about(one).get()
    assert ("(delegated administration privileges)" in mail.text) == wanted
    assert "Microsoft Customer Agreement" in mail.text


@pytest.mark.rule("S002-6", "S002-7")
def test_the_draft_follows_the_box_before_anything_is_sent(agent: PortalClient, path: str) -> None:
    page = agent.post(path, ticked(agent.get(path), step="preview", admin_access=""))
    assert "We do not ask for admin rights." in page.context["form"]["text"].value()
    assert "it asks for no admin rights" in page.context["preview_text"]
    assert "checked" not in box_of(page.content.decode())
    back = agent.post(path, ticked(page, step="preview", admin_access="on"))
    assert "We also ask for admin rights" in back.context["form"]["text"].value()
    own = agent.post(path, ticked(back, step="preview", admin_access="", text="My words {link}"))
    assert own.context["form"]["text"].value() == "My words {link}", "words of one's own stay"


@pytest.mark.rule("S002-7", "S002-8", "S002-9", "S002-10")
def test_the_partner_sends_it_itself(agent: PortalClient, path: str, contoso: World) -> None:
    html = agent.post(path, ticked(agent.get(path), step="self"), follow=True).content.decode()
    (one,) = made()
    assert one.delivery == Delivery.SELF
    assert not OutgoingMail.objects.about(one).exists()
    for words in ("Open in email", "Copy to clipboard", "Done", link_of(one)):
        assert words in html
    assert path in html, "ask somebody else"
    lost = agent.post(path, ticked(agent.get(path), text="no link"))
    assert "must contain the invitation link exactly once" in lost.content.decode()


@pytest.mark.rule("S002-3", "D6")
@pytest.mark.parametrize("cloud", [Cloud.US_GOV, Cloud.GERMANY])
def test_in_national_clouds_it_is_no_choice(
    agent: PortalClient, path: str, contoso: World, cloud: str
) -> None:
    Tenant.objects.filter(pk=contoso.provider.pk).update(cloud=cloud)
    page = agent.get(path)
    html = page.content.decode()
    assert "checked" in box_of(html)
    assert "disabled" in box_of(html)
    assert f"In the {Cloud(cloud).label} this is always included." in html
    for step in ("preview", "send"):
        agent.post(path, ticked(page, step=step, admin_access=""))
    (one,) = made()
    assert one.admin_access


@pytest.mark.rule("S001-5")
def test_a_dual_partner_chooses_its_capacity(contoso: World, client_for: SignIn) -> None:
    profile = contoso.direct.profile
    profile.programmes = [Programme.DIRECT_BILL, Programme.INDIRECT_RESELLER]
    profile.save()
    agent = client_for(contoso.people["direct"][Role.SALES_AGENT])
    path = reverse("invitations:request-relationship", args=[contoso.direct.slug])
    page = agent.get(path)
    assert page.context["form"]["capacity"].value() == Capacity.DIRECT
    agent.post(path, ticked(page, capacity="reseller"))
    assert [one.capacity for one in made()] == [Capacity.RESELLER]
    for wrong in ("provider", "", "x"):
        refused = agent.post(path, ticked(page, capacity=wrong, recipients="x@y.example"))
        assert refused.context["form"]["capacity"].errors


def test_who_is_asked_already_can_be_asked_again_from_here(
    agent: PortalClient, path: str, contoso: World
) -> None:
    agent.post(path, ticked(agent.get(path)))
    (first,) = made()
    html = agent.post(path, ticked(agent.get(path))).content.decode()
    assert "was invited by" in html
    assert reverse("invitations:invitation-resend", args=[contoso.provider.slug, first.public_id]) in html
    assert len(made()) == 1


# ------------------------------------------------------------------ again
@pytest.fixture
def direct(contoso: World) -> ResellerRelationship:
    """A customer the reseller holds by itself, which has taken the rights away."""
    customer = make.TenantFactory(customer=True, name="Wide World", country=contoso.reseller.country)
    make.CustomerFactory(tenant=customer, first_name="Mo", last_name="Lee, Jr", email="mo@wide.example")
    return make.ResellerRelationshipFactory(
        partner=contoso.reseller,
        customer=customer,
        capacity=Capacity.RESELLER,
        admin_access=AdminAccess.REVOKED,
    )


@pytest.mark.rule("S002-19")
def test_a_customer_is_asked_for_its_rights_again(
    contoso: World, client_for: SignIn, direct: ResellerRelationship
) -> None:
    client = client_for(contoso.people["reseller"][Role.SALES_AGENT])
    base = reverse("invitations:request-relationship", args=[contoso.reseller.slug])
    path = f"{base}?customer={direct.customer.public_id}"
    page = client.get(path)
    html = page.content.decode()
    assert "Wide World is your customer already" in html
    assert page.context["form"]["recipients"].value() == '"Mo Lee, Jr" <mo@wide.example>'
    assert f'action="{escape(path)}"' in html
    entries = ticked(page) | {"recipients": page.context["form"]["recipients"].value()}
    assert client.post(path, entries, follow=True).status_code == 200
    one = Invitation.objects.get(recipient_key="mo@wide.example")
    assert (one.customer, one.capacity, one.admin_access) == (direct.customer, Capacity.RESELLER, True)
    assert "Wide World" in one.text


@pytest.mark.parametrize("wanted", ["", "x", "a" * 16, "theirs", "ended"])
def test_only_own_customers_of_today(
    agent: PortalClient, path: str, contoso: World, fabrikam: World, wanted: str
) -> None:
    ids = {"theirs": fabrikam.customer.public_id, "ended": contoso.customer.public_id}
    if wanted == "ended":
        ResellerRelationship.objects.filter(customer=contoso.customer).update(
            status="ended",
            ended_at="2026-01-01T00:00Z",
            end_reason="other",
            admin_access="none",
            admin_access_at=None,
        )
    address = f"{path}?customer={ids.get(wanted, wanted)}"
    assert agent.get(address).status_code == 404
    assert agent.post(address, {"step": "send"}).status_code == 404


@pytest.mark.rule("S002-19")
def test_a_customer_held_together_is_asked_for_both(
    contoso: World, reseller: PortalClient, client_for: SignIn, joint_path: str
) -> None:
    client = client_for(contoso.people["reseller"][Role.ADMIN_AGENT])
    base = reverse("invitations:request-relationship", args=[contoso.reseller.slug])
    answer = client.get(f"{base}?customer={contoso.customer.public_id}")
    assert answer["Location"] == f"{joint_path}?customer={contoso.customer.public_id}"
    page = reseller.get(answer["Location"])
    html, draft = page.content.decode(), page.context["preview_text"]
    assert f"{contoso.provider.name} orders for {contoso.customer.name} already" in html
    assert "direct-bill partner" not in html
    assert "serve" in draft
    assert "That stays as it is." in draft
    assert "From now on" not in draft


# ------------------------------------------------------------------ with a provider
@pytest.mark.rule("S001-26", "S001-27", "S001-28", "S001-29", "S001-30", "S001-31")
def test_one_link_for_both_partners(reseller: PortalClient, joint_path: str, contoso: World) -> None:
    slug = contoso.reseller.slug
    listed = reseller.get(reverse("relationships:provider-list", args=[slug])).content.decode()
    detail = reverse("relationships:provider-detail", args=[slug, contoso.partnership.public_id])
    for html in (listed, reseller.get(detail).content.decode()):
        assert "Invite new customers" in html
        assert joint_path in html
    page = reseller.get(joint_path)
    html = page.content.decode()
    for words in (contoso.reseller.name, contoso.provider.name, "orders new subscriptions", BOX):
        assert words in html
    assert "customer already" not in html
    assert contoso.provider.name in page.context["preview_text"]
    done = reseller.post(joint_path, ticked(page), follow=True)
    (one,) = made()
    assert (one.kind, one.with_partner, one.admin_access) == (InvitationKind.JOINT, contoso.provider, True)
    assert "1 invitation is on its way." in done.content.decode()
    assert joint_path in done.content.decode(), "ask somebody else"
    mail = OutgoingMail.objects.about(one).get()
    for name in (contoso.reseller.name, contoso.provider.name, "both relationships begin, or neither"):
        assert name in mail.text


@pytest.mark.rule("S001-35", "S001-36", "S001-37")
def test_a_direct_customer_is_moved_by_the_same_invitation(
    reseller: PortalClient, joint_path: str, contoso: World, direct: ResellerRelationship
) -> None:
    path = f"{joint_path}?customer={direct.customer.public_id}"
    page = reseller.get(path)
    html = page.content.decode()
    assert f"{contoso.provider.name} cannot order for Wide World before Wide World accepts." in html
    assert "stay as they are until they are moved" in html
    assert "Until Wide World has accepted, go on ordering as its direct-bill partner." in html
    reseller.post(path, ticked(page))
    (one,) = made()
    assert (one.kind, one.customer) == (InvitationKind.JOINT, direct.customer)


def test_a_partnership_that_ended_or_is_not_ours(
    reseller: PortalClient, joint_path: str, contoso: World, fabrikam: World
) -> None:
    other = reverse(
        "invitations:invite-customers", args=[contoso.reseller.slug, fabrikam.partnership.public_id]
    )
    assert reseller.get(other).status_code == 404
    entries = ticked(reseller.get(joint_path))
    Partnership.objects.filter(pk=contoso.partnership.pk).update(
        status="removed", removed_at="2026-01-01T00:00Z", removal_reason="other"
    )
    for answer in (reseller.get(joint_path, follow=True), reseller.post(joint_path, entries, follow=True)):
        assert "has ended. You can invite no customers together." in answer.content.decode()
    assert not made()


# ------------------------------------------------------------------ who may
def test_roles_and_programmes(contoso: World, client_for: SignIn, path: str, joint_path: str) -> None:
    refused = client_for(contoso.admin).get(path)
    assert refused.status_code == 403
    assert "Admin agent" in refused.content.decode()
    refused = client_for(contoso.people["reseller"][Role.SALES_AGENT]).get(joint_path)
    assert refused.status_code == 403
    assert "Global admin" in refused.content.decode()


@pytest.mark.rule("S002-5", "S001-26")
def test_the_overview_and_the_list_offer_what_the_person_may_ask(contoso: World, client_for: SignIn) -> None:
    wanted = {
        ("provider", Role.GLOBAL_ADMIN): {"Request a partnership"},
        ("provider", Role.SALES_AGENT): {"Request a partnership", "Request a reseller relationship"},
        ("reseller", Role.GLOBAL_ADMIN): {"Invite new customers"},
        ("reseller", Role.ADMIN_AGENT): {"Invite new customers", "Request a reseller relationship"},
        ("direct", Role.SALES_AGENT): {"Request a reseller relationship"},
    }
    everything = set().union(*wanted.values())
    for (kind, role), words in wanted.items():
        client = client_for(contoso.people[kind][role])
        for name in ("accounts:overview", "invitations:invitation-list"):
            html = client.get(reverse(name, args=[getattr(contoso, kind).slug])).content.decode()
            main = html[html.index("<main") :]
            assert {each for each in everything if each in main} == words, (kind, role, name)
