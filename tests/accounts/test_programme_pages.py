"""What the public pages tell of the programme, and where they lead."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse


def words(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def links(text: str) -> set[str]:
    return set(re.findall(r'<a [^>]*href="([^"]+)"', text.split("<main", 1)[1].split("</main>")[0]))


@pytest.mark.rule("S000-5", "S000-11")
def test_what_taking_part_takes_and_where_a_company_enrols(db, client):
    text = words(client, "/programme/")
    for needed in (
        "with a partner location and its MPN ID",
        "enrolled in the programme as an indirect reseller",
    ):
        assert needed in text
    assert {"/join/", "/join/?programme=indirect_reseller"} <= links(text)
    assert 'value="indirect_reseller" checked' in re.sub(
        r'value="(\w+)"[^>]*?(checked)', r'value="\1" \2', words(client, "/join/?programme=indirect_reseller")
    )


@pytest.mark.rule("S004-2", "S004-3", "S004-4")
def test_the_three_kinds_of_partner_whole(db, client):
    text = words(client, "/programme/")
    for said in (
        # S004-2
        "buys the programme owner's products and those of others in the marketplace",
        "may build them into a shop of its own",
        "lets its resellers order and resell them",
        "supports many resellers at once",
        "support and bill customers in their name",
        # S004-3
        "Has no billing relation with the programme's owner",
        "needs at least one provider to transact",
        "may offer managed services, support and billing",
        "without a large investment, and with more to offer",
        # S004-4
        "billed by the programme's owner",
        "buys its products and those of others directly",
        "a connection to the programming interfaces",
        "billing, support and managed services at all times",
    ):
        assert said.replace("'", "&#x27;") in text.replace("&#39;", "&#x27;") or said in text, said


@pytest.mark.rule("S004-9", "S004-23")
def test_the_agreement_and_what_partners_gain(db, client):
    text = words(client, "/programme/")
    assert "It is a digital agreement. It takes the place of several older contracts" in text
    assert "helps partners to keep to the rules" in text
    assert "at the centre of its customers" in text
    assert "services of its own, put together into one solution" in text


@pytest.mark.rule("S001-45", "S001-46", "S004-24")
def test_where_the_programme_page_leads(db, client):
    text = words(client, "/programme/")
    found = links(text)
    documents = {reverse("joining:transition-info"), reverse("joining:transition-questions")}
    assert documents <= found
    assert {"/providers/", "#tiers", "#mpa", "#customers", "/join/?programme=direct_bill"} <= found
    assert any(link.startswith("mailto:") for link in found)
    assert "compare several in your own area" in text
    for anchor in (link for link in found if link.startswith("#")):
        assert f'id="{anchor[1:]}"' in text
    for document in documents:
        assert "print it or save it as a PDF" in words(client, document)


@pytest.mark.rule("S001-2", "S001-3", "S001-16", "S001-18", "S001-19", "S001-44")
def test_the_documents_about_the_transition(db, client):
    told = words(client, "/join/transition/") + words(client, "/join/transition/questions/")
    for said in (
        "direct-bill partners that have decided to go over",
        "one organisation serves both businesses",
        "you may take customers from your provider",
        "It bills you, buys for you and supports you",
        "they differ in training, support, marketing and terms of credit",
        "Direct-bill incentives go on, apart from these",
    ):
        assert said in told, said


@pytest.mark.rule("S000-11")
def test_a_provider_points_a_reseller_to_the_enrolment(contoso, client_for, settings):
    text = words(client_for(contoso.admin), f"/t/{contoso.provider.slug}/indirect-resellers/request/")
    assert f'value="{settings.SITE_URL}/join/?programme=indirect_reseller"' in text


def test_strangers_find_the_way_in(db, client):
    for path in ("/accounts/login/", "/accounts/signup/"):
        assert "/join/" in links(words(client, path)), path
