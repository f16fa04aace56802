"""A new customer with its first subscriptions, one subscription more, and whom it may ask: S000-44 to S000-62."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import expect

from accounts.models import Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind
from partnercenter.core import tenancy
from relationships.states import Capacity
from subscriptions.models import Offer, Order, Subscription
from tests import factories as make
from tests.journeys.cast import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Visitor]
SHOW = "Show the temporary password"
_number = count(1)


@dataclass(frozen=True)
class Shop:
    """A provider with one reseller, two colleagues at the provider, a customer already there, and two offers."""

    provider: Tenant
    reseller: Tenant
    customer: Tenant
    park: User
    colleague: User
    offers: tuple[Offer, Offer]
    domain: str

    def subscriptions(self, customer: str) -> list[tuple[str, int, str, str]]:
        with tenancy.system(reason="test"):
            rows = Subscription.objects.filter(customer__domain=customer).order_by("id")
            return list(rows.values_list("name", "quantity", "reseller__slug", "support_contact__slug"))


def _person(tenant: Tenant, local: str, name: str) -> User:
    user = make.UserFactory(email=f"{local}@{tenant.domain}", full_name=name)
    make.MembershipFactory(tenant=tenant, user=user, roles=[Role.GLOBAL_ADMIN, Role.ADMIN_AGENT])
    return user


@pytest.fixture
def shop() -> Shop:
    n = next(_number)
    with tenancy.system(reason="test"):

        def tenant(trait: str, word: str) -> Tenant:
            slug = f"{word.lower()}-{n}"
            return make.TenantFactory(
                **{trait: True}, slug=slug, name=f"{word} {n}", domain=f"{slug}.example"
            )

        provider, reseller = tenant("provider", "Contoso"), tenant("reseller", "Northwind")
        customer = tenant("customer", "Woodgrove")
        make.CustomerFactory(tenant=customer)
        make.AgreementFactory(kind=AgreementKind.MCA, version=n, title="Microsoft Customer Agreement")
        mpa = make.AgreementFactory(version=n)
        for one in (provider, reseller):
            make.AgreementAcceptanceFactory(agreement=mpa, tenant=one)
        make.PartnershipFactory(provider=provider, reseller=reseller)
        make.ResellerRelationshipFactory(
            partner=provider,
            customer=customer,
            capacity=Capacity.PROVIDER,
            with_partner=reseller,
            customer_agreement="accepted",
        )
        make.ResellerRelationshipFactory(
            partner=reseller, customer=customer, capacity=Capacity.RESELLER, with_partner=provider,
            customer_agreement="accepted",
        )  # fmt: skip
        offers = (make.OfferFactory(name=f"Mail {n}"), make.OfferFactory(name=f"Office {n}"))
        park, colleague = _person(provider, "park", "Park Ji-hoon"), _person(provider, "lee", "Lee Su-bin")
    return Shop(provider, reseller, customer, park, colleague, offers, f"areum-{n}.example")


def details(park: Visitor, shop: Shop) -> None:
    """S000-45, S000-46: the reseller is chosen already."""
    reseller = park.page.get_by_label("Indirect reseller").and_(park.page.locator("main [name=reseller]"))
    expect(reseller.locator("option:checked")).to_contain_text(shop.reseller.name)
    typed = {
        "Company name": "아름출판",
        "Domain": shop.domain,
        "Address line 1": "Teheran-ro 152",
        "City": "Gangnam-gu",
        "State or province": "서울특별시",
        "Postal code": "06236",
        "First name of the contact": "Min-ji",
        "Last name of the contact": "Kim",
        "E-mail of the contact": "kim@areum.example",
    }
    for name in ("name", "domain"):
        label = {"name": "Company name", "domain": "Domain"}[name]
        park.page.locator(f"main [name={name}]").fill(typed.pop(label))
    names = ("address_line1", "city", "state", "postal_code", "first_name", "last_name", "email")
    park.page.locator("main [name=country_code]").select_option("KR")
    for name, value in zip(names, typed.values(), strict=True):
        field = park.page.locator(f"main [name={name}]")
        is_list = field.evaluate("field => field.tagName") == "SELECT"
        field.select_option(value) if is_list else field.fill(value)
    park.page.locator("main [name=agreement][value=attest]").check()
    signer = {"signer_name": "Kim Min-ji", "signer_email": "kim@areum.example", "agreed_on": "2026-01-05"}
    for name, value in signer.items():
        park.page.locator(f"main [name={name}]").fill(value)
    park.page.locator("main [name=confirmed]").check()
    park.page.locator("main [name=setup][value=show]").check()
    park.press("Next: Subscriptions")


def seats(visitor: Visitor, offer: Offer, quantity: int) -> None:
    """The label names term and billing cycle, too."""
    label = (
        f"Number of licenses: {offer.name}, {offer.get_term_display()}, {offer.get_billing_cycle_display()}"
    )
    visitor.page.get_by_label(label, exact=True).fill(str(quantity))


def submit(visitor: Visitor) -> None:
    attested = visitor.page.locator("main input[type=checkbox][name=attested]")
    if attested.count():
        attested.check()
    visitor.press("Submit")


def nobody_else_sees(visit: Visit, park: Visitor, shop: Shop, password: str, address: str) -> None:
    """S000-52: reload, back and forth, another tab, the button's own address, a colleague."""
    for look in (park.page.reload, park.page.go_back, park.page.go_forward):
        look()
        assert password not in park.page.content()
        assert not park.button(SHOW).count()
    park.go(address)
    park.sees("The temporary password was shown once already")
    tab = Visitor(park.page.context.new_page(), park.portal)
    tab.go(address)
    tab.sees("Nobody can see it again")
    assert password not in tab.page.content()
    # the button once more, as a tab sends it that was open all the time
    token = park.page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    again = park.page.request.post(
        address.replace("confirmation", "setup"),
        form={"csrfmiddlewaretoken": token or ""},
        headers={"Referer": address},
    )
    assert password not in again.text()
    lee = visit()
    lee.sign_in(shop.colleague)
    lee.is_at(shop.provider)
    lee.go(address)
    lee.sees("The temporary password was shown once already")
    assert password not in lee.page.content()
    assert not lee.button(SHOW).count()
    assert password not in park.portal.log("web") + park.portal.log("worker")


