"""What operators do twice, too late, or with words that hurt: a sentence or nothing, never a second event."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import actions
from accounts.models import Agreement, Membership, PartnerProfile, Tenant, User
from invitations.actions import lift_opt_out
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor, OperatorActor, SystemActor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.core.text import search_key
from tests import factories as make
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.operators import begin, operate, operator_client

TENANT = {"name": "Contoso", "kind": "partner", "country": "KR", "cloud": "public"}
IDS = {"global_account_id": "6000001", "mpn_id": "4000901", "primary_contact": "a@b.example"}


def events(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def refused(code: str, action, **words) -> None:
    with pytest.raises(DomainError) as error, transaction.atomic():
        action(**words)
    assert error.value.code == code


def by() -> OperatorActor:
    return OperatorActor(make.UserFactory(is_staff=True), "Because")


# ------------------------------------------------------------------ addresses
def test_a_person_written_in_capitals_signs_in(db):
    begin(
        operator_client(), "accounts.user", "new", email="Big.Name@Corp.Example", full_name="B", language="en"
    )
    user = User.objects.get(email="big.name@corp.example")
    user.set_password(PASSWORD)
    user.save()
    answer = PortalClient().post("/accounts/login/", {"login": "Big.Name@Corp.Example", "password": PASSWORD})
    assert answer.status_code == 302


def test_the_database_keeps_no_capitals(db):
    with pytest.raises(IntegrityError, match="user_email_small"), transaction.atomic():
        make.UserFactory(email="Kim@Contoso.Example")


@pytest.mark.situation("C-070")
def test_what_is_taken_is_said_without_saying_whose(db):
    """No name of the organisation or person that has it, and the same words whoever that is."""
    tenant, user = make.TenantFactory(name="Secret Name"), make.UserFactory(full_name="Secret Name")
    make.UserFactory(email="closed@corp.example", is_active=False)
    client, words = operator_client(), []
    for domain in (tenant.domain, make.TenantFactory(kind="customer").domain):
        answer = begin(client, "accounts.tenant", "new", **TENANT, domain=domain)
        words.append(answer.context["form"].errors["domain"])
        assert "Secret Name" not in answer.content.decode()
    assert words[0] == words[1] == ["This domain cannot be used. Choose another one."]
    for email in (user.email, "closed@corp.example"):
        answer = begin(client, "accounts.user", "new", email=email, full_name="B", language="en")
        assert answer.context["form"].errors["email"] == ["This address has an account already."]
        assert "Secret Name" not in answer.content.decode()


# ------------------------------------------------------------------ organisations
def test_a_domain_of_any_length_makes_a_slug(db):
    begin(operator_client(), "accounts.tenant", "new", **TENANT, domain=f"{'a' * 49}-{'b' * 13}.example")
    assert Tenant.objects.get().slug == "a" * 49


def test_the_same_word_before_the_dot_is_numbered(db):
    client = operator_client()
    for domain in ("contoso.com", "contoso.de", "contoso.kr", f"{'a' * 63}.com", f"{'a' * 63}.de"):
        assert begin(client, "accounts.tenant", "new", **TENANT, domain=domain).status_code == 302
    slugs = Tenant.objects.order_by("id").values_list("slug", flat=True)
    assert list(slugs) == ["contoso", "contoso-2", "contoso-3", "a" * 50, f"{'a' * 44}-2"]


def test_a_slug_that_was_asked_for_is_not_numbered(db):
    make.TenantFactory(slug="contoso")
    answer = begin(operator_client(), "accounts.tenant", "new", **TENANT, domain="contoso.de", slug="contoso")
    assert answer.context["form"].errors == {"slug": ["This address cannot be used. Choose another one."]}


def test_a_name_that_folding_makes_longer_fits_its_key(db):
    name = "ß" * 150
    begin(operator_client(), "accounts.tenant", "new", **TENANT | {"name": name}, domain="strasse.example")
    tenant = Tenant.objects.get()
    assert (tenant.name, tenant.name_key) == (name, "s" * 200)
    assert search_key(name) == tenant.name_key
    partnership = make.PartnershipFactory(reseller=make.TenantFactory(reseller=True))
    actions.rename_tenant(tenant=partnership.reseller, name=name, by=by())
    partnership.refresh_from_db()
    assert partnership.reseller_key == "s" * 200


# ------------------------------------------------------------------ too late, or never
@pytest.mark.rule("S004-14")
def test_a_customer_does_not_become_a_partner(db):
    customer = make.TenantFactory(kind="customer")
    assert operate(operator_client(), customer, "partner", **IDS).status_code == 422
    refused("not_partner", actions.create_partner_profile, tenant=customer, by=by(), **IDS)
    assert not PartnerProfile.objects.exists()


def test_what_the_page_does_not_offer_is_taken_back(db):
    """The action behind it has no rule of its own: a link for a closed account."""
    user = make.UserFactory(is_active=False)
    answer = operate(operator_client(), user, "password-link")
    assert answer.status_code == 422
    assert "not possible for this row" in answer.content.decode()
    assert not OutgoingMail.objects.exists()
    assert events("user.password_link_sent") == 0


def test_a_partner_is_set_up_once(db):
    client, tenant = operator_client(), make.TenantFactory()
    assert operate(client, tenant, "partner", **IDS).status_code == 302
    assert operate(client, tenant, "partner", **IDS | {"mpn_id": "4000902"}).status_code == 422
    tenant = Tenant.objects.get(pk=tenant.pk)
    refused("partner_already", actions.create_partner_profile, tenant=tenant, by=by(), **IDS)
    assert events("partner_profile.created") == PartnerProfile.objects.count() == 1


@pytest.mark.rule("S001-7")
def test_offboarding_is_for_direct_bill_partners_and_happens_once(db):
    client, reseller = operator_client(), make.TenantFactory(reseller=True).profile
    direct = make.TenantFactory(direct_bill=True).profile
    assert operate(client, reseller, "offboarding").status_code == 422
    refused("not_direct_bill", actions.identify_for_offboarding, profile=reseller, by=by())
    assert operate(client, direct, "offboarding").status_code == 302
    assert operate(client, direct, "offboarding").status_code == 422
    refused("unchanged", actions.identify_for_offboarding, profile=direct, by=by())
    assert events("partner.identified_for_offboarding") == 1


def test_nothing_changed_is_no_event(db):
    member, tenant = (
        make.MembershipFactory(roles=["user_admin"]),
        make.TenantFactory(provider=True, company_group="A"),
    )
    opt_out = make.OptOutFactory()
    before = AuditEvent.objects.count()
    actions.rename_tenant(tenant=tenant, name=tenant.name, by=by())
    actions.set_company_group(tenant=tenant, company_group="A", by=by())
    actions.change_roles(membership=member, roles=member.roles, by=by())
    actions.set_operator_groups(user=member.user, groups=[], by=by())
    assert AuditEvent.objects.count() == before
    gone = Membership.objects.get(pk=member.pk)
    actions.remove_member(membership=gone, by=by())
    refused("unchanged", actions.remove_member, membership=Membership(pk=member.pk), by=by())
    assert events("member.removed") == 1
    lift_opt_out(opt_out=opt_out, by=by())
    refused("unchanged", lift_opt_out, opt_out=opt_out, by=by())
    assert events("opt_out.lifted") == 1


# ------------------------------------------------------------------ agreements
@pytest.mark.rule("S004-5")
def test_the_action_itself_refuses_who_may_not_sign(db):
    mpa, other = make.AgreementFactory(), make.AgreementFactory(kind="mca")
    partner, customer = make.TenantFactory(provider=True), make.TenantFactory(kind="customer")
    admin, user = frozenset({"global_admin"}), make.UserFactory()
    refused(
        "wrong_role", actions.sign_mpa, agreement=mpa, by=Actor(user, partner, frozenset({"admin_agent"}))
    )
    refused("not_mpa", actions.sign_mpa, agreement=other, by=Actor(user, partner, admin))
    refused("not_partner", actions.sign_mpa, agreement=mpa, by=Actor(user, customer, admin))
    assert events("agreement.accepted") == 0


def test_two_versions_published_at_once_are_one_and_a_sentence(committed_db):
    def publish(number: int) -> str:
        try:
            with tenancy.system(reason="test"):
                words = {"kind": "mpa", "title": "A", "text": f"{number}", "by": SystemActor("test")}
                together.wait()
                actions.publish_agreement(**words)
                sleep(0.5)  # the other one has read which version is the newest
                return "published"
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    together = Barrier(2, timeout=30)
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(publish, range(2)))
    assert answers == ["published", "published_meanwhile"]
    with tenancy.system(reason="test"):
        assert Agreement.objects.count() == 1
