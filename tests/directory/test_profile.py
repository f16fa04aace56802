"""A partner's own profile: kept by its global admin, looked at before it is published, current (S003-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from directory.models import BusinessProfile, Listing, Logo, ProfileLocation
from partnercenter.core.models import AuditEvent
from tests import factories as make
from tests.directory import pictures
from tests.isolation.bodies_directory import DIRECTORY

WORDS = DIRECTORY["directory:profile-edit"]
PLACE = DIRECTORY["directory:location-add"]


@pytest.fixture
def own(contoso, client_for):
    """The reseller's global admin, at its profile: `own.post("publish/")`."""
    return Own(contoso, client_for(contoso.reseller_admin))


class Own:
    def __init__(self, world, client) -> None:
        self.world, self.client = world, client
        self.base = f"/t/{world.reseller.slug}/settings/business-profile/"
        self.public = f"/partners/{world.reseller.public_id}/"

    def get(self, path: str = ""):
        return self.client.get(self.base + path)

    def text(self, path: str = "") -> str:
        answer = self.get(path)
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, path: str, data=None, **more):
        return self.client.post(self.base + path, {**(data or {}), **more})

    def upload(self, content: bytes, name: str = "logo.png"):
        return self.post("logo/", {"logo": SimpleUploadedFile(name, content, content_type="image/png")})

    @property
    def profile(self) -> BusinessProfile:
        return BusinessProfile.objects.get(tenant=self.world.reseller)


@pytest.mark.rule("S003-7")
def test_from_nothing_to_the_public_page(own, client):
    assert "Nobody sees this profile yet." in own.text()
    assert own.post("edit/", WORDS).status_code == 302
    own.upload(pictures.png())
    own.post("locations/add/", PLACE)
    assert client.get(own.public).status_code == 404
    preview = own.text("preview/")
    assert own.post("publish/").status_code == 302
    page = client.get(own.public).content.decode()
    for words in (
        WORDS["description"],
        WORDS["website"],
        WORDS["linkedin"],
        "Technical training",
        "Seoul office",
    ):
        assert words in preview, words
        assert words in page, words
    assert f'src="/logos/{own.profile.logo.digest}/"' in page
    assert [event.action for event in AuditEvent.objects.filter(tenant=own.world.reseller).order_by("id")][
        -4:
    ] == [
        "business_profile.edited",
        "business_profile.logo_changed",
        "profile_location.added",
        "business_profile.published",
    ]


@pytest.mark.rule("S003-7")
def test_what_is_changed_is_public_with_the_next_publishing_and_not_before(own, client):
    own.post("edit/", WORDS), own.post("publish/")
    own.post("edit/", WORDS, description="Something new.", version="2")
    assert "Something new." not in client.get(own.public).content.decode()
    assert "The public page says something else" in own.text()
    own.post("publish/")
    assert "Something new." in client.get(own.public).content.decode()
    assert "The public page says something else" not in own.text()
    own.post("withdraw/")
    assert client.get(own.public).status_code == 404
    assert own.profile.description == "Something new."


def test_what_is_incomplete_is_not_published(own):
    own.post("edit/", WORDS, services=[], description="")
    answer = own.client.post(own.base + "publish/", follow=True)
    text = answer.content.decode()
    assert "Describe what your company does." in text
    assert "Choose the services you offer." in text
    assert not Listing.objects.exists()


def test_a_partner_in_no_programme_publishes_nothing(db, client_for):
    tenant = make.PartnerProfileFactory(programmes=[]).tenant
    client = client_for(make.MembershipFactory(tenant=tenant).user)
    assert client.post(f"/t/{tenant.slug}/settings/business-profile/publish/").status_code == 403


@pytest.mark.rule("S000-6", "S000-7")
def test_a_provider_sees_its_entry_and_cannot_change_it(contoso, client_for):
    make.BusinessProfileFactory(tenant=contoso.provider, description="Our entry.", is_public=True)
    client, base = client_for(contoso.admin), f"/t/{contoso.provider.slug}/settings/business-profile/"
    text = client.get(base).content.decode()
    assert "Our entry." in text
    assert f'href="/providers/{contoso.provider.public_id}/"' in text
    assert "You cannot change the entry yourself" in text
    for path in ("edit/", "logo/", "publish/", "withdraw/", "confirm/", "locations/add/", "logo/remove/"):
        assert client.post(base + path, WORDS).status_code == 403, path
    assert BusinessProfile.objects.get(tenant=contoso.provider).description == "Our entry."


@pytest.mark.rule("S000-7")
def test_nor_can_one_that_is_a_direct_bill_partner_as_well(db, client_for):
    tenant = make.PartnerProfileFactory(programmes=["direct_bill", "indirect_provider"]).tenant
    client, base = (
        client_for(make.MembershipFactory(tenant=tenant).user),
        f"/t/{tenant.slug}/settings/business-profile/",
    )
    answer = client.post(base + "edit/", WORDS, follow=True)
    assert "The operator of the programme keeps your entry." in answer.content.decode()
    assert not BusinessProfile.objects.exists()


@pytest.mark.situation("C-011")
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "http://contoso.example", "data:text/html,x", "//contoso.example", "contoso.example",
        "https://", "https://localhost", "https://a:b@contoso.example", "https://contoso.example\tx", "ftp://x.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["website", "linkedin"])
def test_links_that_are_none_are_refused(own, field, address):
    answer = own.post("edit/", WORDS, **{field: address})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not BusinessProfile.objects.filter(tenant=own.world.reseller).exclude(**{field: ""}).exists()


@pytest.mark.parametrize(
    "address", ["https://linkedin.com.evil.example/x", "https://x.example/?linkedin.com"]
)
def test_a_linkedin_page_is_at_linkedin(own, address):
    assert "linkedin" in own.post("edit/", WORDS, linkedin=address).context["form"].errors


