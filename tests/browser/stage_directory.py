"""Who is found on the stage: a provider in the official list, partners with and without pictures."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Tenant
from directory.models import BusinessProfile, Listing, ProfileLocation
from directory.models.lead import CONTACT
from directory.pictures import read_picture
from directory.publishing import public_fields
from tests import factories as make
from tests.directory.pictures import png
from tests.world import World

WORDS = (
    "우리는 중소기업의 클라우드를 책임집니다. We look after the cloud of small and middle-sized companies.\n\n"
    "Migration over a weekend, training for everybody on Monday, and somebody who picks up the phone."
)


def build_directory(world: World) -> None:
    provider = _profile(world.provider, website="https://www.contoso.example/")
    publish(provider)
    publish(_profile(world.reseller))
    for number in range(3):
        tenant = make.TenantFactory(provider=True, name=f"Provider number {number}")
        make.ListingFactory(tenant=tenant, countries=["KR", "JP", "TW", "SG", "MY", "TH"])
    for number in range(2):
        make.ListingFactory(tenant=make.TenantFactory(direct_bill=True, name=f"Partner number {number}"))
    make.EntryRequestFactory(tenant=world.provider, asked_by=world.admin)
    _leads(world)


def _leads(world: World) -> None:
    """The provider's in each state, of resellers; one of the direct-bill partner that was invited."""
    now = timezone.now()
    states = {
        "received": {"company": "한울테크 주식회사", "message": WORDS},
        "accepted": {
            "answered_at": now,
            "answered_by": world.admin,
            "owner": world.admin,
            "notes": "Call on Monday.",
        },
        "declined": {"answered_at": now, "decline_reason": "room"},
        "expired": dict.fromkeys(CONTACT, ""),
    }
    for status, more in states.items():
        tenant = make.TenantFactory(reseller=True)
        fields = {"company": tenant.name, **more}
        make.LeadFactory(partner=world.provider, kind="reseller", asker=tenant, status=status, **fields)
    lead = make.LeadFactory(partner=world.direct, status="accepted", answered_at=now)
    make.InvitationFactory(
        kind="relationship",
        capacity="direct",
        inviter=world.direct,
        invited_by=world.people["direct"]["admin_agent"],
        recipient_email=lead.email,
    )


def _profile(tenant: Tenant, **more: str) -> BusinessProfile:
    picture = read_picture(png(216, 216))
    logo = make.LogoFactory(tenant=tenant, digest=picture.digest, content=picture.content)
    profile = make.BusinessProfileFactory(
        tenant=tenant, description=WORDS, industries=["retail"], logo=logo, **more
    )
    make.ProfileLocationFactory(profile=profile, name="Seoul office")
    make.ProfileLocationFactory(profile=profile, name="Busan office", slot=2)
    return profile


def publish(profile: BusinessProfile) -> Listing:
    """As publishing does, whoever keeps the profile."""
    places = ProfileLocation.objects.filter(profile=profile).in_order()
    profile.status, profile.published_at = "published", timezone.now()
    profile.save()
    tenant = Tenant.objects.select_related("profile", "country__region").get(pk=profile.tenant_id)
    profile.tenant = tenant
    return Listing.objects.create(
        tenant=tenant, published_at=timezone.now(), **public_fields(profile, places)
    )
