"""Rights end when they end: on the very next request, in a session that is open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import Membership, User
from accounts.permissions import Role
from invitations.models import Invitation
from relationships.models import Partnership
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

ClientFor = Callable[[User], PortalClient]


def _list(world: World) -> str:
    return reverse("relationships:reseller-list", kwargs={"tenant_slug": world.provider.slug})


def test_a_role_taken_away(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    assert client.get(_list(contoso)).status_code == 200
    Membership.objects.filter(user=contoso.admin).update(roles=[Role.BILLING_ADMIN])
    assert client.get(_list(contoso)).status_code == 403
    Membership.objects.filter(user=contoso.admin).update(roles=[Role.BILLING_ADMIN, Role.SALES_AGENT])
    assert client.get(_list(contoso)).status_code == 200


def test_a_role_taken_away_in_mid_form(contoso: World, client_for: ClientFor) -> None:
    """The page was open; the POST comes too late and changes nothing."""
    client = client_for(contoso.admin)
    url = reverse(
        "relationships:partnership-remove",
        kwargs={"tenant_slug": contoso.provider.slug, "public_id": contoso.partnership.public_id},
    )
    assert client.get(url).status_code == 200
    Membership.objects.filter(user=contoso.admin).update(roles=[Role.HELPDESK_AGENT])
    assert client.post(url, {"reason": "other", "statement_accepted": "on"}).status_code == 403
    assert Partnership.objects.get(pk=contoso.partnership.pk).is_active


@pytest.mark.situation("C-061")
def test_a_membership_that_ended(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    assert client.get(_list(contoso)).status_code == 200
    Membership.objects.filter(user=contoso.admin).delete()
    assert client.get(_list(contoso)).status_code == 404
    revoke = reverse(
        "invitations:invitation-revoke",
        kwargs={"tenant_slug": contoso.provider.slug, "public_id": contoso.invitation.public_id},
    )
    assert client.post(revoke).status_code == 404
    assert Invitation.objects.get(pk=contoso.invitation.pk).status == "open"
    mine = client.get(reverse("accounts:organisation-list")).content.decode()
    assert f"/t/{contoso.provider.slug}/" not in mine


def test_a_deactivated_person_is_signed_out(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    assert client.get(_list(contoso)).status_code == 200
    User.objects.filter(pk=contoso.admin.pk).update(is_active=False)
    answer = client.get(_list(contoso))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert client.get("/").status_code == 302
    assert client.get(reverse("accounts:organisation-list")).status_code == 302


def test_a_changed_password_ends_other_sessions(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    contoso.admin.set_password("another long password 42")
    contoso.admin.save()
    assert client.get(_list(contoso)).status_code == 302


def test_an_organisation_that_is_no_provider_any_more(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    contoso.provider.profile.programmes = []
    contoso.provider.profile.save()
    answer = client.get(_list(contoso))
    assert answer.status_code == 403
    assert "not for your organisation" in answer.content.decode()


def test_operators_stand_outside(contoso: World, client_for: ClientFor) -> None:
    """Even a superuser is a member of nothing: Django admin is their place, with a reason for each change."""
    operator = make.UserFactory(is_staff=True, is_superuser=True)
    client = client_for(operator)
    assert client.get(_list(contoso)).status_code == 404
    assert (
        client.get(reverse("accounts:overview", kwargs={"tenant_slug": contoso.provider.slug})).status_code
        == 404
    )
