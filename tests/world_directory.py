"""What a world's partners say of themselves, and who asked them; each thing is made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from directory.models import BusinessProfile, EntryRequest, Lead, Logo, ProfileLocation
from tests import factories as make

if TYPE_CHECKING:
    from accounts.models import Tenant


class Found:
    """Part of World. Nothing of it is published: what is published everybody sees."""

    canary: str
    provider: Tenant
    direct: Tenant

    @cached_property
    def found(self) -> BusinessProfile:
        """The direct-bill partner's profile, as if it were published: no public copy says so."""
        return make.BusinessProfileFactory(
            tenant=self.direct,
            description=f"{self.canary} description",
            logo=make.LogoFactory(tenant=self.direct),
            status="published",
            published_at=timezone.now(),
        )

    @cached_property
    def picture(self) -> Logo:
        """The provider's, in no public entry."""
        return make.LogoFactory(tenant=self.provider, content=f"{self.canary} pixels".encode())

    @cached_property
    def office(self) -> ProfileLocation:
        return make.ProfileLocationFactory(profile=self.found, name=f"{self.canary} office")

    @cached_property
    def lead(self) -> Lead:
        """A reseller that nobody knows yet asks the provider."""
        return self._asked("asks")

    @cached_property
    def taken_lead(self) -> Lead:
        return self._asked("was taken on", status="accepted", answered_at=timezone.now())

    def _asked(self, what: str, **more: object) -> Lead:
        tenant = make.TenantFactory(reseller=True)
        words = {"message": f"{self.canary} message", "contact_name": f"{self.canary} person"}
        company = {"company": f"{self.canary} {what}"}
        return make.LeadFactory(
            partner=self.provider, kind="reseller", asker=tenant, **company, **words, **more
        )

    @cached_property
    def customer_lead(self) -> Lead:
        """The direct-bill partner has taken it on."""
        return make.LeadFactory(
            partner=self.direct,
            company=f"{self.canary} bakery",
            email=f"{self.canary}-sora@bakery.example",
            status="accepted",
            answered_at=timezone.now(),
        )

    @cached_property
    def open_provider(self) -> Tenant:
        """Nobody's partner yet, and not listed: what is listed everybody sees."""
        tenant: Tenant = make.TenantFactory(provider=True, name=f"{self.canary} distribution")
        return tenant

    @cached_property
    def entry_request(self) -> EntryRequest:
        return make.EntryRequestFactory(tenant=self.provider, text=f"{self.canary} entry request")
