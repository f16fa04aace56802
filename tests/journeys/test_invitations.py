"""The other ways of an invitation: sent by oneself, declined, expired and sent again, opened by the wrong account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from invitations.models import Invitation
from partnercenter.core import tenancy
from partnercenter.core.models import OutgoingMail
from relationships.models import Partnership
from tests import factories as make
from tests.journeys.cast import Pair, Visitor, ask, link_in, new_pair
from tests.live import LivePortal

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Visitor]
NO_CLIPBOARD = (
    "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false;"
)


@pytest.fixture
def pair() -> Pair:
    return new_pair()


@pytest.fixture
def park(visit: Visit, pair: Pair) -> Visitor:
    """The provider's global admin, signed in."""
    visitor = visit()
    visitor.sign_in(pair.park)
    return visitor


def _rows(pair: Pair) -> tuple[int, int]:
    """Invitations of this provider, and mails for them."""
    with tenancy.system(reason="test"):
        mails = OutgoingMail.objects.filter(tenant=pair.provider, kind="invitation").count()
        return Invitation.objects.filter(inviter=pair.provider).count(), mails


@pytest.mark.rule("S000-16", "S000-17", "S000-18", "S000-19")
def test_a_message_one_sends_oneself(park: Visitor, pair: Pair, visit: Visit) -> None:
    ask(park, pair, step="Prepare to send it myself")
    text = park.field("Message").input_value()
    mailto = park.link("Open in email").get_attribute("href") or ""
    parts = urlsplit(mailto)
    query = parse_qs(parts.query)
    assert unquote(parts.path) == pair.kim.email
    assert query["body"][0].replace("\r\n", "\n").strip() == text.strip()
    assert query["subject"] == [park.field("Subject").input_value()]
    park.press("Copy to clipboard")
    expect(park.button("Copied to clipboard")).to_be_visible()
    assert park.page.evaluate("() => navigator.clipboard.readText()").strip() == text.strip()
    park.follow("Done")
    expect(park.row(pair.kim.email)).to_have_count(1)
    assert _rows(pair) == (1, 0)
    kim = visit()
    kim.go(next(word for word in text.split() if word.startswith(f"{park.portal.url}/i/")))
    kim.heading("%(name)s asks to be your indirect provider", name=pair.provider.name)


@pytest.mark.situation("C-106")
def test_without_a_clipboard_the_text_is_selected(park: Visitor, pair: Pair) -> None:
    park.page.add_init_script(NO_CLIPBOARD)
    ask(park, pair, step="Prepare to send it myself")
    park.press("Copy to clipboard")
    expect(park.button("Press Ctrl+C to copy the selected text")).to_be_visible()
    assert "/i/" in park.page.evaluate("() => getSelection().toString()")


@pytest.mark.situation("C-106")
def test_a_long_message_is_copied_instead_of_cut_off(park: Visitor, pair: Pair) -> None:
    park.go(f"/t/{pair.provider.slug}/indirect-resellers/request/")
    park.field("Recipients").fill(pair.kim.email)
    park.field("Message").fill("우리는 함께 일하고 싶습니다. " * 200 + "\n{link}")
    park.press("Prepare to send it myself")
    park.sees(
        "This message is too long to be opened in a mail program: it would be cut off. Copy it instead."
    )
    assert park.link("Open in email").count() == 0


@pytest.mark.situation("C-021")
@pytest.mark.parametrize("script", [True, False])
def test_a_double_click_asks_once(visit: Visit, pair: Pair, script: bool) -> None:
    park = visit(script=script)
    park.sign_in(pair.park)
    park.go(f"/t/{pair.provider.slug}/indirect-resellers/request/")
    park.field("Recipients").fill(pair.kim.email)
    park.button("Send from the portal").dblclick(delay=20)
    expect(park.page).to_have_url(
        re.compile("/invitations/requests/")
    )  # the second click aborts the first answer
    park.sees(pair.kim.email)
    assert _rows(pair) == (1, 1)


@pytest.mark.situation("C-022")
def test_refresh_or_back_and_once_more_asks_nobody_twice(park: Visitor, pair: Pair) -> None:
    """The page is fetched anew on Back, so it is a new request: for an address that has been asked."""
    ask(park, pair)
    park.page.wait_for_url("**/invitations/requests/**")
    park.page.reload()
    park.page.go_back()
    park.field("Recipients").fill(pair.kim.email)
    park.press("Send from the portal")
    park.sees("Invited already")
    assert _rows(pair) == (1, 1)


