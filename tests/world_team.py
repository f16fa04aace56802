"""Colleagues of a world's provider besides one for each role."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import Membership, Notification
from partnercenter.core.dates import end_of_day
from tests import factories as make

if TYPE_CHECKING:
    from accounts.models import Tenant


class Team:
    """Part of World; made when it is first asked for."""

    canary: str
    provider: Tenant

    def joined(self, name: str, **values: object) -> Membership:
        person = make.UserFactory(email=f"{name}@{self.provider.domain}", full_name=f"{self.canary} {name}")
        return make.MembershipFactory(
            tenant=self.provider, user=person, **{"roles": ["default_user"], **values}
        )

    @cached_property
    def colleague(self) -> Membership:
        """Helps customers for good, and sells for two more weeks."""
        one = self.joined("colleague", roles=["helpdesk_agent"])
        make.TimedRoleFactory(
            membership=one, role="sales_agent", ends_at=end_of_day(timezone.localdate() + timedelta(days=14))
        )
        return one

    @cached_property
    def notice(self) -> Notification:
        """Somebody approved the provider's enrolment, of which everybody there hears."""
        event = make.AuditEventFactory(
            tenant=self.provider, action="enrolment.approved", actor_name=f"{self.canary} somebody"
        )
        return make.NotificationFactory(tenant=self.provider, event=event)

    @cached_property
    def blocked_colleague(self) -> Membership:
        return self.joined("blocked.colleague", blocked_at=timezone.now())