@pytest.mark.rule(
    "S000-44", "S000-45", "S000-46", "S000-47", "S000-48", "S000-49", "S000-51", "S000-52", "S000-53"
)
@pytest.mark.situation("C-096")
def test_a_new_customer_from_the_resellers_row_to_its_first_sign_in(visit: Visit, shop: Shop) -> None:
    park = visit()
    park.sign_in(shop.park)
    park.is_at(shop.provider)
    park.go(f"/t/{shop.provider.slug}/indirect-resellers/")
    park.row(shop.reseller.name).get_by_role("link", name="Add new customer").click()
    details(park, shop)
    park.heading("New subscription")
    seats(park, shop.offers[0], 3)
    seats(park, shop.offers[1], 7)
    park.press("Next: Review")
    park.heading("Review")
    with tenancy.system(reason="test"):
        assert not Tenant.objects.filter(domain=shop.domain).exists(), "D7: nothing before Submit"
    submit(park)
    park.heading("Confirmation")
    park.sees("Setup info")
    address = park.page.url
    park.press(SHOW)
    password = park.page.locator("#setup-password").input_value()
    assert len(password) > 8
    park.sees("You will not be able to see this password again")
    nobody_else_sees(visit, park, shop, password, address)
    park.follow("Done")
    park.heading("아름출판")
    park.go(f"/t/{shop.provider.slug}/customers/")
    expect(park.row("아름출판")).to_contain_text(shop.reseller.name)
    assert [row[:3] for row in shop.subscriptions(shop.domain)] == [
        (shop.offers[0].name, 3, shop.reseller.slug),
        (shop.offers[1].name, 7, shop.reseller.slug),
    ]
    first_sign_in(visit(), shop, password)


def first_sign_in(kim: Visitor, shop: Shop, password: str) -> None:
    """The customer's admin: the temporary password opens one page, on which another is chosen."""
    with tenancy.system(reason="test"):
        admin = User.objects.get(email=f"admin@{shop.domain}")
    kim.sign_in(admin, password)
    kim.page.wait_for_url(re.compile("password/change"))
    for _ in range(2):
        kim.page.wait_for_url(re.compile("password/change"))
        kim.go("/organisations/")
    kim.page.locator("[name=oldpassword]").fill(password)
    for name in ("password1", "password2"):
        field = kim.page.locator(f"[name={name}]")
        if field.count():
            field.fill("an own and long password 7")
    kim.page.locator("main form:has([name=oldpassword]) button").last.click()
    kim.page.wait_for_url(lambda url: "password/change" not in url)
    with tenancy.system(reason="test"):
        admin.refresh_from_db()
        assert admin.temporary_until is None
        assert admin.check_password("an own and long password 7")


@pytest.mark.rule("S000-56", "S000-57", "S000-58", "S000-59", "S000-60", "S000-61", "S000-62")
@pytest.mark.parametrize("script", [True, False], ids=["scripts", "plain-pages"])
def test_one_subscription_more_and_who_answers(visit: Visit, shop: Shop, script: bool) -> None:
    park = visit(script=script)
    park.sign_in(shop.park)
    park.is_at(shop.provider)
    park.go(f"/t/{shop.provider.slug}/customers/")
    park.row(shop.customer.name).locator(".pc-expand").click()  # the down arrow
    park.page.get_by_role("main").get_by_role("link", name="Add subscription").first.click()
    park.heading("New subscription")
    seats(park, shop.offers[0], 5)
    park.page.locator("main [name=reseller]").select_option(
        label=park.page.locator("main [name=reseller] option", has_text=shop.reseller.name).inner_text()
    )
    park.press("Next: Review")
    submit(park)
    park.heading("Confirmation")
    park.follow("Subscriptions of the customer")
    park.sees(shop.offers[0].name)
    assert shop.subscriptions(shop.customer.domain) == [(shop.offers[0].name, 5, shop.reseller.slug, None)]
    park.page.get_by_role("main").get_by_role("link", name=shop.offers[0].name).first.click()
    with tenancy.system(reason="test"):
        slug = Subscription.objects.get(customer=shop.customer).public_id
    park.go(f"/t/{shop.provider.slug}/subscriptions/{slug}/support/")
    park.heading("Designated support contact")
    contact = park.page.locator("main [name=partner]")
    contact.select_option(label=contact.locator("option", has_text=shop.reseller.name).inner_text())
    park.press("Submit")
    park.sees(shop.reseller.name)
    assert shop.subscriptions(shop.customer.domain)[0][3] == shop.reseller.slug


@pytest.mark.rule("S000-50", "D7")
def test_cancel_on_review_cancels_everything(visit: Visit, shop: Shop) -> None:
    park = visit()
    park.sign_in(shop.park)
    park.is_at(shop.provider)
    park.go(f"/t/{shop.provider.slug}/indirect-resellers/")
    park.row(shop.reseller.name).get_by_role("link", name="Add new customer").click()
    details(park, shop)
    seats(park, shop.offers[0], 3)
    park.press("Next: Review")
    park.follow("Cancel")
    park.press("Yes, cancel everything")
    with tenancy.system(reason="test"):
        assert not Tenant.objects.filter(domain=shop.domain).exists()
        assert not Order.objects.filter(partner=shop.provider).exists()
