"""What a world's partners say of themselves, and who asked them; each thing is made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from directory.models import BusinessProfile, Logo, ProfileLocation
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
