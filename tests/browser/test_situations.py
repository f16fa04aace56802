"""What only a real browser shows: referrers and history, frames, the back button, a lost line, two tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from accounts.models import Tenant, User
from invitations import tokens
from invitations.models import Invitation
from partnercenter.core import tenancy
from tests import factories as make
from tests.browser import checks
from tests.browser.stage import session_cookie
from tests.live import LivePortal
from tests.world import World, build_world

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def world(module_database: None) -> World:
    with tenancy.system(reason="test"):
        return build_world("contoso")


@pytest.fixture(scope="module")
def portal(world: World) -> Iterator[LivePortal]:
    with LivePortal(workers=False) as portal:
        yield portal


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def enter(context: BrowserContext, portal: LivePortal) -> Enter:
    """`enter(user, path)`: a page in this browser, where that user is signed in."""

    def go(user: User | None, path: str) -> Page:
        context.add_cookies(session_cookie(user, portal.url))
        page = context.new_page()
        page.goto(portal.url + path)
        return page

    return go


@pytest.fixture
def invitation(world: World) -> Invitation:
    """Open, for the global admin of an eligible reseller."""
    with tenancy.system(reason="test"):
        membership = make.MembershipFactory(tenant=make.TenantFactory(reseller=True))
        return make.InvitationFactory(
            inviter=world.provider,
            invited_by=world.admin,
            recipient_email=membership.user.email,
        )


def _link(invitation: Invitation) -> str:
    return f"/i/{tokens.new_token(invitation)}/"


def _invitee(invitation: Invitation) -> User:
    with tenancy.system(reason="test"):
        return User.objects.get(email=invitation.recipient_email)


def _status(invitation: Invitation) -> str:
    with tenancy.system(reason="test"):
        return Invitation.objects.get(pk=invitation.pk).status


def _elsewhere(page: Page, body: str) -> None:
    """A page of somebody else's site."""
    page.route("http://elsewhere.example/", lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto("http://elsewhere.example/")


@pytest.mark.situation("C-084")
def test_the_token_is_in_no_referrer_no_history_and_no_log(enter: Enter, invitation, portal, context) -> None:
    token = tokens.new_token(invitation)
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    context.on("request", note)
    page = enter(None, _link(invitation))
    page.get_by_role("link", name="Sign in to review").click()
    page.wait_for_url("**/accounts/login/**")
    page.go_back()
    assert page.url.endswith(f"/invitation/{invitation.public_id}/")
    assert not [each.url for each in sent if token in each.headers.get("referer", "")]
    assert len([each for each in sent if token in each.url]) == 1
    assert token not in page.content() + page.evaluate("() => document.referrer")
    history = context.new_cdp_session(page).send("Page.getNavigationHistory")
    assert not [each for each in history["entries"] if token in each["url"]]
    assert token not in portal.log("web")


@pytest.mark.situation("C-089")
def test_no_page_shows_in_a_frame(enter: Enter, invitation, portal, world, context) -> None:
    page = enter(_invitee(invitation), _link(invitation))
    assert page.get_by_role("button", name="Authorize indirect provider").is_visible()
    for path in (
        f"/invitation/{invitation.public_id}/",
        f"/t/{world.provider.slug}/indirect-resellers/",
        "/nowhere/",
    ):
        outside = context.new_page()
        _elsewhere(outside, f'<iframe src="{portal.url}{path}" width="800" height="600"></iframe>')
        outside.wait_for_timeout(300)
        assert outside.frames[1].url.startswith("chrome-error://"), path


@pytest.mark.situation("C-087")
def test_a_form_on_another_site_accepts_nothing(enter: Enter, invitation, portal) -> None:
    page = enter(_invitee(invitation), _link(invitation))
    form = f'<form method="post" action="{portal.url}/invitation/{invitation.public_id}/accept/">'
    _elsewhere(page, f'{form}<input name="confirmed" value="on"><button>Win a prize</button></form>')
    page.get_by_role("button").click()
    page.wait_for_url("**/accept/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert _status(invitation) == "open"


@pytest.mark.situation("C-107")
def test_the_back_button_shows_nothing_after_signing_out(enter: Enter, world: World) -> None:
    page = enter(world.admin, f"/t/{world.provider.slug}/indirect-resellers/")
    expect(page.get_by_role("main")).to_contain_text(world.reseller.name)
    page.get_by_role("group").filter(has=page.get_by_text("Account and display")).locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert world.reseller.name not in page.content()


@pytest.mark.situation("C-112")
def test_another_language_keeps_the_page_and_what_was_typed(enter: Enter, world: World) -> None:
    path = f"/t/{world.provider.slug}/indirect-resellers/request/"
    page = enter(world.people["provider"]["sales_agent"], path)
    page.get_by_label("Recipients", exact=True).fill("kim@fabrikam.example")
    page.get_by_label("Valid for (days)").fill("14")
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert page.url.endswith(path)
    expect(page.locator("[name=recipients]")).to_have_value("kim@fabrikam.example")
    expect(page.locator("[name=days]")).to_have_value("14")


@pytest.mark.situation("C-066")
def test_two_tabs_two_organisations(enter: Enter, world: World, portal: LivePortal) -> None:
    with tenancy.system(reason="test"):
        other = make.TenantFactory(provider=True, name="Second Supply")
        user = make.UserFactory()
        make.MembershipFactory(user=user, tenant=world.provider)
        make.MembershipFactory(user=user, tenant=other)
    first = enter(user, f"/t/{world.provider.slug}/indirect-resellers/request/")
    first.get_by_label("Recipients", exact=True).fill("two.tabs@resellers.example")
    second = first.context.new_page()
    second.goto(f"{portal.url}/organisations/")
    second.get_by_role("link", name="Second Supply Indirect").click()
    expect(second.locator(".pc-org-name")).to_have_text("Second Supply")
    first.get_by_role("button", name="Send from the portal").click()
    first.wait_for_url(f"**/t/{world.provider.slug}/invitations/requests/**")
    with tenancy.system(reason="test"):
        asked = Invitation.objects.filter(recipient_email="two.tabs@resellers.example")
        assert [each.inviter for each in asked] == [Tenant.objects.get(pk=world.provider.pk)]


@pytest.mark.situation("C-111")
def test_an_answer_that_never_comes_can_be_asked_for_again(enter: Enter, world: World) -> None:
    page = enter(world.admin, f"/t/{world.provider.slug}/indirect-resellers/request/")
    page.clock.install()
    page.reload()
    page.get_by_label("Recipients", exact=True).fill("slow.line@resellers.example")
    send = page.get_by_role("button", name="Send from the portal")
    answers: list[int] = []

    def swallow(route) -> None:
        """The portal gets the form and answers; the answer is lost on its way."""
        answers.append(route.fetch(max_redirects=0).status)
        route.abort("aborted")

    page.route("**/request/", swallow, times=1)
    send.click(no_wait_after=True)
    expect(send).to_have_attribute("aria-busy", "true")
    send.click()  # once more, too soon: nothing
    page.clock.fast_forward(9000)
    expect(send).not_to_have_attribute("aria-busy", "true")
    send.click()
    page.wait_for_url("**/invitations/requests/**")
    assert answers == [302]
    with tenancy.system(reason="test"):
        assert Invitation.objects.filter(recipient_email="slow.line@resellers.example").count() == 1


@pytest.mark.parametrize(
    ("width", "name"), [(1280, "Account and display"), (360, "Account and display"), (360, "Menu")]
)
def test_menus_open_close_and_fit(enter: Enter, world: World, width: int, name: str) -> None:
    # What lies under an open menu is covered, not small: a page without buttons there.
    page = enter(world.admin, f"/t/{world.provider.slug}/agreements/")
    checks.show(page, width, "dark")
    menu = page.locator("header summary", has_text=name)
    menu.focus()
    page.keyboard.press("Enter")
    assert checks.axe(page) == []
    assert checks.overflow(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('details[open]') !== null")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    assert page.locator("header details[open]").count() == 0
