"""What the second wall lets each side of a partnership read and write, past ones included."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, connection
from django.urls import reverse

from accounts.models import AgreementAcceptance, Location, Tenant
from partnercenter.core import tenancy
from partnercenter.core.actor import SystemActor
from relationships.actions import end_reseller_relationship
from relationships.models import Partnership, ResellerRelationship
from relationships.states import Capacity, EndReason
from tests.world import World


def test_the_reseller_cannot_end_the_partnership_even_past_the_code(contoso: World) -> None:
    """D1: the provider ends it; the database holds the reseller to it."""
    with tenancy.acting(user_id=contoso.reseller_admin.pk, tenant_id=contoso.reseller.pk):
        assert Partnership.objects.filter(pk=contoso.partnership.pk).update(provider_key="x") == 0
    with tenancy.acting(user_id=contoso.admin.pk, tenant_id=contoso.provider.pk):
        assert Partnership.objects.filter(pk=contoso.partnership.pk).update(provider_key="x") == 1


def test_nobody_makes_a_relationship_for_somebody_else(contoso: World, fabrikam: World) -> None:
    """A link alone makes one, in system scope: neither side writes it down by itself, past the code either."""
    partnership = Partnership(provider=contoso.provider, reseller=fabrikam.reseller)
    relationship = ResellerRelationship(
        partner=contoso.provider, customer=fabrikam.customer, capacity=Capacity.DIRECT
    )
    for row in (partnership, relationship):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            tenancy.acting(user_id=contoso.admin.pk, tenant_id=contoso.provider.pk),
        ):
            row.save(force_insert=True)


@pytest.mark.parametrize("kind", ["provider", "reseller"])
def test_nobody_deletes_history(contoso: World, kind: str) -> None:
    tenant = getattr(contoso, kind)
    with tenancy.acting(user_id=contoso.people[kind]["global_admin"].pk, tenant_id=tenant.pk):
        assert Partnership.objects.filter(pk=contoso.partnership.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM relationships_partnership")
            assert cursor.rowcount == 0


def test_what_only_partners_read_ends_with_the_partnership(contoso: World) -> None:
    """S000-34 keeps the history; today's MPN ID and signature of a former partner are no history."""
    former = contoso.removed.reseller
    with tenancy.acting(user_id=contoso.admin.pk, tenant_id=contoso.provider.pk):
        assert Location.objects.filter(tenant=contoso.reseller).exists()
        assert AgreementAcceptance.objects.filter(tenant=contoso.reseller).exists()
        assert not Location.objects.filter(tenant=former).exists()
        assert Partnership.objects.filter(pk=contoso.removed.pk).exists()


def test_a_former_partner_is_listed_without_its_mpn_id(contoso: World, client_for) -> None:
    mpn_id = contoso.removed.reseller.mpn_id
    url = reverse("relationships:reseller-list", args=[contoso.provider.slug])
    page = client_for(contoso.admin).get(url, {"state": "removed"}).content.decode()
    assert contoso.removed.reseller.name in page
    assert mpn_id
    assert mpn_id not in page


def test_a_search_by_domain_is_served_by_the_partnership_alone(contoso: World) -> None:
    found = Partnership.objects.with_resellers_of(contoso.provider).search(
        contoso.reseller.domain[:-3], side="reseller"
    )
    assert list(found) == [contoso.partnership]
    assert "accounts_tenant" not in str(found.query)


def test_an_agreement_is_attested_for_ones_customers_only(contoso: World, fabrikam: World) -> None:
    """Past the code, too: not for a stranger's customer, not after the end, and never in a partner's name."""
    mca = contoso.mca
    partner, customer = contoso.relationship.partner, contoso.relationship.customer
    user = contoso.admin

    def attest(acting: Tenant, whose: Tenant, by: Tenant) -> None:
        with tenancy.acting(user_id=user.pk, tenant_id=acting.pk):
            AgreementAcceptance.objects.create(
                tenant=whose, agreement=mca, kind=mca.kind, accepted_by=user, attesting_partner=by, region=whose.region,
                agreed_on=date(2026, 1, 5), signer_name="Kim", signer_email="kim@a.example",
            )  # fmt: skip

    attest(partner, customer, partner)
    for acting, whose in ((partner, fabrikam.customer), (customer, customer)):
        with pytest.raises(ProgrammingError, match="row-level security"):
            attest(acting, whose, partner)
    with tenancy.system(reason="test"):
        end_reseller_relationship(
            relationship=contoso.relationship, by=SystemActor("test"), reason=EndReason.OTHER
        )
    with pytest.raises(ProgrammingError, match="row-level security"):
        attest(partner, customer, partner)
