"""What operators do with organisations, people, programme and regions: each by an action, with a reason, audited."""

from __future__ import annotations

import pytest

from accounts.models import Agreement, Country, Membership, PartnerProfile, Region, Tenant, User
from accounts.operators import OPERATORS
from accounts.states import EnrolmentStatus
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.operators import REASON, begin, client_of, last_event, operate, operator_client, staff, url

pytestmark = pytest.mark.usefixtures("db")

TENANT = {
    "name": "Tailwind",
    "domain": "tailwind.example",
    "kind": "partner",
    "country": "KR",
    "cloud": "public",
}


class TestOrganisations:
    def test_a_new_partner_from_nothing_to_its_programme_role(self) -> None:
        """The whole way by which an organisation comes into a portal of one's own."""
        client = operator_client()
        answer = begin(client, "accounts.tenant", "new", **TENANT)
        tenant = Tenant.objects.get(slug="tailwind")
        assert answer.url == url("accounts.tenant", "change", tenant.pk)
        ids = {
            "global_account_id": "6000001",
            "mpn_id": "4000901",
            "primary_contact": "office@tailwind.example",
        }
        assert operate(client, tenant, "partner", **ids).status_code == 302
        person = {"email": "yuna@tailwind.example", "full_name": "최유나", "language": "ko"}
        assert begin(client, "accounts.user", "new", **person).status_code == 302
        member = {
            "tenant": "tailwind",
            "user": "Yuna@tailwind.example",
            "roles": ["global_admin", "sales_agent"],
        }
        assert begin(client, "accounts.membership", "new", **member).status_code == 302
        enrolment = make.EnrolmentFactory(tenant=tenant)
        assert operate(client, enrolment, "approve").status_code == 302
        assert PartnerProfile.objects.get(tenant=tenant).programmes == ["indirect_reseller"]
        assert Membership.objects.get(tenant=tenant).roles == ["global_admin", "sales_agent"]
        written = AuditEvent.objects.filter(reason=REASON, actor_kind="operator").values_list(
            "action", flat=True
        )
        assert set(written) == {
            "tenant.created",
            "partner_profile.created",
            "location.added",
            "user.created",
            "member.added",
            "enrolment.approved",
        }

    def test_a_person_made_by_an_operator_chooses_the_password_alone(self) -> None:
        begin(operator_client(), "accounts.user", "new", email="a@b.example", full_name="A", language="en")
        user = User.objects.get(email="a@b.example")
        assert not user.has_usable_password()
        mail = OutgoingMail.objects.get(to_address="a@b.example")
        assert mail.kind == "password_reset"

    def test_what_is_taken_is_said_beside_its_field(self) -> None:
        client, other = operator_client(), make.MembershipFactory()
        taken = begin(client, "accounts.tenant", "new", **TENANT | {"domain": other.tenant.domain})
        assert "domain" in taken.context["form"].errors
        again = begin(
            client,
            "accounts.membership",
            "new",
            tenant=other.tenant.slug,
            user=other.user.email,
            roles=["sales_agent"],
        )
        assert "user" in again.context["form"].errors
        user = begin(
            client, "accounts.user", "new", email=other.user.email.upper(), full_name="A", language="en"
        )
        assert "email" in user.context["form"].errors
        location, tenant = make.LocationFactory(), make.TenantFactory()
        ids = {"global_account_id": "6000001", "mpn_id": location.mpn_id, "primary_contact": "a@b.example"}
        assert "mpn_id" in operate(client, tenant, "partner", **ids).context["form"].errors
        assert not PartnerProfile.objects.filter(tenant=tenant).exists()

    def test_unknown_organisations_and_people_are_said(self) -> None:
        data = {"tenant": "nobody", "user": "nobody@nowhere.example", "roles": ["sales_agent"]}
        form = begin(operator_client(), "accounts.membership", "new", **data).context["form"]
        assert set(form.errors) == {"tenant", "user"}

    def test_rename_and_company_group(self) -> None:
        tenant = make.TenantFactory(name="Old")
        client = operator_client()
        operate(client, tenant, "rename", name="새 이름")
        operate(client, tenant, "company-group", company_group="Group A")
        tenant.refresh_from_db()
        assert (tenant.name, tenant.company_group) == ("새 이름", "Group A")
        assert last_event("tenant.renamed").changes == {"name": ["Old", "새 이름"]}
        assert last_event("tenant.company_group_changed").reason == REASON

    def test_found_by_name_domain_slug_and_mpn_id(self) -> None:
        tenant = make.TenantFactory(
            reseller=True, name="Hanbit Solutions", slug="hb", domain="hanbit.example"
        )
        make.TenantFactory(reseller=True)
        client = operator_client()
        for query in ("hanbit", "HANBIT so", "hb", "hanbit.ex", tenant.locations.get().mpn_id):
            page = client.get(url("accounts.tenant", "changelist"), {"q": query})
            assert [row.pk for row in page.context["cl"].result_list] == [tenant.pk], query


