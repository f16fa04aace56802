"""The customer's own agreement: accepted by its global admin, attested by a partner, or missing."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.actions import attest_mca
from accounts.models import Agreement, AgreementAcceptance
from accounts.permissions import Role
from accounts.querysets import customer_agreement_of
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.world import World

OTHERS = [role.value for role in Role if role != Role.GLOBAL_ADMIN]


@pytest.fixture
def mca(contoso: World) -> Agreement:
    return make.AgreementFactory(kind="mca", title="Microsoft Customer Agreement")


def urls(world: World) -> tuple[str, str]:
    return f"/t/{world.customer.slug}/agreements/", f"/t/{world.customer.slug}/agreements/mca/"


def attest(world: World, mca: Agreement) -> None:
    attest_mca(
        agreement=mca,
        customer=world.customer,
        signer_name="Bora Han",
        signer_email="bora@customer.example",
        signer_phone="",
        agreed_on=date(2026, 3, 2),
        by=world.actor(),
    )


@pytest.mark.rule("S002-12")
def test_a_global_admin_reads_and_accepts(contoso, mca, client_for):
    listing, accept = urls(contoso)
    client = client_for(contoso.people["customer"]["global_admin"])
    page = client.get(listing).content.decode()
    assert "Not accepted" in page
    assert accept in page
    assert mca.text[:20] in client.get(accept).content.decode()
    for _ in range(2):
        answer = client.post(accept, {"is_read": "on", "version": mca.version}, follow=True)
        assert "Accept the agreement" not in answer.content.decode()
    accepted = AgreementAcceptance.objects.get(tenant=contoso.customer)
    assert accepted.accepted_by == contoso.people["customer"]["global_admin"]
    assert accepted.signer_name in client.get(listing).content.decode()
    assert set(
        ResellerRelationship.objects.of_customer(contoso.customer).values_list(
            "customer_agreement", flat=True
        )
    ) == {"accepted"}


@pytest.mark.rule("S002-12")
def test_who_attested_for_whom_and_when_is_shown_and_ones_own_word_outweighs_it(contoso, mca, client_for):
    attest(contoso, mca)
    listing, accept = urls(contoso)
    client = client_for(contoso.people["customer"]["global_admin"])
    page = client.get(listing).content.decode()
    for words in ("Bora Han", contoso.provider.name, "2 Mar 2026", "Attested"):
        assert words in page, words
    assert contoso.provider.name in client.get(accept).content.decode()
    client.post(accept, {"is_read": "on", "version": mca.version})
    assert customer_agreement_of(contoso.customer) == "accepted"
    assert "accepted by" in client.get(listing).content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_others_learn_who_can_accept(contoso, mca, client_for, role):
    listing, accept = urls(contoso)
    client = client_for(contoso.people["customer"][role])
    page = client.get(listing).content.decode()
    assert contoso.people["customer"]["global_admin"].full_name in page
    assert accept not in page
    assert client.get(accept).status_code == 403
    assert client.post(accept, {"is_read": "on", "version": mca.version}).status_code == 403
    assert not AgreementAcceptance.objects.filter(tenant=contoso.customer).exists()


def test_a_newer_version_is_read_first(contoso, mca, client_for):
    accept = urls(contoso)[1]
    client = client_for(contoso.people["customer"]["global_admin"])
    make.AgreementFactory(kind="mca", version=mca.version + 1)
    answer = client.post(accept, {"is_read": "on", "version": mca.version})
    assert "newer version" in answer.content.decode()
    assert not AgreementAcceptance.objects.filter(tenant=contoso.customer).exists()


def test_partners_accept_no_customer_agreement(contoso, mca, client_for):
    url = f"/t/{contoso.provider.slug}/agreements/mca/"
    assert client_for(contoso.admin).get(url).status_code == 403
    assert client_for(contoso.admin).post(url, {"is_read": "on", "version": mca.version}).status_code == 403


def test_before_anything_is_published(contoso, client_for):
    client = client_for(contoso.people["customer"]["global_admin"])
    assert "There is no agreement to accept yet" in client.get(urls(contoso)[1]).content.decode()
    assert client.post(urls(contoso)[1], {"is_read": "on"}).status_code == 200


@pytest.mark.rule("S002-12")
def test_the_overview_says_so_until_it_is_there(contoso, mca, client_for):
    client = client_for(contoso.people["customer"]["global_admin"])
    overview = f"/t/{contoso.customer.slug}/"
    assert "Customer Agreement is not accepted" in client.get(overview).content.decode()
    attest(contoso, mca)
    assert "Customer Agreement is not accepted" not in client.get(overview).content.decode()
