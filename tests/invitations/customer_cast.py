"""Who opens a link meant for a customer: one partner that asks alone, two that ask together, and visitors of every kind."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Agreement, Country, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind, Cloud
from invitations.models import Invitation
from invitations.states import InvitationKind
from relationships.models import Partnership
from relationships.states import AdminAccess, Capacity
from tests import factories as make
from tests.invitations import cast
from tests.world import World

KINDS = [InvitationKind.RELATIONSHIP, InvitationKind.JOINT]


def ask(world: World, kind: str = InvitationKind.RELATIONSHIP, **values) -> Invitation:
    """The direct-bill partner asks alone; the reseller asks together with its provider."""
    values = {"recipient_email": cast.KIM, "admin_access": True, **values}
    if kind == InvitationKind.RELATIONSHIP:
        inviter = values.pop("inviter", world.direct)
        values.setdefault("capacity", Capacity.DIRECT)
    else:
        inviter, values["with_partner"] = world.reseller, values.get("with_partner", world.provider)
    people = {world.direct: world.people["direct"], world.reseller: world.people["reseller"]}
    sender = people[inviter][Role.ADMIN_AGENT]
    return make.InvitationFactory(
        kind=kind, inviter=inviter, invited_by=sender, invited_by_name=sender.full_name, **values
    )


def mca(**values) -> Agreement:
    """The customer agreement that holds now."""
    values = {"title": "Customer Agreement", "text": "1. What a customer agrees on.", **values}
    return make.AgreementFactory(kind=AgreementKind.MCA, **values)


def customer(**values) -> Tenant:
    return make.TenantFactory(customer=True, **values)


def signed_customer(**values) -> Tenant:
    """One that has accepted the customer agreement."""
    tenant = customer(**values)
    agreement = Agreement.objects.current(AgreementKind.MCA) or mca()
    make.AgreementAcceptanceFactory(agreement=agreement, tenant=tenant)
    return tenant


def _has_it_all(world: World) -> User:
    """What is asked for in either kind exists, with admin rights."""
    tenant = customer()
    granted = {"customer": tenant, "admin_access": AdminAccess.GRANTED}
    make.ResellerRelationshipFactory(partner=world.direct, **granted)
    make.ResellerRelationshipFactory(
        partner=world.reseller, capacity=Capacity.RESELLER, with_partner=world.provider, **granted
    )
    make.ResellerRelationshipFactory(
        partner=world.provider,
        capacity=Capacity.PROVIDER,
        with_partner=world.reseller,
        customer=tenant,
    )
    return cast.member(cast.kim(), tenant)


def _affiliate(world: World) -> User:
    for partner in (world.direct, world.reseller):
        Tenant.objects.filter(pk=partner.pk).update(company_group="One Group")
        partner.refresh_from_db()
    return cast.member(cast.kim(), customer(company_group="One Group"))


def _own_provider(world: World) -> User:
    """A reseller of the provider that orders, or (asking alone) of the partner itself."""
    tenant = cast.reseller()
    for provider in (world.provider, world.direct):
        make.PartnershipFactory(provider=provider, reseller=tenant)
    return cast.member(cast.kim(), tenant)


MAKERS = {
    "anonymous": lambda world: None,
    "customer": lambda world: cast.member(cast.kim(), customer()),
    "wrong user": lambda world: cast.member(make.UserFactory(email="lee@elsewhere.example"), customer()),
    "wrong role": lambda world: cast.member(cast.kim(), customer(), Role.USER_ADMIN, Role.BILLING_ADMIN),
    "has it all": _has_it_all,
    "other region": lambda world: cast.member(cast.kim(), customer(country=Country.objects.get(code="FR"))),
    "other cloud": lambda world: cast.member(cast.kim(), customer(cloud=Cloud.US_GOV)),
    "affiliate": _affiliate,
    "suspended": lambda world: cast.member(cast.kim(), customer(suspended_at=timezone.now())),
    "asking partner": lambda world: cast.member(cast.member(cast.kim(), world.direct), world.reseller),
    "partner": lambda world: cast.member(cast.kim(), make.TenantFactory(direct_bill=True)),
    "own provider": _own_provider,
    "no organisation": lambda world: cast.kim(),
}


def visitor(name: str, world: World) -> User | None:
    return MAKERS[name](world)


def _without_programme(invitation: Invitation) -> None:
    profile = invitation.inviter.profile
    profile.programmes = []
    profile.save()


def _parted(invitation: Invitation) -> None:
    if invitation.with_partner:
        Partnership.objects.between(invitation.with_partner, invitation.inviter).update(
            status="removed", removed_at=invitation.opened_at, removal_reason="agreed"
        )


STATES = {**cast.STATES, "without programme": _without_programme, "parted": _parted}
