"""What the page Program info says of an organisation: its roles, its enrolments, what is left to do (S001-10, S001-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from accounts.incentives import Incentives, incentives_of
from accounts.models import Enrolment, PartnerProfile, Tenant
from accounts.states import EnrolmentStatus, Programme
from partnercenter.core.components import Badge

APPLIED = Badge(EnrolmentStatus.APPLIED.label, "info", "clock")
REJECTED = Badge(EnrolmentStatus.REJECTED.label, "danger")
PENDING = Badge(_("Approved, agreement pending"), "warning", "clock")
ENROLLED = Badge(_("Enrolled"), "success")


def badge_of(enrolment: Enrolment) -> Badge:
    """Where an enrolment stands, in words."""
    if enrolment.wants_agreement:
        return PENDING
    return {EnrolmentStatus.APPLIED.value: APPLIED, EnrolmentStatus.REJECTED.value: REJECTED}.get(
        enrolment.status, ENROLLED
    )


@dataclass(frozen=True)
class HeldRole:
    """A programme role of the organisation; `since` is not known of what was set up by hand."""

    label: str
    since: datetime | None


@dataclass
class ProgramInfo:
    """Asked once each."""

    tenant: Tenant

    @cached_property
    def profile(self) -> PartnerProfile | None:
        return getattr(self.tenant, "profile", None)

    @cached_property
    def enrolments(self) -> list[Enrolment]:
        return list(Enrolment.objects.visible_to(self.tenant).order_by("-applied_at", "-id"))

    @property
    def rows(self) -> list[tuple[Enrolment, Badge]]:
        return [(enrolment, badge_of(enrolment)) for enrolment in self.enrolments]

    @property
    def roles(self) -> list[HeldRole]:
        """S001-13: each that it holds, side by side."""
        since = {row.programme: row.held_since for row in self.enrolments if row.held_since}
        held = [programme for programme in Programme if programme.value in self.tenant.programmes]
        return [HeldRole(str(programme.label), since.get(programme.value)) for programme in held]

    @property
    def pending(self) -> Enrolment | None:
        """The transition that waits for its agreement (S001-11)."""
        return next((row for row in self.enrolments if row.wants_agreement), None)

    @property
    def waiting(self) -> Enrolment | None:
        """What nobody has decided yet."""
        return next((row for row in self.enrolments if row.is_waiting), None)

    @property
    def refused(self) -> Enrolment | None:
        """The last application, where it was not approved and no other one is on its way."""
        latest = next(iter(self.enrolments), None)
        return latest if latest and latest.status == EnrolmentStatus.REJECTED else None

    @property
    def may_go_over(self) -> bool:
        """S001-7: a direct-bill partner that is identified for it, and has not applied yet."""
        wanted = self.profile is not None and self.profile.offboarding_since is not None
        return wanted and self.is_direct_bill and not (self.is_dual or self.waiting or self.pending)

    @property
    def may_enrol(self) -> bool:
        """A partner in no programme, with nothing on its way: set up by an operator, or not approved."""
        return self.profile is not None and not self.tenant.programmes and self.waiting is None

    @cached_property
    def incentives(self) -> Incentives | None:
        return incentives_of(self.enrolments, self.profile.mpn_email if self.profile else "")

    @property
    def is_reseller(self) -> bool:
        return Programme.INDIRECT_RESELLER in self.tenant.programmes

    @property
    def is_direct_bill(self) -> bool:
        return Programme.DIRECT_BILL in self.tenant.programmes

    @property
    def is_dual(self) -> bool:
        return {Programme.DIRECT_BILL, Programme.INDIRECT_RESELLER} <= set(self.tenant.programmes)
