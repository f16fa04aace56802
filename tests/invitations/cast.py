"""Who opens a link: one open invitation of contoso's provider, and visitors of every kind."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Country, Tenant, User
from accounts.permissions import Role
from accounts.states import Cloud
from invitations import tokens
from invitations.models import Invitation
from invitations.states import InvitationStatus
from partnercenter.core import tenancy
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

KIM = "kim@resellers.example"


def invite(world: World, **values) -> Invitation:
    values.setdefault("recipient_email", KIM)
    return make.InvitationFactory(
        inviter=world.provider, invited_by=world.admin, invited_by_name=world.admin.full_name, **values
    )


def token_of(invitation: Invitation) -> str:
    return tokens.new_token(invitation)


def link_path(invitation: Invitation) -> str:
    return f"/i/{token_of(invitation)}/"


def page_path(invitation: Invitation) -> str:
    return reverse("invitations:landing", kwargs={"public_id": invitation.public_id})


def follow(client: PortalClient, invitation: Invitation, *, token: str = ""):
    """Open the link as a browser does; returns the page at its end."""
    response = client.get(f"/i/{token or token_of(invitation)}/")
    assert response.status_code == 303, response.status_code
    return client.get(response["Location"])


def client_of(user: User | None) -> PortalClient:
    client = PortalClient()
    if user:
        with tenancy.system(reason="test"):
            client.force_login(user)
    return client


def kim(**values) -> User:
    """The invited person, in no organisation."""
    values.setdefault("full_name", "Kim Min-ji")
    return make.UserFactory(email=KIM, **values)


def member(user: User, tenant: Tenant, *roles: str) -> User:
    make.MembershipFactory(user=user, tenant=tenant, roles=list(roles or [Role.GLOBAL_ADMIN]))
    return user


def reseller(**values) -> Tenant:
    """An eligible reseller."""
    return make.TenantFactory(reseller=True, **values)


def _already_partner(world: World) -> User:
    tenant = reseller()
    make.PartnershipFactory(provider=world.provider, reseller=tenant)
    return member(kim(), tenant)


def _affiliate(world: World) -> User:
    Tenant.objects.filter(pk=world.provider.pk).update(company_group="One Group")
    world.provider.refresh_from_db()
    return member(kim(), reseller(company_group="One Group"))


def _other_region(world: World) -> User:
    return member(kim(), reseller(country=Country.objects.get(code="FR")))


MAKERS = {
    "anonymous": lambda world: None,
    "right user": lambda world: member(kim(), reseller()),
    "wrong user": lambda world: member(make.UserFactory(email="lee@elsewhere.example"), reseller()),
    "wrong role": lambda world: member(kim(), reseller(), Role.SALES_AGENT, Role.ADMIN_AGENT),
    "already partner": _already_partner,
    "not enrolled": lambda world: member(kim(), make.TenantFactory(direct_bill=True)),
    "customer": lambda world: member(kim(), make.TenantFactory(customer=True)),
    "other region": _other_region,
    "other cloud": lambda world: member(kim(), reseller(cloud=Cloud.US_GOV)),
    "affiliate": _affiliate,
    "suspended": lambda world: member(kim(), reseller(suspended_at=timezone.now())),
    "same tenant": lambda world: member(kim(), world.provider),
    "no organisation": lambda world: kim(),
}


def visitor(name: str, world: World) -> User | None:
    return MAKERS[name](world)


def _answered(status: str):
    def change(invitation: Invitation) -> None:
        Invitation.objects.filter(pk=invitation.pk).update(
            status=status,
            answered_at=timezone.now(),
            answered_by=invitation.invited_by,
            answered_by_name="Somebody Else",
            recipient_tenant=make.TenantFactory(reseller=True)
            if status == InvitationStatus.ACCEPTED
            else None,
        )

    return change


def _closed(status: str):
    def change(invitation: Invitation) -> None:
        Invitation.objects.filter(pk=invitation.pk).update(
            status=status, closed_at=timezone.now(), expires_at=timezone.now() - timedelta(hours=1)
        )

    return change


def _past(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(minutes=1))


def _replaced(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(generation=2)


def _inviter_gone(invitation: Invitation) -> None:
    invitation.invited_by.memberships.all().delete()


# What happened to the invitation after its link was mailed.
STATES = {
    "open": lambda invitation: None,
    "accepted": _answered(InvitationStatus.ACCEPTED),
    "declined": _answered(InvitationStatus.DECLINED),
    "revoked": _closed(InvitationStatus.REVOKED),
    "expired": _closed(InvitationStatus.EXPIRED),
    "past": _past,
    "replaced": _replaced,
    "inviter gone": _inviter_gone,
}
