"""The world the browser looks at: contoso with some of everything, and a link for every case of the landing page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Country, Tenant, User
from accounts.operators import OPERATORS
from accounts.permissions import Role
from accounts.states import Cloud
from customers.models import CustomerImport
from customers.states import ImportStatus
from invitations import tokens
from invitations.cases import Case, cases_of
from invitations.models import Invitation, OptOut
from invitations.states import Delivery, InvitationKind, InvitationStatus
from partnercenter.core import audit, heartbeat, tenancy
from partnercenter.core.states_mail import MailStatus
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.accounts.keys import with_key
from tests.browser.stage_billing import build_billing
from tests.browser.stage_directory import build_directory
from tests.browser.stage_enrolling import build_enrolling
from tests.browser.stage_links import build_links
from tests.browser.stage_oversight import build_oversight
from tests.browser.stage_renewals import build_renewals
from tests.browser.stage_subscriptions import build_sold
from tests.browser.stage_users import build_users
from tests.client import PortalClient
from tests.operators import raise_rights
from tests.world import World, build_world

NAMES = [
    "Lighthouse Systems",
    "한빛소프트 주식회사",
    "Harbor & Hill Consulting Partnership of Incheon",
    "Northwind",
]


FAULTS = [
    [12 + n, column, code, value, more]
    for n in range(40)
    for column, code, value, more in (
        ("domain", "domain", "https://contoso.example/index.html?really=a-long-address-that-goes-on", ""),
        ("country", "region", "프랑스", "Korea"),
        ("name", "alike", "Cоntoso", "contoso"),
        ("", "cells", "", ""),
    )
]


@dataclass
class Stage:
    world: World
    people: dict[str, User | None] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    uploads: dict[str, CustomerImport] = field(default_factory=dict)
    held: dict[str, ResellerRelationship] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, User | None] = field(default_factory=dict)


def session_cookie(user: User | None, home: str) -> list[Any]:
    """What a browser holds in which this person is signed in; nobody: nothing."""
    return [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": home}] if user else []


def session_of(user: User) -> str:
    """The cookie of somebody who has signed in, whatever has become of their password meanwhile."""
    client = PortalClient()
    with tenancy.system(reason="test"):
        client.force_login(User.objects.get(pk=user.pk))
        if user.is_superuser:  # the operator who carries things out
            raise_rights(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def build_stage() -> Stage:
    """Committed rows; call it inside `tenancy.system`."""
    world = build_world("contoso")
    stage = Stage(world)
    stage.people = {
        "nobody": None,
        "provider": world.admin,
        "reseller": world.reseller_admin,
        "direct": world.people["direct"][Role.GLOBAL_ADMIN],
        "customer": world.people["customer"][Role.GLOBAL_ADMIN],
        "helpdesk": world.people["provider"][Role.HELPDESK_AGENT],
        "agent": world.people["provider"][Role.ADMIN_AGENT],
        "direct agent": world.people["direct"][Role.ADMIN_AGENT],
        "operator": _operator(),
        "careful": _careful(world),
        "two organisations": _member(_member(make.UserFactory(), world.provider), world.direct),
    }
    _ = world.joint, world.mca, world.candidate, world.permission  # made while every row is in sight
    _ = world.draft, world.new_draft, world.order, world.waiting, world.founding, world.reassignment
    _resellers(world)
    make.ResellerRelationshipFactory(
        customer=world.customer, status="ended", ended_at=timezone.now(), end_reason="moved"
    )
    _invitations(stage)
    _imports(stage)
    _held(stage)
    build_billing(world)
    build_sold(world)
    build_renewals(world)
    stage.people |= build_users(world) | build_oversight(world)
    _links(stage)
    build_links(stage)
    build_directory(world)
    make.EnrolmentFactory(tenant=world.direct)
    stage.people |= build_enrolling()
    make.MailCircuitFactory()
    heartbeat.stamp("web")
    return stage


def _operator() -> User:
    user = make.UserFactory(
        email="operator@portal.example", full_name="Olive Operator", is_staff=True, is_superuser=True
    )
    user.groups.add(Group.objects.get(name=OPERATORS))
    return user


def _careful(world: World) -> User:
    """Somebody with two-step verification, signed in elsewhere, too, thirty times."""
    User.objects.filter(pk=world.careful.pk).update(email="careful@people.example")
    _ = world.passkey, world.sign_in  # that one works elsewhere
    with_key(world.careful, host="127.0.0.1")
    for _number in range(30):
        row = make.SignInFactory(user=world.careful)
        make.SessionFactory(sign_in=row.public_id)
    return User.objects.get(pk=world.careful.pk)


def _member(user: User, tenant: Tenant, *roles: str) -> User:
    make.MembershipFactory(user=user, tenant=tenant, roles=list(roles or [Role.GLOBAL_ADMIN]))
    return user


def _resellers(world: World) -> None:
    """More than a page of them, some with long names."""
    for number in range(30):
        name = NAMES[number] if number < len(NAMES) else f"Reseller {number}"
        make.PartnershipFactory(
            provider=world.provider, reseller=make.TenantFactory(reseller=True, name=name)
        )


def _invitations(stage: Stage) -> None:
    """One in each state of its own and of its mail, as the provider's pages show them."""
    now = timezone.now()
    world, answered = stage.world, {"answered_at": now, "answered_by_name": "Kim Min-ji"}
    kinds = {
        "open": {},
        "self": {"delivery": Delivery.SELF},
        "accepted": {"status": InvitationStatus.ACCEPTED, "recipient_tenant": world.reseller, **answered},
        "declined": {"status": InvitationStatus.DECLINED, "decline_reason": "We have one.", **answered},
        "revoked": {"status": InvitationStatus.REVOKED, "closed_at": now, "closed_by_name": "Pat Provider"},
        "expired": {"status": InvitationStatus.EXPIRED, "closed_at": now},
    }
    for name, values in kinds.items():
        stage.invitations[name] = _invitation(
            world.provider, world.admin, f"{name}@resellers.example", **values
        )
    replies = {
        MailStatus.SENT: "250 OK",
        MailStatus.FAILED: "550 5.1.1 No such user",
        MailStatus.DELAYED: "421 later",
    }
    for status, reply in replies.items():
        stamps = {"sent_at": now} if status == MailStatus.SENT else {}
        one = stage.invitations[f"mail {status}"] = _invitation(
            world.provider, world.admin, f"mail.{status}@resellers.example"
        )
        make.OutgoingMailFactory(
            kind="invitation",
            tenant=world.provider,
            about_type="invitations.invitation",
            about_id=one.pk,
            to_address=one.recipient_email,
            status=status,
            reply=reply,
            attempts=1,
            dated_at=now,
            **stamps,
        )