class TestPeople:
    def test_a_closed_account_is_signed_out_at_once_and_opens_again(self) -> None:
        user = make.UserFactory()
        theirs, client = client_of(user), operator_client()
        assert theirs.get("/").status_code in (200, 302)
        assert operate(client, user, "close").status_code == 302
        assert theirs.get("/", follow=True).wsgi_request.user.is_authenticated is False
        assert last_event("user.closed").reason == REASON
        assert operate(client, user, "close").status_code == 422
        operate(client, user, "open")
        user.refresh_from_db()
        assert user.is_active

    def test_a_link_to_choose_a_password_goes_out(self) -> None:
        user = make.UserFactory()
        operate(operator_client(), user, "password-link")
        assert OutgoingMail.objects.filter(to_address=user.email, kind="password_reset").count() == 1
        assert last_event("user.password_link_sent").target_id == user.pk

    def test_only_superusers_make_operators(self) -> None:
        person, root = make.UserFactory(), staff()
        group = root.groups.get()
        answer = operate(operator_client(), person, "operator-groups", groups=[group.pk])
        assert answer.status_code == 403
        root.is_superuser = True
        root.save()
        operate(client_of(root), person, "operator-groups", groups=[group.pk])
        person.refresh_from_db()
        assert person.is_staff
        assert last_event("user.operator_groups_changed").changes == {"groups": [[], [OPERATORS]]}
        operate(client_of(root), person, "operator-groups")
        person.refresh_from_db()
        assert not person.is_staff

    def test_no_page_shows_a_password(self) -> None:
        user = make.UserFactory()
        html = operator_client().get(url("accounts.user", "change", user.pk)).content.decode()
        assert user.password not in html
        assert "pbkdf2" not in html

    def test_roles_change_and_memberships_end(self) -> None:
        member = make.MembershipFactory()
        make.MembershipFactory(tenant=member.tenant)  # who is global admin when this one is not
        client = operator_client()
        operate(client, member, "roles", roles=["billing_admin"])
        member.refresh_from_db()
        assert member.roles == ["billing_admin"]
        assert operate(client, member, "roles", roles=["emperor"]).status_code == 422
        assert operate(client, member, "roles").status_code == 422
        answer = operate(client, member, "remove")
        assert answer.url == url("accounts.membership", "changelist")
        assert not Membership.objects.filter(pk=member.pk).exists()
        assert last_event("member.removed").tenant_id == member.tenant_id


class TestProgramme:
    def test_reject_keeps_the_reason_and_cannot_be_repeated(self) -> None:
        enrolment = make.EnrolmentFactory(tenant__provider=True)
        client = operator_client()
        assert operate(client, enrolment, "reject").status_code == 422, "what the applicant reads is missing"
        operate(client, enrolment, "reject", answer="The address does not exist.")
        enrolment.refresh_from_db()
        assert (enrolment.status, enrolment.decision_reason) == (EnrolmentStatus.REJECTED, REASON)
        assert enrolment.answer == "The address does not exist."
        assert operate(client, enrolment, "approve").status_code == 422

    @pytest.mark.rule("D14")
    def test_a_provider_does_not_become_a_reseller_too(self) -> None:
        enrolment = make.EnrolmentFactory(tenant__provider=True, programme="indirect_reseller")
        answer = operate(operator_client(), enrolment, "approve")
        assert answer.status_code == 422
        assert "cannot be indirect provider and indirect reseller at once" in answer.content.decode()
        enrolment.refresh_from_db()
        assert enrolment.status == EnrolmentStatus.APPLIED

    @pytest.mark.rule("S001-7")
    def test_offboarding_is_offered_for_direct_bill_partners_only(self) -> None:
        direct, provider = (
            make.TenantFactory(direct_bill=True).profile,
            make.TenantFactory(provider=True).profile,
        )
        client = operator_client()
        shown = {
            row: "offboarding</a>"
            in client.get(url("accounts.partnerprofile", "change", row.pk)).content.decode()
            for row in (direct, provider)
        }
        assert shown == {direct: True, provider: False}
        operate(client, direct, "offboarding")
        direct.refresh_from_db()
        assert direct.offboarding_since is not None

    def test_a_new_version_leaves_the_old_one_as_it_was(self) -> None:
        old = make.AgreementFactory(version=1, text="Old text.")
        data = {"kind": "mpa", "title": "Agreement", "text": "New text.\n\n2. More."}
        begin(operator_client(), "accounts.agreement", "publish", **data)
        assert [(row.version, row.text) for row in Agreement.objects.order_by("version")] == [
            (old.version, "Old text."),
            (2, "New text.\n\n2. More."),
        ]


class TestRegions:
    def test_a_country_moves_to_another_region(self) -> None:
        region = Region.objects.get(name="Japan")
        country = Country.objects.get(code="KR")
        data = {"name": country.name, "currency": "KRW", "region": region.pk}
        assert operate(operator_client(), country, "facts", **data).status_code == 302
        country.refresh_from_db()
        assert country.region == region
        assert last_event("country.saved").changes["region"][1] == "Japan"

    def test_new_ones_and_taken_names(self) -> None:
        client = operator_client()
        begin(client, "accounts.region", "new", name="Antarctica")
        region = Region.objects.get(name="Antarctica")
        assert begin(client, "accounts.region", "new", name="Antarctica").status_code == 422
        assert (
            begin(client, "accounts.country", "new", code="KR", name="Korea", region=region.pk).status_code
            == 422
        )
        assert (
            begin(client, "accounts.country", "new", code="ZZ", name="Zed", region=region.pk).status_code
            == 302
        )
        operate(client, region, "rename", name="The South")
        assert Country.objects.get(code="ZZ").region.name == "The South"