def test_declined_with_a_reason(park: Visitor, pair: Pair, visit: Visit, portal: LivePortal) -> None:
    ask(park, pair)
    kim = visit()
    kim.go(link_in(portal.mail_to(pair.kim.email), portal))
    kim.follow("Sign in to review")
    kim.sign_in(pair.kim)
    kim.page.get_by_text(kim.t("Decline this invitation"), exact=True).click()
    kim.page.locator("textarea[name=reason]").fill("We work with somebody else.")
    kim.press("Decline")
    kim.heading("This invitation was declined")
    portal.mail_to(pair.park.email, containing="We work with somebody else.")
    park.go(f"/t/{pair.provider.slug}/invitations/")
    park.row(pair.kim.email).get_by_role("link").first.click()
    park.sees("We work with somebody else.")


@pytest.mark.situation("C-082", "C-029")
def test_expired_asked_for_and_sent_again(
    park: Visitor, pair: Pair, visit: Visit, portal: LivePortal
) -> None:
    ask(park, pair)
    old = link_in(portal.mail_to(pair.kim.email), portal)
    with tenancy.system(reason="test"):
        Invitation.objects.filter(inviter=pair.provider).update(
            expires_at=timezone.now() - timedelta(minutes=1)
        )
    kim = visit()
    kim.go(old)
    kim.heading("This invitation has expired")
    kim.press("Ask %(name)s for a new invitation", name=pair.provider.name)
    kim.sees("%(name)s has been asked for a new invitation.", name=pair.provider.name)
    portal.mail_to(pair.park.email, containing=pair.kim.email)
    park.go(f"/t/{pair.provider.slug}/invitations/")
    park.row(pair.kim.email).get_by_role("link").first.click()
    park.follow("Resend")
    park.press("Resend")
    park.sees("The invitation is on its way again, with a new link.")
    new = _newer_link(portal, pair, old)
    kim.go(old)
    kim.heading("There is a newer link")
    kim.go(new)
    kim.follow("Sign in to review")
    kim.sign_in(pair.kim)
    kim.confirm()
    kim.press("Authorize indirect provider")
    kim.heading("Indirect providers")
    kim.row(pair.provider.name).wait_for()


def _newer_link(portal: LivePortal, pair: Pair, old: str) -> str:
    with tenancy.system(reason="test"):
        invitation = Invitation.objects.get(inviter=pair.provider)
    assert invitation.generation == 2
    mail = portal.mail_to(pair.kim.email, but_not=old)
    return link_in(mail, portal)


@pytest.mark.situation("C-080")
def test_the_wrong_account_switches_and_keeps_the_invitation(
    park: Visitor, pair: Pair, visit: Visit, portal: LivePortal
) -> None:
    ask(park, pair)
    other = _colleague(pair)
    kim = visit()
    kim.sign_in(other)
    kim.go(link_in(portal.mail_to(pair.kim.email), portal))
    kim.heading("This invitation is for another account")
    kim.press("Sign out and switch account")
    kim.sign_in(pair.kim)
    kim.heading("%(name)s asks to be your indirect provider", name=pair.provider.name)
    kim.confirm()
    kim.press("Authorize indirect provider")
    kim.heading("Indirect providers")
    kim.row(pair.provider.name).wait_for()
    with tenancy.system(reason="test"):
        assert Partnership.objects.get(provider=pair.provider).established_by == pair.kim


def _colleague(pair: Pair) -> User:
    with tenancy.system(reason="test"):
        user = make.UserFactory(full_name="Lee Ji-woo")
        make.MembershipFactory(user=user, tenant=pair.reseller)
    return user


def test_a_new_password_by_mail(visit: Visit, pair: Pair, portal: LivePortal) -> None:
    kim = visit()
    kim.go("/accounts/login/")
    kim.page.get_by_role("link", name="Forgot").first.click()
    kim.field("E-mail address").fill(pair.kim.email)
    kim.press("Send the link")
    kim.go(link_in(portal.mail_to(pair.kim.email), portal, folder="accounts/password"))
    assert "/key/" in kim.page.url
    kim.field("New password").fill("a quite new sentence of mine")
    kim.field("New password again").fill("a quite new sentence of mine")
    kim.press("Save new password")
    kim.sign_in(pair.kim, password="a quite new sentence of mine")
    kim.is_at(pair.reseller)
