"""Customers, as people do it: asked alone and by two, an organisation made on the way, rights taken and given, the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import expect

from accounts.models import Membership, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind
from invitations.models import Invitation
from partnercenter.core import tenancy
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.journeys.cast import Visitor, link_in
from tests.live import LivePortal, text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Visitor]
DAP = "Include delegated administration privileges for Azure Active Directory and Office 365"
_number = count(1)


@dataclass(frozen=True)
class Trade:
    """A direct-bill partner, a provider with its reseller, and a customer whose global admin is Bora."""

    direct: Tenant
    provider: Tenant
    reseller: Tenant
    customer: Tenant
    agent: User  # of the direct-bill partner: asks customers
    boss: User  # its global admin: ends relationships
    seller: User  # the reseller's global admin
    buyer: User  # the provider's global admin
    bora: User

    def rows(self) -> list[tuple[str, str, str, str]]:
        with tenancy.system(reason="test"):
            rows = ResellerRelationship.objects.of_customer(self.customer).order_by("capacity", "id")
            return list(rows.values_list("partner__slug", "capacity", "admin_access", "status"))


def _person(tenant: Tenant, local: str, name: str, role: str = Role.GLOBAL_ADMIN) -> User:
    user = make.UserFactory(email=f"{local}@{tenant.domain}", full_name=name)
    make.MembershipFactory(user=user, tenant=tenant, roles=[role])
    return user


@pytest.fixture
def trade() -> Trade:
    n = next(_number)
    with tenancy.system(reason="test"):
        make.AgreementFactory(kind=AgreementKind.MCA, version=n, title="Microsoft Customer Agreement")

        def tenant(trait: str, word: str) -> Tenant:
            slug = f"{word.lower()}-{n}"
            return make.TenantFactory(
                **{trait: True}, slug=slug, name=f"{word} {n}", domain=f"{slug}.example"
            )

        direct, provider = tenant("direct_bill", "Southridge"), tenant("provider", "Hangang")
        reseller, customer = tenant("reseller", "Hanbit"), tenant("customer", "Areum")
        make.PartnershipFactory(provider=provider, reseller=reseller)
        return Trade(
            direct,
            provider,
            reseller,
            customer,
            agent=_person(direct, "agent", "Ada Agent", Role.ADMIN_AGENT),
            boss=_person(direct, "boss", "Bob Boss"),
            seller=_person(reseller, "seller", "Kim Seller"),
            buyer=_person(provider, "buyer", "Lee Buyer"),
            bora=_person(customer, "bora", "한보라"),
        )


def ask(visitor: Visitor, trade: Trade, *, rights: bool, recipient: str = "") -> None:
    """From the page Customers to the message on its way."""
    visitor.follow("Customers", within=".pc-sidebar")
    visitor.follow("Request a reseller relationship")
    box = visitor.field(DAP)
    expect(box).to_be_checked()
    if not rights:
        box.uncheck()
    visitor.field("Recipients").fill(recipient or trade.bora.email)
    visitor.press("Send from the portal")
    if visitor.button("Send from the portal").count():  # the words have followed the tick: read, then sent
        visitor.press("Send from the portal")
    visitor.page.get_by_role("main").get_by_text(recipient or trade.bora.email).first.wait_for()


def authorize(bora: Visitor, *, agreement: bool, button: str = "Authorize reseller") -> None:
    main = bora.page.get_by_role("main")
    if agreement:
        bora.page.get_by_role("button", name=bora.t(button)).wait_for()
        main.locator("input[name=confirmed]").check()
        bora.press(button)
        bora.sees("Tick the box to accept the agreement.")
        main.locator("input[name=agreed]").check()
    main.locator("input[name=confirmed]").check()
    bora.press(button)


@pytest.mark.rule("S002-5", "S002-6", "S002-8", "S002-9", "S002-11", "S002-12", "S002-13")
@pytest.mark.parametrize(
    ("rights", "script"), [(True, True), (False, False)], ids=["with-rights", "without-by-plain-pages"]
)
def test_a_customer_is_asked_and_accepts_with_the_agreement(
    portal: LivePortal, visit: Visit, trade: Trade, rights: bool, script: bool
) -> None:
    agent = visit(script=script)
    agent.sign_in(trade.agent)
    ask(agent, trade, rights=rights)
    agent.follow("Customers", within=".pc-sidebar")
    assert agent.row(trade.customer.name).count() == 0
    bora = visit(script=script)
    bora.go(link_in(portal.mail_to(trade.bora.email), portal))
    bora.sees(trade.direct.name)
    bora.follow("Sign in to review")
    bora.sign_in(trade.bora)
    authorize(bora, agreement=True)
    bora.is_at(trade.customer)
    bora.sees(trade.direct.name)
    portal.mail_to(trade.agent.email, containing=trade.customer.name)
    agent.page.reload()
    agent.row(trade.customer.name).wait_for()
    access = "granted" if rights else "none"
    assert trade.rows() == [(trade.direct.slug, "direct", access, "active")]


@pytest.mark.rule("S001-24", "S001-25", "S001-26", "S001-28", "S001-30", "S001-31", "S004-17")
def test_one_link_for_two_partners_and_an_organisation_made_on_the_way(
    portal: LivePortal, visit: Visit, trade: Trade
) -> None:
    """The buyer has neither account nor organisation: code, account, organisation, both relationships."""
    address = f"owner@newcomer-{trade.reseller.slug}.example"
    seller = visit()
    seller.sign_in(trade.seller)
    seller.follow("Indirect providers", within=".pc-sidebar")
    seller.row(trade.provider.name).get_by_role("link", name=seller.t("Invite new customers")).click()
    seller.field("Recipients").fill(address)
    seller.press("Send from the portal")
    seller.page.get_by_role("main").get_by_text(address).first.wait_for()
    buyer = visit()
    buyer.sign_in(trade.buyer)
    buyer.follow("Invitations", within=".pc-sidebar")
    buyer.row(address).wait_for()  # both partners see it
    owner = visit()
    owner.go(link_in(portal.mail_to(address), portal))
    owner.sees(trade.reseller.name)
    owner.sees(trade.provider.name)
    owner.follow("I have no account yet")
    _make_account(portal, owner, address)
    name = _make_organisation(owner, trade)
    authorize(owner, agreement=True, button="Authorize both partners")
    owner.sees(trade.reseller.name)
    owner.sees(trade.provider.name)
    for visitor in (seller, buyer):
        visitor.follow("Customers", within=".pc-sidebar")
        visitor.row(name).wait_for()
    with tenancy.system(reason="test"):
        tenant = Membership.objects.get(user__email=address).tenant
        rows = ResellerRelationship.objects.of_customer(tenant).order_by("capacity")
        assert list(rows.values_list("partner__slug", "capacity", "admin_access")) == [
            (trade.provider.slug, "provider", "none"),
            (trade.reseller.slug, "reseller", "granted"),
        ]
        assert list(tenant.acceptances.values_list("kind", flat=True)) == ["mca"]


def _make_account(portal: LivePortal, owner: Visitor, address: str) -> None:
    owner.press("Send me a code")
    found = re.search(r"\b\d{4} ?\d{4}\b", text_of(portal.mail_to(address, containing="code")))
    assert found
    owner.field("Code from the mail").fill(found.group())
    owner.field("Your name").fill("Olga Owner")
    owner.field("Password").fill("a-long-quiet-river-7")
    owner.field("Password again").fill("a-long-quiet-river-7")
    owner.press("Create account and continue")


def _make_organisation(owner: Visitor, trade: Trade) -> str:
    name = f"Newcomer {trade.reseller.slug}"
    owner.page.get_by_role("main").get_by_text(owner.t("Create your organisation")).first.wait_for()
    owner.page.get_by_role("main").locator(
        "a, button", has_text=owner.t("Create your organisation")
    ).first.click()
    owner.field("Company name").fill(name)
    owner.field("Domain").fill(f"newcomer-{trade.reseller.slug}.example")
    owner.field("Country").select_option("KR")
    owner.field("Address line 1").fill("Teheran-ro 152")
    owner.press("Create organisation")  # what Korea asks for is said beside its fields, and nothing is lost
    owner.sees("In this country an address needs a postal code.")
    expect(owner.field("Company name")).to_have_value(name)
    owner.field("City").fill("Gangnam-gu")
    owner.page.locator("[name=state]").select_option("서울특별시")
    owner.field("Postal code").fill("06236")
    for label, value in (("First name of the contact", "Olga"), ("Last name of the contact", "Owner")):
        owner.field(label).fill(value)
    owner.press("Create organisation")
    return name


@pytest.mark.rule("S002-15", "S002-16", "S002-19", "D10")
def test_rights_are_removed_by_the_customer_and_restored_by_asking_again(
    portal: LivePortal, visit: Visit, trade: Trade
) -> None:
    with tenancy.system(reason="test"):
        make.ResellerRelationshipFactory(
            partner=trade.direct,
            customer=trade.customer,
            admin_access="granted",
            customer_agreement="accepted",
        )
        make.AgreementAcceptanceFactory(
            tenant=trade.customer,
            kind=AgreementKind.MCA,
            agreement=make.AgreementFactory(kind="mca", version=90 + next(_number)),
        )
    bora = visit(language="ko")
    bora.sign_in(trade.bora)
    bora.go(f"/t/{trade.customer.slug}/partners/")
    bora.row(trade.direct.name).get_by_role("link", name=bora.t("Remove roles")).click()
    bora.press("Yes, remove roles")
    assert trade.rows() == [(trade.direct.slug, "direct", "revoked", "active")]
    agent = visit()
    agent.sign_in(trade.agent)
    agent.follow("Customers", within=".pc-sidebar")
    agent.page.get_by_role("main").get_by_role("link", name=trade.customer.name).first.click()
    agent.page.get_by_role("main").locator("a[href*='customers/request/?customer=']").first.click()
    agent.field("Recipients").fill(trade.bora.email)
    agent.press("Send from the portal")
    bora.go(link_in(portal.mail_to(trade.bora.email), portal))
    authorize(bora, agreement=False)
    expect(bora.page.get_by_role("main")).to_contain_text(trade.direct.name)
    assert trade.rows() == [(trade.direct.slug, "direct", "granted", "active")]


@pytest.mark.rule("S003-9")
def test_the_end_of_a_relationship_with_what_blocks_it_first(visit: Visit, trade: Trade) -> None:
    with tenancy.system(reason="test"):
        row = make.ResellerRelationshipFactory(partner=trade.direct, customer=trade.customer)
        Membership.objects.filter(user=trade.boss).update(roles=[Role.GLOBAL_ADMIN, Role.SALES_AGENT])
        make.InvitationFactory(
            kind="relationship",
            capacity="direct",
            inviter=trade.direct,
            invited_by=trade.agent,
            recipient_email=trade.bora.email,
            customer=trade.customer,
        )
    boss = visit()
    boss.sign_in(trade.boss)
    boss.follow("Customers", within=".pc-sidebar")
    boss.page.get_by_role("main").get_by_role("link", name=trade.customer.name).first.click()
    boss.page.get_by_role("main").get_by_role("link", name="Remove reseller relationship").first.click()
    boss.sees("This relationship cannot be removed yet")
    boss.sees("A request to %(email)s waits for an answer.", email=trade.bora.email)
    boss.page.get_by_role("main").locator("a[href*='/invitations/']").first.click()
    boss.page.get_by_role("main").locator("a[href$='/revoke/']").first.click()
    boss.press("Revoke invitation")
    boss.sees("The invitation has been revoked; its link no longer works.")
    boss.go(
        f"/t/{trade.direct.slug}/customers/{trade.customer.public_id}/relationships/{row.public_id}/remove/"
    )
    boss.field("Reason").select_option("moved")
    boss.press("Yes, remove relationship")
    boss.go(f"/t/{trade.direct.slug}/customers/")
    assert boss.row(trade.customer.name).count() == 0
    boss.go(f"/t/{trade.direct.slug}/customers/?state=ended")
    boss.row(trade.customer.name).wait_for()
    assert trade.rows() == [(trade.direct.slug, "direct", "none", "ended")]
    with tenancy.system(reason="test"):
        assert Invitation.objects.get(customer=trade.customer).status == "revoked"
