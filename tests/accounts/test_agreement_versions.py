"""Every version of an agreement is there to be read and kept, for whom it concerns; what was accepted names its region."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts import actions
from accounts.models import Agreement, AgreementAcceptance, Tenant
from accounts.permissions import Role
from accounts.states import AgreementKind
from partnercenter.core import tenancy
from partnercenter.core.actor import OperatorActor
from tests import factories as make

MPA, RESELLER, MCA = AgreementKind.MPA, AgreementKind.INDIRECT_RESELLER, AgreementKind.MCA


@pytest.fixture
def texts(db) -> dict[str, Agreement]:
    return {kind: make.AgreementFactory(kind=kind, text=f"Text of {kind}.") for kind in AgreementKind}


def client_of(client_for, tenant: Tenant, role: Role = Role.GLOBAL_ADMIN):
    return client_for(make.MembershipFactory(tenant=tenant, roles=[role]).user)


def read(client, tenant: Tenant, kind: str, **more: object):
    query = "&".join(f"{name}={value}" for name, value in {"kind": kind, **more}.items())
    return client.get(f"/t/{tenant.slug}/agreements/text/?{query}")


@pytest.mark.parametrize(
    ("trait", "role", "readable"),
    [
        ("reseller", Role.GLOBAL_ADMIN, {MPA, RESELLER, MCA}),
        ("reseller", Role.SALES_AGENT, {RESELLER, MCA}),
        ("customer", Role.GLOBAL_ADMIN, {MCA}),
        ("customer", Role.DEFAULT_USER, {MCA}),
    ],
)
def test_who_reads_which(texts, client_for, trait, role, readable):
    tenant = make.TenantFactory(**{trait: True})
    client = client_of(client_for, tenant, role)
    found = {kind for kind in AgreementKind if read(client, tenant, kind).status_code == 200}
    assert found == readable
    page = client.get(f"/t/{tenant.slug}/agreements/").content.decode()
    assert {kind for kind in AgreementKind if f"kind={kind}&amp;version=" in page} == readable


@pytest.mark.rule("S004-9")
def test_an_earlier_version_stays_and_is_downloaded_whole(texts, client_for):
    old = texts[RESELLER]
    new = make.AgreementFactory(kind=RESELLER, title="간접 재판매인 계약", text="새로운 text.\n\n2. More.")
    tenant = make.TenantFactory(reseller=True)
    client = client_of(client_for, tenant)
    assert "새로운 text." in read(client, tenant, RESELLER).content.decode()
    assert (
        "Text of indirect_reseller." in read(client, tenant, RESELLER, version=old.version).content.decode()
    )
    file = read(client, tenant, RESELLER, version=new.version, download=1)
    assert file["Content-Disposition"] == f'attachment; filename="indirect-reseller-v{new.version}.txt"'
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    text = file.content.decode("utf-8-sig")
    assert text.startswith("간접 재판매인 계약\r\n")
    assert "새로운 text.\r\n\r\n2. More." in text


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "kind=mca&version=0",
        "kind=mca&version=x",
        "kind=mca&version=9999999999",
        "kind=mca&version=１",
    ],
)
def test_what_there_is_not_is_not_found(texts, client_for, query):
    tenant = make.TenantFactory(reseller=True)
    assert client_of(client_for, tenant).get(f"/t/{tenant.slug}/agreements/text/?{query}").status_code == 404


def test_an_acceptance_names_its_region_and_signer(texts, client_for):
    tenant = make.TenantFactory(reseller=True)
    user = make.MembershipFactory(tenant=tenant, user__full_name="Kim Min-ji").user
    client = client_for(user)
    client.post(f"/t/{tenant.slug}/agreements/mpa/", {"is_read": "on", "version": texts[MPA].version})
    page = client.get(f"/t/{tenant.slug}/agreements/").content.decode()
    assert f'data-label="For the region">{tenant.region}' in page
    assert "Kim Min-ji" in page


@pytest.mark.parametrize("model", [Agreement, AgreementAcceptance])
@pytest.mark.parametrize("statement", ["UPDATE {} SET kind = 'mca'", "DELETE FROM {}"])
def test_the_database_lets_nobody_change_one(texts, model, statement):
    make.AgreementAcceptanceFactory(agreement=texts[MPA])
    with (
        tenancy.system(reason="test"),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))


def test_a_published_version_is_followed_by_another(texts):

    by = OperatorActor(make.UserFactory(is_staff=True), "a new text")
    newer = actions.publish_agreement(kind=MCA, title="MCA", text="New.", by=by)
    assert newer.version == texts[MCA].version + 1
    assert Agreement.objects.get(pk=texts[MCA].pk).text == "Text of mca."
