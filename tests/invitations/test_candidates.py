"""Imported customers are asked: one, many, all that match; who is left out is told why (S003-8, D4)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.states import Cloud
from customers.models import Candidate
from invitations.candidates import AT_ONCE, find, plan
from invitations.models import Invitation
from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core.ratelimit import Limit, hit
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from tests import factories as make

pytestmark = pytest.mark.rule("S003-8", "D4")
LETTER = {
    "step": "send",
    "language": "en",
    "days": "30",
    "subject": "A relationship",
    "text": "Please open {link}",
    "admin_access": "on",
    "submission": "0d5f8a1e-2f4c-4a71-9d33-0c1e5b7a9f10",
    "drafted": "",
}


@pytest.fixture
def by(contoso):
    return contoso.actor("direct", "admin_agent")


@pytest.fixture
def agent(contoso, client_for):
    return client_for(contoso.people["direct"]["admin_agent"])


@pytest.fixture
def candidates(by) -> list[Candidate]:
    return [make.CandidateFactory(partner=by.tenant, name=f"Company {n}") for n in range(5)]


def asked(by, candidate: Candidate, status: str = InvitationStatus.OPEN, **more) -> Invitation:
    stamps = {
        "accepted": {"answered_at": timezone.now()},
        "declined": {"answered_at": timezone.now()},
        "revoked": {"closed_at": timezone.now()},
    }
    return make.InvitationFactory(
        kind=InvitationKind.RELATIONSHIP, capacity=Capacity.DIRECT, inviter=by.tenant, invited_by=by.user,
        candidate=candidate, recipient_email=candidate.contact_email, status=status,
        **{**stamps.get(status, {}), **more},
    )  # fmt: skip


def served(by, **more: str):
    """A customer of the partner."""
    customer = make.TenantFactory(customer=True, **more)
    make.ResellerRelationshipFactory(partner=by.tenant, customer=customer, capacity=Capacity.DIRECT)
    return customer


def page(agent, by, **query: str) -> str:
    return agent.get(reverse("invitations:candidate-list", args=[by.tenant.slug]), query).content.decode()


def invite(agent, by, ids: list[str] | str, **more: str):
    joined = ids if isinstance(ids, str) else " ".join(ids)
    return agent.post(_invite_url(by), {**LETTER, "recipients": joined, **more})


def _invite_url(by) -> str:
    return reverse("invitations:candidates-invite", args=[by.tenant.slug])


def names(text: str) -> list[str]:
    return sorted(set(re.findall(r"Company \d", text)))


def test_the_list_says_what_became_of_each(agent, by, candidates) -> None:
    customer = served(by)
    asked(by, candidates[1], InvitationStatus.DECLINED)
    asked(by, candidates[1], InvitationStatus.OPEN)  # the newest counts
    asked(by, candidates[2], InvitationStatus.ACCEPTED, recipient_tenant=customer)
    asked(by, candidates[3], InvitationStatus.OPEN, expires_at=timezone.now() - timedelta(days=1))
    own = served(by, domain=candidates[4].domain)
    text = page(agent, by)
    assert names(text) == [f"Company {n}" for n in range(5)]
    for words in ("Not invited", "Open", "Accepted", "Expired", "Your customer"):
        assert words in text
    for tenant in (customer, own):
        assert reverse("customers:customer-detail", args=[by.tenant.slug, tenant.public_id]) in text
    assert names(page(agent, by, state="none")) == ["Company 0", "Company 4"]
    assert names(page(agent, by, state="open")) == ["Company 1"]
    assert names(page(agent, by, state="accepted")) == ["Company 2"]
    assert names(page(agent, by, state="expired")) == ["Company 3"]
    assert names(page(agent, by, state="declined")) == []
    assert names(page(agent, by, q="company 3")) == ["Company 3"]
    assert names(page(agent, by, q=candidates[2].domain)) == ["Company 2"]


def test_the_list_is_flat(agent, by, candidates) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(agent, by)
        return len(seen)

    Candidate.objects.exclude(pk=candidates[0].pk).delete()
    asked(by, candidates[0], InvitationStatus.ACCEPTED, recipient_tenant=served(by))
    queries()
    few = queries()
    for _ in range(24):
        more = make.CandidateFactory(partner=by.tenant)
        asked(by, more, InvitationStatus.ACCEPTED, recipient_tenant=served(by))
    assert queries() == few


def test_many_are_asked_with_one_draft(agent, by, candidates) -> None:
    ids = [candidate.public_id for candidate in candidates]
    shown = agent.post(_invite_url(by), {"ids": ids, "query": ""}).content.decode()
    assert "5 candidates will be asked" in shown
    assert f"You can send {settings.INVITATION_LIMITS['per_user_day']} more invitations today." in shown
    assert not Invitation.objects.filter(candidate__isnull=False).exists()
    answer = invite(agent, by, ids)
    assert "/invitations/requests/" in answer["Location"]
    sent = Invitation.objects.filter(candidate__in=candidates)
    assert sent.count() == 5
    assert {(one.kind, one.capacity, one.admin_access) for one in sent} == {("relationship", "direct", True)}
    assert agent.get(answer["Location"]).status_code == 200


@pytest.mark.situation("C-021", "C-022")
def test_twice_is_once(agent, by, candidates) -> None:
    ids = [candidate.public_id for candidate in candidates]
    first = invite(agent, by, ids)
    assert invite(agent, by, ids)["Location"] == first["Location"]
    assert Invitation.objects.filter(candidate__isnull=False).count() == 5


def test_one_by_its_link(agent, by, candidates) -> None:
    link = f"{_invite_url(by)}?candidate={candidates[0].public_id}"
    assert link in page(agent, by)
    assert "1 candidate will be asked" in agent.get(link).content.decode()
    for query in ("", "?candidate=zzz", f"?candidate={make.CandidateFactory().public_id}"):
        answer = agent.get(_invite_url(by) + query)
        assert answer["Location"] == reverse("invitations:candidate-list", args=[by.tenant.slug])


def test_all_that_match_and_were_never_asked(agent, by, candidates) -> None:
    asked(by, candidates[0], InvitationStatus.DECLINED)
    shown = agent.post(_invite_url(by), {"all": "1", "query": ""}).content.decode()
    assert "4 candidates will be asked" in shown
    shown = agent.post(_invite_url(by), {"all": "1", "query": "q=company+3"}).content.decode()
    assert "1 candidate will be asked" in shown
    make.CandidateFactory.create_batch(AT_ONCE, partner=by.tenant)
    shown = agent.post(_invite_url(by), {"all": "1"}).content.decode()
    assert f"{AT_ONCE} candidates will be asked" in shown


def test_who_is_not_asked_and_why(agent, by, candidates, contoso) -> None:
    served(by, domain=candidates[0].domain)
    asked(by, candidates[1])
    make.OptOutFactory(recipient_key=candidates[2].contact_key, tenant=by.tenant)
    colleague = contoso.people["direct"]["sales_agent"].email
    Candidate.objects.filter(pk=candidates[3].pk).update(contact_email=colleague, contact_key=colleague)
    twin = make.CandidateFactory(partner=by.tenant, contact_email=candidates[4].contact_email)
    full = make.CandidateFactory(partner=by.tenant)
    for _ in range(10):
        hit(Limit("invitations-per_recipient_day", 10, timedelta(days=1)), full.contact_key)
    chosen = [*candidates, twin, full]
    found = plan(find(by.tenant, [one.public_id for one in chosen]), by)
    assert [row.candidate for row in found.asked] == [candidates[4]]
    words = " ".join(row.obstacle for row in found.left_out)
    for part in ("your customer already", "has not answered yet", "not to be invited", "your own organisation",
                 "The same person", "as many invitations"):  # fmt: skip
        assert part in words
    invite(agent, by, [one.public_id for one in chosen])
    sent = Invitation.objects.filter(candidate__isnull=False).exclude(candidate=candidates[1])
    assert [one.candidate for one in sent] == [candidates[4]]


def test_nobody_left_to_ask(agent, by, candidates) -> None:
    asked(by, candidates[0])
    answer = invite(agent, by, [candidates[0].public_id])
    assert answer.status_code == 200
    assert "None of these candidates can be asked now." in answer.content.decode()


@pytest.mark.situation("C-092")
def test_the_limit_of_a_day_is_said_and_kept(agent, by, candidates, settings) -> None:
    settings.INVITATION_LIMITS = settings.INVITATION_LIMITS | {"per_user_day": 3}
    ids = [candidate.public_id for candidate in candidates]
    shown = agent.post(_invite_url(by), {"ids": ids}).content.decode()
    assert "3 candidates will be asked" in shown
    assert "You can send 3 more invitations today." in shown
    assert "Go on tomorrow." in shown
    assert invite(agent, by, ids).status_code == 302
    assert Invitation.objects.filter(candidate__isnull=False).count() == 3


def test_words_and_terms_can_be_changed_before(agent, by, candidates) -> None:
    ids = [candidate.public_id for candidate in candidates]
    again = invite(agent, by, ids, step="preview", text="Hello")
    assert "5 candidates will be asked" in again.content.decode()
    refused = invite(agent, by, ids, text="Hello")
    assert "must contain the invitation link" in refused.content.decode()
    form = {key: value for key, value in LETTER.items() if key != "admin_access"}
    agent.post(_invite_url(by), {**form, "recipients": " ".join(ids)})
    assert not Invitation.objects.filter(candidate__isnull=False, admin_access=True).exists()


@pytest.mark.rule("S002-3")
def test_in_national_clouds_admin_access_is_no_choice(agent, by, candidates) -> None:
    type(by.tenant).objects.filter(pk=by.tenant.pk).update(cloud=Cloud.US_GOV)
    form = {key: value for key, value in LETTER.items() if key != "admin_access"}
    agent.post(_invite_url(by), {**form, "recipients": candidates[0].public_id})
    assert Invitation.objects.get(candidate=candidates[0]).admin_access


def test_another_partners_candidates_are_not_there(agent, by, candidates) -> None:
    foreign = make.CandidateFactory(name="Company 9")
    assert "Company 9" not in page(agent, by)
    answer = invite(agent, by, [candidates[0].public_id, foreign.public_id])
    assert answer.status_code == 302
    assert not Invitation.objects.filter(candidate=foreign).exists()


def test_accepting_makes_the_candidate_a_customer(agent, by, candidates) -> None:
    """The whole way: asked, accepted by a global admin, shown with a link to the customer."""
    from accounts.permissions import Role
    from invitations.actions import accept_invitation
    from partnercenter.core.actor import Actor

    invite(agent, by, [candidates[0].public_id])
    invitation = Invitation.objects.get(candidate=candidates[0])
    customer = make.TenantFactory(customer=True, domain="another-name.example")
    user = make.UserFactory(email=candidates[0].contact_email)
    make.MembershipFactory(tenant=customer, user=user)
    agreement = make.AgreementFactory(kind="mca")
    actor = Actor(user, customer, frozenset({Role.GLOBAL_ADMIN}))
    accept_invitation(invitation=invitation, generation=1, confirmed=True, agreement=agreement, by=actor)
    assert ResellerRelationship.objects.active().filter(partner=by.tenant, customer=customer).exists()
    text = page(agent, by, state="accepted")
    assert names(text) == ["Company 0"]
    assert customer.public_id in text
