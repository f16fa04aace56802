"""Links meant for a customer or a colleague: one in every case of the landing page, and who holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import Country, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind, Cloud
from invitations import tokens
from invitations.cases import Case, cases_of
from invitations.models import Invitation, OptOut
from invitations.states import InvitationKind, InvitationStatus
from relationships.states import Capacity
from tests import factories as make

if TYPE_CHECKING:
    from tests.browser.stage import Stage

JOINT, RELATIONSHIP, MEMBER = InvitationKind.JOINT, InvitationKind.RELATIONSHIP, InvitationKind.MEMBER
# Kind and case; a partner that asks alone reads otherwise only where it says who asks for what.
LINKS = [(JOINT, case) for case in cases_of(JOINT)]
LINKS += [(RELATIONSHIP, Case.SIGN_IN), (RELATIONSHIP, Case.REVIEW)]
LINKS += [(MEMBER, case) for case in (Case.SIGN_IN, Case.REVIEW, Case.ALREADY_MEMBER, Case.ROLES_OVER)]

Maker = Callable[[Tenant, Tenant], Tenant | None]


def key(kind: str, case: Case) -> str:
    return f"{kind} {case}"


def _customer(**values) -> Maker:
    return lambda reseller, provider: make.TenantFactory(customer=True, name="아름출판사", **values)


def _served(reseller: Tenant, provider: Tenant) -> Tenant:
    tenant = make.TenantFactory(customer=True, name="아름출판사")
    granted = {"customer": tenant, "admin_access": "granted"}
    make.ResellerRelationshipFactory(
        partner=reseller, with_partner=provider, capacity=Capacity.RESELLER, **granted
    )
    make.ResellerRelationshipFactory(
        partner=provider, with_partner=reseller, capacity=Capacity.PROVIDER, **granted
    )
    return tenant


CANDIDATES: dict[Case, Maker] = {
    Case.REVIEW: _customer(),
    Case.WRONG_ROLE: _customer(),
    Case.ALREADY_CUSTOMER: _served,
    Case.OTHER_CLOUD: _customer(cloud=Cloud.US_GOV),
    Case.OTHER_REGION: lambda reseller, provider: make.TenantFactory(
        customer=True, country=Country.objects.get(code="FR")
    ),
    Case.AFFILIATE: _customer(company_group="Northwind Group"),
    Case.SAME_TENANT: lambda reseller, provider: reseller,
    Case.PARTNER_TENANT: lambda reseller, provider: make.TenantFactory(direct_bill=True),
    Case.OWN_PROVIDER: lambda reseller, provider: make.PartnershipFactory(provider=provider).reseller,
    Case.ALREADY_MEMBER: lambda reseller, provider: reseller,
    Case.ROLES_OVER: lambda reseller, provider: None,
    Case.SUSPENDED: _customer(suspended_at=timezone.now()),
    Case.NO_ORGANISATION: lambda reseller, provider: None,
    Case.ACCEPTED_BY_YOU: _customer(),
    Case.ACCEPTED_BY_COLLEAGUE: _customer(),
}


def build_links(stage: Stage) -> None:
    """Of two partners of their own, so that contoso's lists stay short."""
    make.AgreementFactory(kind=AgreementKind.MCA, title="Microsoft Customer Agreement")
    provider = make.TenantFactory(provider=True, name="Adatum Cloud Supply and Distribution")
    reseller = make.TenantFactory(reseller=True, name="Northwind Cloud", company_group="Northwind Group")
    make.PartnershipFactory(provider=provider, reseller=reseller)
    sender = make.UserFactory(full_name="Eva de Vries")
    make.MembershipFactory(user=sender, tenant=reseller, roles=[Role.GLOBAL_ADMIN, Role.ADMIN_AGENT])
    for kind, case in LINKS:
        user, tenant = _visitor(kind, case, reseller, provider)
        invitation = _invitation(kind, case, reseller, provider, sender)
        name = key(kind, case)
        stage.invitations[f"link {name}"], stage.visitors[name] = invitation, user
        stage.tokens[name] = tokens.new_token(invitation)
        _happen(case, invitation, user, tenant)
    make.MembershipFactory(tenant=stage.visitors[key(JOINT, Case.WRONG_ROLE)].memberships.get().tenant)


def _visitor(kind: str, case: Case, reseller: Tenant, provider: Tenant) -> tuple[User | None, Tenant | None]:
    if case not in CANDIDATES and case != Case.WRONG_ACCOUNT:
        return None, None
    user = make.UserFactory(email=f"{kind}.{case}@customers.example", full_name="Kim Min-ji")
    tenant = CANDIDATES.get(case, _customer())(reseller, provider)
    if kind == MEMBER and case == Case.REVIEW:
        return user, None
    if tenant:
        role = Role.BILLING_ADMIN if case == Case.WRONG_ROLE else Role.GLOBAL_ADMIN
        make.MembershipFactory(user=user, tenant=tenant, roles=[role])
    return user, tenant


def _invitation(kind: str, case: Case, reseller: Tenant, provider: Tenant, sender: User) -> Invitation:
    address = f"{kind}.{case}" if case != Case.WRONG_ACCOUNT else f"{kind}.somebody"
    values: dict[str, Any] = {"admin_access": True, "with_partner": provider}
    if kind == RELATIONSHIP:
        values = {"capacity": Capacity.RESELLER}
    if kind == MEMBER:
        day = timezone.localdate() + timedelta(days=-1 if case == Case.ROLES_OVER else 90)
        values = {"roles": ["helpdesk_agent", "sales_agent"], "roles_end_on": day}
    if case == Case.PARTNERS_PARTED:
        values["with_partner"] = make.TenantFactory(provider=True, name="Former Supply")
    return make.InvitationFactory(
        kind=kind,
        inviter=reseller,
        invited_by=sender,
        recipient_email=f"{address}@customers.example",
        recipient_name="Kim Min-ji",
        **values,
    )


def _happen(case: Case, invitation: Invitation, user: User | None, tenant: Tenant | None) -> None:
    """What became of the invitation after its mail was sent."""
    now, row = timezone.now(), Invitation.objects.filter(pk=invitation.pk)
    answer = {"answered_at": now, "answered_by_name": "Lee Ji-woo"}
    accepted = {"status": InvitationStatus.ACCEPTED, **answer}
    changes: dict[Case, dict[str, Any]] = {
        Case.ACCEPTED_BY_YOU: {**accepted, "answered_by": user, "recipient_tenant": tenant},
        Case.ACCEPTED_BY_COLLEAGUE: {
            **accepted,
            "answered_by": invitation.invited_by,
            "recipient_tenant": tenant,
        },
        Case.ACCEPTED: {**accepted, "recipient_tenant": invitation.inviter},
        Case.DECLINED: {"status": InvitationStatus.DECLINED, **answer},
        Case.OPTED_OUT: {"status": InvitationStatus.DECLINED, **answer},
        Case.REVOKED: {"status": InvitationStatus.REVOKED, "closed_at": now},
        Case.EXPIRED: {"expires_at": now - timedelta(minutes=1)},
        Case.REPLACED: {"generation": 2},
    }
    if case in changes:
        row.update(**changes[case])
    if case == Case.OPTED_OUT:
        OptOut.objects.create(recipient_key=invitation.recipient_key, tenant=invitation.inviter)
    if case == Case.INVITER_GONE:
        row.update(invited_by=make.UserFactory())
