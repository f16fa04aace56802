"""The pages of a customer's users, from the partner's side and from its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.actions import accept_mca
from accounts.models import Membership, TemporaryPassword, Tenant, User
from accounts.permissions import Role
from partnercenter.core.actor import Actor
from relationships.actions import remove_admin_roles
from subscriptions.actions import Line, assign_licence, submit_new_customer
from subscriptions.models import Licence, Subscription
from tests import factories as make
from tests.client import PortalClient
from tests.subscriptions.people import acting, agree, member
from tests.subscriptions.test_ordering import draft_of, new_customer
from tests.world import World

SIDES = ("partner", "own")


class Side:
    """One of the two: its client, and its addresses."""

    def __init__(self, name: str, world: World, client_for: Callable[..., PortalClient]) -> None:
        self.name, self.world = name, world
        kind, role = ("reseller", Role.ADMIN_AGENT) if name == "partner" else ("customer", Role.GLOBAL_ADMIN)
        self.tenant = getattr(world, kind)
        self.client = client_for(world.people[kind][role])

    def url(self, page: str, *parts: str, **query: str) -> str:
        if self.name == "own":
            return reverse(f"subscriptions:own-{page}", args=[self.tenant.slug, *parts], query=query or None)
        ids = [self.tenant.slug, self.world.customer.public_id, *parts]
        return reverse(f"subscriptions:{page}", args=ids, query=query or None)

    def get(self, page: str, *parts: str, **query: str) -> Any:
        return self.client.get(self.url(page, *parts, **query))

    def post(self, page: str, *parts: str, **data: Any) -> Any:
        return self.client.post(self.url(page, *parts), data)

    def said(self, page: str, *parts: str, **data: Any) -> str:
        """What the next page says."""
        return str(self.client.post(self.url(page, *parts), data, follow=True).content.decode())


@pytest.fixture(params=SIDES)
def side(request: pytest.FixtureRequest, contoso: World, client_for: Callable[..., PortalClient]) -> Side:
    agree(contoso)
    _ = contoso.subscription
    return Side(request.param, contoso, client_for)


@pytest.fixture
def partner(contoso: World, client_for: Callable[..., PortalClient]) -> Side:
    agree(contoso)
    return Side("partner", contoso, client_for)


class TestTheList:
    @pytest.mark.rule("S001-39", "S000-54")
    def test_people_with_roles_licences_and_state(self, side: Side) -> None:
        user, blocked = side.world.user, side.world.blocked_user
        answer = side.get("user-list")
        html = answer.content.decode()
        assert len(answer.context["rows"]) == len(Role) + 2
        for words in (user.user.email, side.world.subscription.name, "Default user", "Blocked"):
            assert words in html
        assert side.url("user-detail", user.public_id) in html
        assert side.world.admin.email not in html
        found = side.get("user-list", state="blocked").context["rows"]
        assert [row.pk for row in found] == [blocked.pk]

    def test_search_and_filters(self, side: Side) -> None:
        user = side.world.user
        for query in (
            {"q": "MANAGED"},
            {"q": "managed@customer"},
            {"licence": side.world.subscription.public_id},
        ):
            assert [row.pk for row in side.get("user-list", **query).context["rows"]] == [user.pk], query
        without = side.get("user-list", licence="none").context["rows"]
        assert len(without) == len(Role)
        assert "Nothing matches these filters" in side.get("user-list", q="zzz").content.decode()
        admins = side.get("user-list", role="global_admin").context["rows"]
        assert [row.user for row in admins] == [side.world.people["customer"]["global_admin"]]
        assert (
            '<option value="sales_agent">' not in side.get("user-list").content.decode()
        )  # roles that customers do not have
        User.objects.filter(pk=user.user_id).update(temporary_until="2100-01-01T00:00Z")
        assert len(side.get("user-list", state="temporary").context["rows"]) == 1
        assert len(side.get("user-list", state="open").context["rows"]) == len(Role) + 1

    def test_licences_of_another_seller_are_the_customers_alone(self, side: Side) -> None:
        order = make.OrderFactory(relationship__customer=side.world.customer)
        other = make.SubscriptionFactory(order=order, name="Somebody else's")
        make.LicenceFactory(subscription=other, membership=side.world.user)
        for page in (side.get("user-list"), side.get("user-detail", side.world.user.public_id)):
            assert ("Somebody else" in page.content.decode()) is (side.name == "own")
        if side.name == "partner":
            assert side.post("licence-release", side.world.user.public_id, other.public_id).status_code == 404

    @pytest.mark.rule("S002-1")
    def test_without_admin_access_it_says_why(
        self, contoso: World, client_for: Callable[..., PortalClient]
    ) -> None:
        one = contoso.user
        client = client_for(contoso.people["provider"]["admin_agent"])
        ids = [contoso.provider.slug, contoso.customer.public_id]
        listed = reverse("subscriptions:user-list", args=ids)
        html = client.get(listed).content.decode()
        assert "The customer has not given you admin access." in html
        assert one.user.email not in html
        for page in ("user-add", "user-detail"):
            parts = [*ids, one.public_id] if page == "user-detail" else ids
            assert client.get(reverse(f"subscriptions:{page}", args=parts)).url == listed
        assert client.post(reverse("subscriptions:user-block", args=[*ids, one.public_id])).url == listed
        one.refresh_from_db()
        assert one.blocked_at is None

    @pytest.mark.rule("S002-1")
    def test_without_the_agreement_it_says_so(
        self, contoso: World, client_for: Callable[..., PortalClient]
    ) -> None:
        side = Side("partner", contoso, client_for)
        assert "The customer agreement is missing" in side.get("user-list").content.decode()

    def test_access_lost_between_two_clicks(self, partner: Side) -> None:
        world, one = partner.world, partner.world.user
        assert partner.get("user-detail", one.public_id).status_code == 200
        remove_admin_roles(partner=world.reseller, customer=world.customer, by=world.actor("customer"))
        assert partner.post("user-block", one.public_id).url == partner.url("user-list")
        html = partner.get("user-list").content.decode()
        assert "The customer has taken your admin access back" in html
        assert not Membership.objects.filter(pk=one.pk, blocked_at__isnull=False).exists()

    def test_the_way_there(self, partner: Side) -> None:
        """A tab of the customer, for who may; the page of what one may do leads there, too."""
        ids = [partner.tenant.slug, partner.world.customer.public_id]
        for page in ("customer-detail", "customer-abilities"):
            html = partner.client.get(reverse(f"customers:{page}", args=ids)).content.decode()
            assert partner.url("user-list") in html
        assert (
            f'href="{partner.url("user-list")}" aria-current="page"'
            in partner.get("user-list").content.decode()
        )


class TestOneUser:
    def test_added_seen_and_led_on(self, side: Side) -> None:
        body = {"full_name": "오나리", "user_name": f"Nari@{side.world.customer.domain}", "language": "ko"}
        answer = side.post("user-add", **body, roles=["default_user"])
        one = Membership.objects.get(user__email=f"nari@{side.world.customer.domain}")
        issued = TemporaryPassword.objects.get(user=one.user)
        page = reverse("accounts:temporary-password", args=[side.tenant.slug, issued.public_id])
        assert answer.url == f"{page}?next={side.url('user-detail', one.public_id)}"
        assert "No password yet" in side.get("user-detail", one.public_id).content.decode()
        shown = side.client.post(answer.url)
        assert "No password yet" not in side.get("user-detail", one.public_id).content.decode()
        assert one.user.email in shown.content.decode()
        assert shown.context["next_url"] == side.url("user-detail", one.public_id)

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"user_name": "nari@elsewhere.example"}, "The address has to end in @"),
            ({"user_name": "na ri"}, "Use letters, digits"),
            ({"user_name": ""}, "Fill in: User name"),
            ({"full_name": ""}, "Fill in: Full name"),
            ({"roles": ["admin_agent"]}, "Choose one of the options"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(
        self, side: Side, typed: dict[str, Any], words: str
    ) -> None:
        body = {"full_name": "Nari", "user_name": "nari", "language": "ko", "roles": ["default_user"]}
        answer = side.post("user-add", **{**body, **typed})
        assert words in str(answer.context["form"].errors[next(iter(typed))])
        assert side.get("user-add").status_code == 200

    def test_blocked_unblocked_and_reset(self, side: Side) -> None:
        one = side.world.user
        assert f"{one.user} is blocked." in side.said("user-block", one.public_id)
        page = side.get("user-detail", one.public_id).content.decode()
        assert "Unblock user" in page
        assert "is blocked. Unblock the user first." in page
        assert "Somebody did this already." in side.said("user-block", one.public_id)
        assert "is blocked. Unblock" in side.said("user-reset", one.public_id)
        assert "can get in again." in side.said("user-unblock", one.public_id)
        assert "Somebody did this already." in side.said("user-unblock", one.public_id)
        assert "/temporary-passwords/" in side.post("user-reset", one.public_id).url

    def test_what_cannot_be_done_stands_there_with_its_reason(self, side: Side) -> None:
        own = member(side.world, "own", directory=False)
        html = side.get("user-detail", own.public_id).content.decode()
        assert "signs in with an account of their own" in html
        assert side.url("user-reset", own.public_id) not in html

    def test_a_licence_given_and_taken(self, side: Side) -> None:
        one, subscription = side.world.blocked_user, side.world.subscription
        chosen = {"subscription": subscription.public_id}
        assert "(9 of 10 left)" in side.get("user-detail", one.public_id).content.decode()
        assert "has a licence of" in side.said("licence-assign", one.public_id, **chosen)
        again = side.post("licence-assign", one.public_id, **chosen)
        assert "holds a licence of it already." in again.content.decode()
        parts = (one.public_id, subscription.public_id)
        assert "is released." in side.said("licence-release", *parts)
        assert "has been released already." in side.said("licence-release", *parts)
        assert Licence.objects.filter(membership=one).count() == 0

    @pytest.mark.situation("C-035")
    def test_the_last_one_went_meanwhile(self, side: Side) -> None:
        one, subscription = side.world.blocked_user, side.world.subscription
        Subscription.objects.filter(pk=subscription.pk).update(quantity=1)
        html = side.post("licence-assign", one.public_id, subscription=subscription.public_id).content
        assert "no licence is left: the one that was bought is assigned" in html.decode()
        assert "Choose: Subscription" in side.post("licence-assign", one.public_id).content.decode()
        assert "Not possible now:" in side.get("user-detail", one.public_id).content.decode()

    def test_a_made_up_user_is_not_there(self, side: Side) -> None:
        other = make.MembershipFactory(tenant=make.TenantFactory(customer=True))
        assert side.get("user-detail", other.public_id).status_code == 404
        assert side.post("user-block", other.public_id).status_code == 404


class TestTheOverviewOfAUser:
    def _figures(self, world: World, client: PortalClient) -> dict[str, Any]:
        page = client.get(reverse("accounts:overview", args=[world.customer.slug]))
        return {str(figure.label): figure for figure in page.context["figures"]}

    def test_says_what_one_may_work_with(
        self, contoso: World, client_for: Callable[..., PortalClient]
    ) -> None:
        client = client_for(contoso.user.user)
        mine = self._figures(contoso, client)["Your licences"]
        assert (mine.count, mine.hint) == (1, contoso.subscription.name)
        assert client.get("/", follow=True).status_code == 200

    def test_says_it_when_it_is_nothing_yet(
        self, contoso: World, client_for: Callable[..., PortalClient]
    ) -> None:
        one = self._figures(contoso, client_for(contoso.people["customer"]["default_user"]))
        assert one["Your licences"].count == 0
        admin = self._figures(contoso, client_for(contoso.people["customer"]["global_admin"]))
        assert "Your licences" not in admin


@pytest.mark.rule("S000-54", "S002-1")
def test_from_then_on_the_reseller_manages_a_new_customer(
    contoso: World, client_for: Callable[..., PortalClient]
) -> None:
    """Provider and reseller, one order: the reseller has the rights, once the customer has agreed."""
    by = contoso.actor("provider")
    with acting(by):
        order = submit_new_customer(
            draft=draft_of(by),
            customer=new_customer(),
            lines=[Line(make.OfferFactory(), 5)],
            by=by,
            reseller=contoso.reseller,
        )
    first = Membership.objects.get(tenant=order.customer)
    reads = {kind: client_for(contoso.people[kind]["admin_agent"]) for kind in ("provider", "reseller")}

    def read(kind: str) -> str:
        ids = [getattr(contoso, kind).slug, order.customer.public_id]
        return str(reads[kind].get(reverse("subscriptions:user-list", args=ids)).content.decode())

    assert "The customer agreement is missing" in read("reseller")
    admin = Actor(first.user, Tenant.objects.get(pk=order.customer_id), frozenset({"global_admin"}))
    accept_mca(agreement=contoso.mca, by=admin)
    assert first.user.email in read("reseller")
    assert "The customer has not given you admin access." in read("provider")
    agent = contoso.actor("reseller", "admin_agent")
    with acting(agent):
        assign_licence(subscription=Subscription.objects.get(), membership=first, by=agent)
    assert Subscription.objects.get().assigned == 1