@pytest.mark.rule("S004-21")
def test_only_countries_of_the_own_region_are_served(own):
    offered = {code for code, _name in own.get("edit/").context["form"].fields["countries"].choices}
    assert offered == {"KR"}
    assert "countries" in own.post("edit/", WORDS, countries=["KR", "DE"]).context["form"].errors


def test_a_description_has_2500_characters_and_no_more(own):
    assert own.post("edit/", WORDS, description="가" * 2500).status_code == 302
    answer = own.post("edit/", WORDS, description="가" * 2501, version="2")
    assert "description" in answer.context["form"].errors
    assert 'data-most="2500"' in answer.content.decode()


@pytest.mark.situation("C-031")
def test_who_saves_second_sees_both_and_decides(own):
    own.post("edit/", WORDS)
    own.post("edit/", WORDS, description="By a colleague.", version="2")
    answer = own.post("edit/", WORDS, description="By me.", version="2")
    text = answer.content.decode()
    assert "Somebody else has changed this meanwhile." in text
    assert "By a colleague." in text
    assert "By me." in text
    assert own.profile.description == "By a colleague."
    again = answer.context["form"]["version"].value()
    own.post("edit/", WORDS, description="By me.", version=again)
    assert own.profile.description == "By me."


# ------------------------------------------------------------------ logo
@pytest.mark.parametrize("name", sorted(pictures.NO_PICTURES))
def test_what_is_not_a_picture_is_refused_whatever_it_is_called(own, name):
    answer = own.upload(pictures.NO_PICTURES[name], "logo.png")
    assert answer.status_code == 200
    assert "This is not a picture" in answer.content.decode()
    assert not Logo.objects.exists()


def test_a_file_that_is_too_large_is_told_so(own):
    text = own.upload(pictures.png() + b"\x00" * 3 * 1024 * 1024).content.decode()
    assert "larger than 256 KB" in text


def test_a_logo_is_served_as_a_picture_and_nothing_else(own, client):
    own.post("edit/", WORDS), own.upload(pictures.png())
    digest = own.profile.logo.digest
    assert client.get(f"/logos/{digest}/").status_code == 404, "not before it is published"
    mine = own.get(f"logo/{digest}/")
    assert (mine.status_code, mine["Cache-Control"]) == (200, "no-store")
    own.post("publish/")
    answer = client.get(f"/logos/{digest}/")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.content == bytes(own.profile.logo.content)
    own.post("logo/remove/"), own.post("publish/")
    assert client.get(f"/logos/{digest}/").status_code == 404


def test_nobody_else_sees_a_logo_before_it_is_published(own, client_for):
    own.upload(pictures.png())
    digest = own.profile.logo.digest
    other = client_for(own.world.people["direct"]["global_admin"])
    assert (
        other.get(f"/t/{own.world.direct.slug}/settings/business-profile/logo/{digest}/").status_code == 404
    )


# ------------------------------------------------------------------ locations
def test_five_locations_a_country_and_no_sixth(own):
    for number in range(5):
        assert own.post("locations/add/", PLACE, name=f"Office {number}").status_code == 302
    answer = own.post("locations/add/", PLACE, name="One too many")
    assert "There are five locations in this country already" in answer.content.decode()
    gone = ProfileLocation.objects.get(slot=3)
    own.post(f"locations/{gone.public_id}/remove/")
    assert own.post("locations/add/", PLACE, name="In its place").status_code == 302
    assert sorted(ProfileLocation.objects.values_list("slot", flat=True)) == [1, 2, 3, 4, 5]


def test_an_address_is_checked_and_written_as_its_country_does(own):
    answer = own.post("locations/add/", PLACE, postal_code="1", state="Atlantis", phone="123")
    assert {"postal_code", "state", "phone"} <= set(answer.context["form"].errors)
    own.post("locations/add/", PLACE)
    assert ProfileLocation.objects.get().phone == "+82 2-312-3456"


def test_a_location_is_hidden_from_the_public_page_or_shown(own, client):
    own.post("edit/", WORDS), own.post("locations/add/", PLACE, is_published="")
    own.post("publish/")
    assert "Seoul office" not in client.get(own.public).content.decode()
    location = ProfileLocation.objects.get()
    own.post(f"locations/{location.public_id}/", PLACE, name="Busan office")
    own.post("publish/")
    text = client.get(own.public).content.decode()
    assert "Busan office" in text
    assert f'id="location-{location.public_id}"' in text


# ------------------------------------------------------------------ kept current
@pytest.mark.rule("S003-7")
def test_after_half_a_year_somebody_looks_at_it_again(own):
    own.post("edit/", WORDS), own.post("publish/")
    home = f"/t/{own.world.reseller.slug}/"
    question = "Is your business profile still current?"
    assert question not in own.client.get(home).content.decode()
    long_ago = timezone.now() - timedelta(days=184)
    BusinessProfile.objects.update(published_at=long_ago, confirmed_at=long_ago)
    assert question in own.client.get(home).content.decode()
    own.post("confirm/")
    assert question not in own.client.get(home).content.decode()
    assert own.profile.confirmed_at > timezone.now() - timedelta(minutes=1)


def test_whoever_is_no_global_admin_looks_and_changes_nothing(contoso, client_for):
    client = client_for(contoso.people["reseller"]["sales_agent"])
    base = f"/t/{contoso.reseller.slug}/settings/business-profile/"
    text = client.get(base).content.decode()
    assert "profile-edit" not in text
    assert f'href="{base}edit/"' not in text
    answer = client.post(base + "edit/", WORDS)
    assert answer.status_code == 403
    assert "Global admin" in answer.content.decode()
