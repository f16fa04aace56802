"""From direct-bill partner to both, as people do it: flagged, enrolled, approved, signed, and the first customer (S001)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts.models import Tenant, User
from accounts.operators import OPERATORS
from accounts.permissions import Role
from accounts.states import AgreementKind
from partnercenter.core import tenancy
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.journeys.cast import Pair, Visitor, ask, link_in
from tests.live import LivePortal, text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Visitor]
CONTACT = "office@southridge.example"


@dataclass(frozen=True)
class Change:
    """A direct-bill partner with an own customer, the provider it goes to, and a customer of nobody yet."""

    direct: Tenant
    provider: Tenant
    customer: Tenant
    boss: User
    agent: User
    park: User
    bora: User
    operator: User


@pytest.fixture
def change() -> Change:
    with tenancy.system(reason="test"):
        for kind, title in (
            (AgreementKind.MCA, "Microsoft Customer Agreement"),
            (AgreementKind.INDIRECT_RESELLER, "Indirect reseller agreement"),
        ):
            make.AgreementFactory(kind=kind, title=title)
        direct = make.TenantFactory(slug="southridge", name="Southridge Video", domain="southridge.example")
        facts = {"primary_contact": CONTACT, "mpn_email": CONTACT, "programmes": ["direct_bill"]}
        make.PartnerProfileFactory(tenant=direct, **facts)
        make.LegalProfileFactory(tenant=direct)
        make.AgreementAcceptanceFactory(tenant=direct)
        make.TenantFactory(name="Southridge Video")  # a namesake: somebody has to look
        own = make.TenantFactory(customer=True, name="Alpine Ski House")
        make.ResellerRelationshipFactory(partner=direct, customer=own, capacity="direct")
        provider = make.TenantFactory(
            provider=True, slug="hangang", name="Hangang Supply", domain="hangang.example"
        )
        make.AgreementAcceptanceFactory(tenant=provider)
        customer = make.TenantFactory(customer=True, name="Areum Publishing", domain="areum.example")
        operator = make.UserFactory(email="olga@portal.example", full_name="Olga Operator", is_staff=True)
        operator.groups.set([Group.objects.get(name=OPERATORS)])
        return Change(
            direct, provider, customer,
            boss=_person(direct, "boss", Role.GLOBAL_ADMIN, Role.ADMIN_AGENT),
            agent=_person(direct, "agent", Role.ADMIN_AGENT),
            park=_person(provider, "park", Role.GLOBAL_ADMIN),
            bora=_person(customer, "bora", Role.GLOBAL_ADMIN),
            operator=operator,
        )  # fmt: skip


def _person(tenant: Tenant, local: str, *roles: str) -> User:
    user = make.UserFactory(email=f"{local}@{tenant.domain}", full_name=f"{local.title()} of {tenant.name}")
    make.MembershipFactory(user=user, tenant=tenant, roles=list(roles))
    return user


@pytest.mark.rule(
    "S001-1", "S001-5", "S001-6", "S001-7", "S001-8", "S001-9", "S001-10", "S001-11", "S001-12", "S001-13",
    "S001-14", "S001-15", "S001-17",
)  # fmt: skip
def test_from_the_flag_to_the_first_customer_as_a_reseller(
    portal: LivePortal, visit: Visit, change: Change
) -> None:
    boss, operator = visit(), visit()
    boss.sign_in(change.boss)
    boss.heading("Overview")
    boss.misses("Enroll now")
    operator.go("/admin/accounts/partnerprofile/")
    operator.sign_in(change.operator)
    _operate(operator, "Southridge Video", "Identify for direct-bill offboarding")
    _agent_is_told_who_can(visit, change)
    _enroll(boss)
    operator.go("/admin/accounts/enrolment/")
    _operate(operator, "Southridge Video", "Approve")
    answer = text_of(portal.mail_to(CONTACT, containing="approved"))
    assert "Southridge Video" in answer
    _accept_the_agreement(boss)
    _partnership(portal, visit, boss, change)
    _first_customer(portal, visit, boss, change)
    with tenancy.system(reason="test"):
        held = ResellerRelationship.objects.filter(status="active").order_by("customer__name", "capacity")
        assert list(held.values_list("customer__name", "partner__slug", "capacity")) == [
            ("Alpine Ski House", "southridge", "direct"),
            ("Areum Publishing", "hangang", "provider"),
            ("Areum Publishing", "southridge", "reseller"),
        ]


def _operate(operator: Visitor, row: str, name: str) -> None:
    """From the list to the row, to the operation; rights are raised where they have ended or never began."""
    page = operator.page
    page.get_by_role("link", name=row, exact=True).first.click()
    page.locator(".object-tools").get_by_role("link", name=name, exact=True).click()
    if page.get_by_role("button", name="Raise my rights").count():
        page.get_by_label("Reason").fill("Enrolments of today.")
        page.get_by_role("button", name="Raise my rights").click()
    page.get_by_label("Reason").fill("Agreed with the partner on the telephone.")
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def _agent_is_told_who_can(visit: Visit, change: Change) -> None:
    """S001-1: an admin agent sees no form, and reads who does."""
    agent = visit()
    agent.sign_in(change.agent)
    agent.sees("Become an indirect reseller")
    agent.sees(change.boss.full_name)
    agent.misses("Enroll now")


def _enroll(boss: Visitor) -> None:
    boss.page.reload()
    boss.sees("There is no way back")
    expect(boss.field("Primary contact")).to_have_value(CONTACT)
    boss.press("Enroll now")
    boss.sees("Tick the box to continue.")
    boss.page.locator("main input[name=understood]").check()
    boss.press("Enroll now")
    boss.sees("Your application has been received.")
    boss.follow("Settings", within=".pc-sidebar")
    boss.page.get_by_role("main").get_by_role("link", name="Partner profile").click()
    boss.follow("Program info")
    boss.sees("Transition from direct-bill partner")
    boss.sees("Decided at latest on:")
    assert boss.link("Indirect providers", within=".pc-sidebar").count() == 0


def _accept_the_agreement(boss: Visitor) -> None:
    boss.follow("Overview", within=".pc-sidebar")
    boss.sees("Only with this agreement does your organisation become an indirect reseller.")
    assert boss.link("Indirect providers", within=".pc-sidebar").count() == 0
    boss.page.locator("main input[name=is_read]").check()
    boss.press("Accept and continue")
    boss.sees("Your organisation is now both: direct-bill partner and indirect reseller.")
    for role in ("Direct-bill partner", "Indirect reseller"):
        boss.sees(role)
    boss.follow("Indirect providers", within=".pc-sidebar")


def _partnership(portal: LivePortal, visit: Visit, boss: Visitor, change: Change) -> None:
    park = visit()
    park.sign_in(change.park)
    ask(park, Pair(change.provider, change.direct, change.park, change.boss))
    park.sees(change.boss.email)
    boss.go(link_in(portal.mail_to(change.boss.email, containing="Hangang Supply"), portal))
    boss.heading("%(name)s asks to be your indirect provider", name="Hangang Supply")
    boss.confirm()
    boss.press("Authorize indirect provider")
    boss.sees(
        "%(provider)s is an indirect provider of %(reseller)s now.",
        provider="Hangang Supply",
        reseller="Southridge Video",
    )


def _first_customer(portal: LivePortal, visit: Visit, boss: Visitor, change: Change) -> None:
    """S001-24 to S001-31: one link for both; it is a customer as reseller, and the direct one stays one."""
    boss.go("/t/southridge/indirect-providers/")
    boss.row("Hangang Supply").get_by_role("link", name="Invite new customers").click()
    boss.field("Recipients").fill(change.bora.email)
    boss.press("Send from the portal")
    boss.page.get_by_role("main").get_by_text(change.bora.email).first.wait_for()
    bora = visit()
    bora.go(link_in(portal.mail_to(change.bora.email), portal))
    bora.follow("Sign in to review")
    bora.sign_in(change.bora)
    bora.page.locator("main input[name=agreed]").check()
    bora.confirm()
    bora.press("Authorize both partners")
    bora.sees("Southridge Video")
    boss.follow("Customers", within=".pc-sidebar")
    boss.row("Areum Publishing").wait_for()
    boss.row("Alpine Ski House").wait_for()
