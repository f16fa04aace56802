"""How the programme works, in words for everybody."""

from __future__ import annotations

import html

import pytest

pytestmark = pytest.mark.usefixtures("db")


EXPLAINED = {
    "S000-2": "an indirect provider buys, and an indirect reseller sells: that is the two-tier model",
    "S000-3": "offer products and services beyond its own place and language",
    "S000-4": "look after its relations with the programme's owner, its customers and its resellers in one place",
    "S000-5": 'id="enrol"',
    "S000-8": "Without a partnership nothing can be done together.",
    "S000-9": "reseller relationships are established with customers that exist already",
    "S000-11": "It is enrolled in the programme as an indirect reseller.",
    "S000-12": "so that both serve customers together",
    "S001-18": "It bills you, buys for you and supports you.",
    "S001-19": "help with marketing, and offer financing or terms of credit",
    "S004-1": "The three partner types",
    "S004-2": "support and bill customers in their name",
    "S004-3": "needs at least one provider to transact",
    "S004-4": "billing, support and managed services at all times",
    "S004-6": "MPN ID can be named on a new subscription only after the reseller has signed",
    "S004-7": "do new business with a reseller only after the reseller has signed",
    "S004-8": "Your organisation has an account in Partner Center, with a partner location and its MPN ID.",
    "S004-9": "It takes the place of several older contracts",
    "S004-20": "A reseller may have several.",
    "S004-22": "Both partners must be in the same region and the same cloud",
}


@pytest.mark.rule(
    "S000-2",
    "S000-3",
    "S000-4",
    "S000-5",
    "S000-8",
    "S000-9",
    "S000-11",
    "S000-12",
    "S001-18",
    "S001-19",
    "S004-1",
    "S004-2",
    "S004-3",
    "S004-4",
    "S004-6",
    "S004-7",
    "S004-8",
    "S004-9",
    "S004-20",
    "S004-22",
)
def test_how_the_programme_works_is_explained_to_everybody(client):
    text = html.unescape(client.get("/programme/").content.decode())
    assert {rule for rule, words in EXPLAINED.items() if words not in text} == set()


def test_the_programmes_page_says_where_to_enrol_and_where_providers_are(client, settings):
    text = client.get("/programme/").content.decode()
    assert f'href="mailto:{settings.SUPPORT_EMAIL}"' in text
    assert 'href="/providers/"' in text
