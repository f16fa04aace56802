"""A world's partners on their way from direct-bill to both; each is brought there when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import Agreement, IncentiveInvitation, PartnerProfile
from accounts.states import AgreementKind, EnrolmentStatus
from tests import factories as make

if TYPE_CHECKING:
    from accounts.models import Tenant


class Leaving:
    """Part of World."""

    canary: str
    direct: Tenant
    reseller: Tenant

    @cached_property
    def contact(self) -> str:
        """The direct-bill partner is identified for offboarding, and nothing about it is missing; its primary contact."""
        contact = f"office@{self.direct.domain}"
        PartnerProfile.objects.filter(tenant=self.direct).update(
            offboarding_since=timezone.now(),
            primary_contact=contact,
            mpn_email=contact,
            contact_confirmed_at=timezone.now(),
        )
        make.LegalProfileFactory(tenant=self.direct, address_line1=f"{self.canary} street 9")
        return contact

    @cached_property
    def invited(self) -> IncentiveInvitation:
        """The reseller's, to incentives."""
        enrolment = make.EnrolmentFactory(
            tenant=self.reseller, status=EnrolmentStatus.APPROVED, decided_at=timezone.now()
        )
        return make.IncentiveInvitationFactory(enrolment=enrolment, to_address=f"mpn@{self.canary}.example")

    @cached_property
    def reseller_agreement(self) -> Agreement:
        kind = AgreementKind.INDIRECT_RESELLER
        return Agreement.objects.current(kind) or make.AgreementFactory(kind=kind)

    @cached_property
    def pending(self) -> Tenant:
        """Another one, whose enrolment is approved and waits for that agreement; it has no location yet."""
        tenant = make.TenantFactory(
            direct_bill=True,
            slug=f"{self.canary}-pending",
            name=f"{self.canary} pending",
            domain=f"pending.{self.canary}.example",
        )
        PartnerProfile.objects.filter(tenant=tenant).update(offboarding_since=timezone.now())
        tenant.locations.all().delete()
        make.EnrolmentFactory(
            tenant=tenant, is_transition=True, status=EnrolmentStatus.APPROVED, decided_at=timezone.now()
        )
        return tenant