def _held(stage: Stage) -> None:
    """Customers of the provider: served with a reseller, without admin rights any more, ended, and held fast."""
    world, now = stage.world, timezone.now()
    kinds = {
        "lost": {"admin_access": "revoked"},
        "ended": {"status": "ended", "ended_at": now, "end_reason": "inactive", "end_note": "By phone."},
        "blocked": {},
    }
    for name, values in kinds.items():
        stage.held[name] = make.ResellerRelationshipFactory(partner=world.provider, **values)
    customer, provider = stage.held["lost"].customer, world.provider
    for action in ("reseller_relationship.established", "admin_access.granted", "admin_access.revoked"):
        audit.record(
            action,
            by=world.actor("customer"),
            target=stage.held["lost"],
            tenant=customer,
            counterparty=provider,
        )
    stage.held["shared"] = world.relationship
    stage.held["of the reseller"] = ResellerRelationship.objects.get(
        partner=world.reseller, customer=world.customer
    )
    make.InvitationFactory(
        kind="relationship",
        capacity="direct",
        inviter=provider,
        invited_by=world.admin,
        customer=stage.held["blocked"].customer,
    )


def _imports(stage: Stage) -> None:
    """An import in each state, and a candidate in each state of being asked."""
    world = stage.world
    for status in ImportStatus:
        is_over = status in {"done", "failed", "dropped"}
        stage.uploads[status] = make.CustomerImportFactory(
            partner=world.provider,
            uploaded_by=world.people["provider"][Role.ADMIN_AGENT],
            file_name=f"{status} 고객 목록 2026 that has a long name.csv",
            status=status,
            total=12_000,
            done=4000,
            new=9000,
            changed=900,
            known=50,
            held=30,
            faulty=2020,
            encoding="cp949",
            errors=[[0, "", "spreadsheet", ""]] if status == "failed" else FAULTS,
            fault_count=2500,
            finished_at=timezone.now() if is_over else None,
        )
    for number, status in enumerate(["", "open", "accepted", "declined", ""]):
        candidate = make.CandidateFactory(partner=world.provider, name=NAMES[number % len(NAMES)])
        if status:
            values = {"answered_at": timezone.now()} if status != "open" else {}
            if status == "accepted":
                values["recipient_tenant"] = world.customer
            _invitation(
                world.provider,
                world.admin,
                candidate.contact_email,
                kind="relationship",
                capacity="direct",
                candidate=candidate,
                status=status,
                **values,
            )


