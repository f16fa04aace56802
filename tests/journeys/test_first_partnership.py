"""The portal's main job, as two people do it: ask, receive the mail, accept, see each other, end it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from partnercenter.core import tenancy
from relationships.models import Partnership
from relationships.states import RemovalReason
from tests.journeys.cast import Pair, Visitor, link_in, new_pair
from tests.live import LivePortal, text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Visitor]


def walk(portal: LivePortal, visit: Visit, **manner) -> None:
    """The whole journey, in any language, with scripts or without."""
    pair = new_pair()
    park = visit(**manner)
    park.sign_in(pair.park)
    _ask(park, pair)
    mail = portal.mail_to(pair.kim.email)
    assert "For the new quarter" in text_of(mail)
    assert pair.provider.name in str(mail["From"])
    _provider_list(park, pair, shows=False)  # S000-20: asking alone lists nobody
    kim = visit(**manner)
    kim.go(link_in(mail, portal))
    _accept(kim, pair)
    portal.mail_to(pair.park.email, containing=pair.reseller.name)
    _provider_list(park, pair, shows=True)
    _remove(park, pair)
    _both_lists_without(park, kim, pair)


def _ask(park: Visitor, pair: Pair) -> None:
    park.follow("Indirect resellers", within=".pc-sidebar")
    park.follow("Request a partnership")
    park.field("Recipients").fill(f"{pair.kim.full_name} <{pair.kim.email}>")
    text = park.field("Message").input_value()
    assert "{link}" in text
    park.field("Message").fill(f"For the new quarter:\n\n{text}")
    park.press("Send from the portal")
    park.sees(pair.kim.email)
    park.follow("Done")
    expect(park.row(pair.kim.email)).to_have_count(1)


def _accept(kim: Visitor, pair: Pair) -> None:
    assert "/i/" not in kim.page.url
    kim.heading("%(name)s asks to be your indirect provider", name=pair.provider.name)
    kim.follow("Sign in to review")
    kim.sign_in(pair.kim)
    kim.heading("%(name)s asks to be your indirect provider", name=pair.provider.name)
    kim.press("Authorize indirect provider")
    kim.sees("Tick the box to confirm the partnership.")
    kim.confirm()
    kim.press("Authorize indirect provider")
    kim.sees(
        "%(provider)s is an indirect provider of %(reseller)s now.",
        provider=pair.provider.name,
        reseller=pair.reseller.name,
    )
    kim.go(f"/t/{pair.reseller.slug}/indirect-providers/")
    kim.row(pair.provider.name).wait_for()


def _provider_list(park: Visitor, pair: Pair, *, shows: bool) -> None:
    park.go(f"/t/{pair.provider.slug}/indirect-resellers/")
    assert park.row(pair.reseller.name).count() == shows


def _remove(park: Visitor, pair: Pair) -> None:
    park.row(pair.reseller.name).get_by_role("link", name=park.t("Remove partnership")).click()
    park.heading("Remove partnership with %(name)s?", name=pair.reseller.name)
    park.field("Reason").select_option(RemovalReason.AGREED)
    park.press("Yes, remove partnership")
    park.sees("Tick the statement to remove the partnership.")
    park.confirm()
    park.press("Yes, remove partnership")
    park.sees("The partnership with %(name)s has been removed.", name=pair.reseller.name)


def _both_lists_without(park: Visitor, kim: Visitor, pair: Pair) -> None:
    _provider_list(park, pair, shows=False)
    kim.go(f"/t/{pair.reseller.slug}/indirect-providers/")
    assert kim.row(pair.provider.name).count() == 0
    for visitor, path, other in (
        (park, f"/t/{pair.provider.slug}/indirect-resellers/?state=removed", pair.reseller),
        (kim, f"/t/{pair.reseller.slug}/indirect-providers/?state=removed", pair.provider),
    ):
        visitor.go(path)
        visitor.row(other.name).get_by_role("link").first.click()
        visitor.heading(other.name)
        visitor.sees("This partnership has ended")
    with tenancy.system(reason="test"):
        row = Partnership.objects.get(provider=pair.provider, reseller=pair.reseller)
        assert row.removed_by == pair.park


@pytest.mark.rule("S000-14", "S000-15", "S000-19", "S000-20", "S001-21", "S001-22", "S001-23")
@pytest.mark.rule("S000-32", "S000-33", "S000-36", "S000-39")
def test_from_the_first_mail_to_the_end(portal: LivePortal, visit: Visit) -> None:
    walk(portal, visit)


@pytest.mark.situation("C-105")
def test_the_same_without_scripts(portal: LivePortal, visit: Visit) -> None:
    walk(portal, visit, script=False)


def test_the_same_in_korean(portal: LivePortal, visit: Visit) -> None:
    assert visit(language="ko").t("Indirect resellers") == "간접 재판매인"
    walk(portal, visit, language="ko")
