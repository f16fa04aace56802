"""Partners on their way in the programme, each with a global admin and an agent."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Agreement, Location, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind, EnrolmentStatus
from tests import factories as make

LEAVING, PENDING, REFUSED, BOTH = "fourth-coffee", "margie", "relecloud", "adventure"
TEXT = """1. What it is about

This agreement lets the partner act as an indirect reseller, beside its direct business.

2. What the partner promises

It sells through indirect providers of its region, and cares for its customers."""


def build_enrolling() -> dict[str, User]:
    """`leaving` may go over, `pending` has the agreement before it, `refused` was not approved, `both` is invited to incentives."""
    agreement = AgreementKind.INDIRECT_RESELLER
    if Agreement.objects.current(agreement) is None:
        make.AgreementFactory(kind=agreement, title="Indirect reseller agreement", text=TEXT)
    now = timezone.now()
    people = _partner("leaving", LEAVING, "Fourth Coffee", ["direct_bill"])
    people |= _partner("pending", PENDING, "Margie Travel", ["direct_bill"])
    people |= _partner("refused", REFUSED, "Relecloud", [])
    people |= _partner("both", BOTH, "Adventure Works", ["direct_bill", "indirect_reseller"])
    make.IncentiveInvitationFactory(
        enrolment=make.EnrolmentFactory(
            tenant=Tenant.objects.get(slug=BOTH),
            is_transition=True,
            status=EnrolmentStatus.ACCEPTED,
            decided_at=now,
            accepted_at=now,
        ),
        to_address="partners@adventure.example",
    )
    make.EnrolmentFactory(
        tenant=Tenant.objects.get(slug=PENDING),
        is_transition=True,
        status=EnrolmentStatus.APPROVED,
        decided_at=now,
        primary_contact="office@margie.example",
    )
    Location.objects.filter(tenant__slug=REFUSED).delete()
    make.EnrolmentFactory(
        tenant=Tenant.objects.get(slug=REFUSED),
        status=EnrolmentStatus.REJECTED,
        decided_at=now,
        answer="The address is not complete. Add the street, then apply again.",
    )
    return people


def _partner(key: str, slug: str, name: str, programmes: list[str]) -> dict[str, User]:
    tenant = make.TenantFactory(slug=slug, name=name, domain=f"{slug}.example")
    contact = f"office@{slug}.example"
    make.PartnerProfileFactory(
        tenant=tenant,
        programmes=programmes,
        offboarding_since=timezone.now() if programmes else None,
        primary_contact=contact,
        mpn_email=contact,
        contact_confirmed_at=timezone.now(),
    )
    make.LegalProfileFactory(tenant=tenant)
    roles = {key: Role.GLOBAL_ADMIN, f"{key} agent": Role.ADMIN_AGENT}
    return {who: make.MembershipFactory(tenant=tenant, roles=[role]).user for who, role in roles.items()}