def _invitation(inviter: Tenant, sender: User, address: str, **values) -> Invitation:
    return make.InvitationFactory(
        inviter=inviter,
        invited_by=sender,
        recipient_email=address,
        recipient_name="Kim Min-ji",
        **values,
    )


# ---------------------------------------------------------------- the landing page: who holds the link, and what happened
def _affiliate() -> Tenant:
    return make.TenantFactory(reseller=True, company_group="Contoso Group")


CANDIDATES = {
    Case.REVIEW: lambda inviter: make.TenantFactory(reseller=True),
    Case.WRONG_ROLE: lambda inviter: make.TenantFactory(reseller=True),
    Case.ALREADY_PARTNERS: lambda inviter: make.PartnershipFactory(provider=inviter).reseller,
    Case.OTHER_CLOUD: lambda inviter: make.TenantFactory(reseller=True, cloud=Cloud.US_GOV),
    Case.OTHER_REGION: lambda inviter: make.TenantFactory(
        reseller=True, country=Country.objects.get(code="FR")
    ),
    Case.AFFILIATE: lambda inviter: _affiliate(),
    Case.SAME_TENANT: lambda inviter: inviter,
    Case.NOT_ENROLLED: lambda inviter: make.TenantFactory(direct_bill=True),
    Case.SUSPENDED: lambda inviter: make.TenantFactory(reseller=True, suspended_at=timezone.now()),
    Case.NO_ORGANISATION: lambda inviter: None,
    Case.ACCEPTED_BY_YOU: lambda inviter: make.TenantFactory(reseller=True),
    Case.ACCEPTED_BY_COLLEAGUE: lambda inviter: make.TenantFactory(reseller=True),
}


def _links(stage: Stage) -> None:
    """Of a provider of their own, so that contoso's lists stay short."""
    inviter = make.TenantFactory(provider=True, name="Adatum Cloud Supply", company_group="Contoso Group")
    sender = _member(make.UserFactory(full_name="Park Ji-hoon"), inviter)
    for case in cases_of(InvitationKind.PARTNERSHIP):
        user: Any = None
        if case in CANDIDATES or case == Case.WRONG_ACCOUNT:
            user = make.UserFactory(email=f"{case}@link.example", full_name="Kim Min-ji")
        tenant = CANDIDATES.get(case, lambda _inviter: None)(inviter)
        if user and tenant:
            _member(user, tenant, Role.SALES_AGENT if case == Case.WRONG_ROLE else Role.GLOBAL_ADMIN)
        address = f"{case}@link.example" if case in CANDIDATES else f"{case}.invited@link.example"
        invitation = _invitation(inviter, sender, address)
        stage.invitations[f"link {case}"], stage.visitors[case] = invitation, user
        stage.tokens[case] = tokens.new_token(invitation)
        _happen(case, invitation, user, tenant)
    make.MembershipFactory(tenant=Tenant.objects.get(memberships__user=stage.visitors[Case.WRONG_ROLE]))


def _happen(case: Case, invitation: Invitation, user: User | None, tenant: Tenant | None) -> None:
    """What became of the invitation after its mail was sent."""
    now = timezone.now()
    row = Invitation.objects.filter(pk=invitation.pk)
    accepted = {"status": InvitationStatus.ACCEPTED, "answered_at": now, "answered_by_name": "Lee Ji-woo"}
    declined = {"status": InvitationStatus.DECLINED, "answered_at": now}
    if case == Case.ACCEPTED_BY_YOU:
        row.update(**accepted, answered_by=user, recipient_tenant=tenant)
    elif case == Case.ACCEPTED_BY_COLLEAGUE:
        row.update(**accepted, answered_by=invitation.invited_by, recipient_tenant=tenant)
    elif case == Case.ACCEPTED:
        row.update(**accepted, recipient_tenant=make.TenantFactory(reseller=True))
    elif case in (Case.DECLINED, Case.OPTED_OUT):
        row.update(**declined)
        if case == Case.OPTED_OUT:
            OptOut.objects.create(recipient_key=invitation.recipient_key, tenant=invitation.inviter)
    elif case == Case.REVOKED:
        row.update(status=InvitationStatus.REVOKED, closed_at=now)
    elif case == Case.EXPIRED:
        row.update(expires_at=now - timedelta(minutes=1))
    elif case == Case.REPLACED:
        row.update(generation=2)
    elif case == Case.INVITER_GONE:
        row.update(invited_by=make.UserFactory())
