"""What the portal keeps about a person: as a file of their own, and taken away for good."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse

from accounts import personal
from accounts.actions import erase_person, set_profile
from accounts.models import Membership, SignIn, User
from invitations.models import Invitation
from partnercenter.core import audit, mail
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import ERASED, AuditEvent, OutgoingMail, Session
from tests import factories as make
from tests.accounts.factors import with_app
from tests.client import PortalClient
from tests.operators import operator_client, url
from tests.world import World

ClientFor = Callable[[User], PortalClient]


@pytest.fixture
def operator(db: None) -> OperatorActor:
    return OperatorActor(make.UserFactory(is_staff=True), "Asked for by letter")


def _erase(user: User, by: OperatorActor) -> None:
    erase_person(user=user, by=by, address=user.email)


@pytest.fixture
def seller(contoso: World) -> User:
    """Of the provider; known by an unlikely name, that stands in many places."""
    user = contoso.people["provider"]["sales_agent"]
    User.objects.filter(pk=user.pk).update(full_name="Quirin Zebedee", email="quirin@zebedee.example")
    user.refresh_from_db()
    return user


def _all_text(*but: str) -> str:
    """Every row of every table, as text."""
    rows = []
    for model in apps.get_models():
        if model._meta.label not in but and model._meta.managed:
            rows += [str(values) for values in model._default_manager.values()]
    return "\n".join(rows)


class TestTheFile:
    def test_everything_in_one_file(self, contoso: World, seller: User, client_for: ClientFor) -> None:
        by = Actor(seller, contoso.provider)
        audit.record("tenant.renamed", by=by, target=contoso.provider, reason="Because")
        mail.enqueue(
            kind="test", key="1", to=seller.email, language="en", subject="Hello", text="Body", tenant=None
        )
        make.InvitationFactory(inviter=contoso.reseller, recipient_email=seller.email)
        answer = client_for(seller).get(reverse("accounts:data-file"))
        assert answer["Content-Type"] == "application/json"
        assert "attachment" in answer["Content-Disposition"]
        data = json.loads(answer.content)
        assert data["account"][0]["email"] == seller.email
        assert data["organisations"][0]["tenant__name"] == contoso.provider.name
        assert "tenant.renamed" in [event["action"] for event in data["events"]]
        assert [row["text"] for row in data["mails"]] == ["Body"]
        assert data["invitations"][0]["inviter__name"] == contoso.reseller.name

    def test_nothing_of_others_and_no_secret(
        self, contoso: World, fabrikam: World, client_for: ClientFor
    ) -> None:
        with_app(contoso.admin)
        data = personal.data_of(contoso.admin)
        text = str(data)
        assert fabrikam.canary not in text
        assert contoso.admin.password not in text
        assert set(data["second_steps"][0]) == {"type", "created_at", "last_used_at"}

    def test_who_proved_themselves_a_while_ago_is_asked(
        self, contoso: World, client_for: ClientFor, settings: Any
    ) -> None:
        settings.PROOF_SECONDS = 0
        answer = client_for(contoso.admin).get(reverse("accounts:data-file"))
        assert answer.status_code == 302
        assert "reauthenticate" in answer.url

    def test_the_page_says_what_is_kept_how_long(
        self, contoso: World, client_for: ClientFor, settings: Any
    ) -> None:
        settings.MAIL_TEXT_DAYS = 90
        text = client_for(contoso.admin).get(reverse("accounts:your-data")).content.decode()
        assert "90 days" in text
        assert reverse("accounts:data-file") in text


@pytest.mark.situation("C-121")
class TestErasing:
    def test_nothing_names_the_person_any_more(
        self, contoso: World, seller: User, operator: OperatorActor
    ) -> None:
        old = Actor(seller, contoso.provider)
        set_profile(user=seller, full_name="Quirina Zebedee", language="ko", by=old)
        seller.refresh_from_db()
        by = Actor(seller, contoso.provider)
        audit.record("tenant.renamed", by=by, target=contoso.provider, reason="Quirina Zebedee wants it")
        contoso.relationship.__class__.objects.filter(pk=contoso.relationship.pk).update(
            established_by=seller
        )
        mail.enqueue(
            kind="test",
            key="1",
            to="Quirin@Zebedee.example",
            to_name="Quirina Zebedee",
            language="en",
            subject="Quirina",
            text="Dear Quirina Zebedee",
            tenant=None,
        )
        make.OutgoingMailFactory(reply_to=seller.email, from_name="Quirina Zebedee")
        make.InvitationFactory(
            inviter=contoso.reseller,
            recipient_email="Quirin@Zebedee.example",
            recipient_name="Quirina Zebedee",
        )
        make.InvitationFactory(inviter=contoso.provider, invited_by=seller, invited_by_name="Quirina Zebedee")
        make.CandidateFactory(partner=contoso.provider, contact_email=seller.email, contact_name="Quirin Z")
        make.LeadFactory(
            partner=contoso.provider,
            email=seller.email,
            email_key=seller.email,
            contact_name="Quirin Zebedee",
            message="Quirin asks",
        )
        make.MembershipFactory(user=seller, tenant=contoso.direct, roles=["helpdesk_agent"])
        _erase(seller, operator)
        text = _all_text().lower()
        assert "quirin" not in text
        assert "zebedee" not in text

    def test_the_account_is_empty_and_closed(
        self, contoso: World, seller: User, operator: OperatorActor, client_for: ClientFor
    ) -> None:
        client = client_for(seller)
        with_app(seller)
        _erase(seller, operator)
        seller.refresh_from_db()
        assert seller.is_erased
        assert (seller.full_name, seller.is_active, seller.has_usable_password()) == (ERASED, False, False)
        assert not Membership.objects.filter(user=seller).exists()
        assert not SignIn.objects.filter(user=seller).exists()
        assert client.get(f"/t/{contoso.provider.slug}/").status_code in {302, 404}
        assert not Session.objects.exclude(sign_in="").exists()

    def test_what_was_open_ends(self, contoso: World, seller: User, operator: OperatorActor) -> None:
        invitation = make.InvitationFactory(inviter=contoso.reseller, recipient_email=seller.email)
        row = make.OutgoingMailFactory(to_address=seller.email)
        _erase(seller, operator)
        assert Invitation.objects.get(pk=invitation.pk).status == "revoked"
        assert OutgoingMail.objects.get(pk=row.pk).status == "aborted"

    def test_events_say_what_happened_and_not_who(
        self, contoso: World, seller: User, operator: OperatorActor
    ) -> None:
        by = Actor(seller, contoso.provider)
        event = audit.record("tenant.renamed", by=by, target=contoso.provider, reason="A merger")
        _erase(seller, operator)
        event.refresh_from_db()
        assert (event.actor_name, event.name_salt) == (ERASED, None)
        assert (event.reason, event.action) == ("A merger", "tenant.renamed")
        last = AuditEvent.objects.get(action="person.erased")
        assert (last.target_id, last.target_name, last.reason) == (seller.pk, ERASED, "Asked for by letter")

    def test_somebody_of_the_same_name_elsewhere_stays(
        self, contoso: World, fabrikam: World, seller: User, operator: OperatorActor
    ) -> None:
        other = audit.record(
            "tenant.renamed", by=fabrikam.actor(), target=fabrikam.provider, reason="For Quirin Zebedee"
        )
        _erase(seller, operator)
        other.refresh_from_db()
        assert other.reason == "For Quirin Zebedee"

    def test_the_last_global_admin_stays_until_another_is_named(
        self, contoso: World, operator: OperatorActor
    ) -> None:
        with pytest.raises(DomainError) as refusal:
            _erase(contoso.admin, operator)
        assert refusal.value.code == "last_admin"
        Membership.objects.filter(user=contoso.people["provider"]["user_admin"]).update(
            roles=["global_admin"]
        )
        _erase(contoso.admin, operator)
        assert User.objects.get(pk=contoso.admin.pk).is_erased

    def test_an_organisation_stays_within_reach(
        self, contoso: World, seller: User, operator: OperatorActor
    ) -> None:
        contoso.provider.profile.__class__.objects.filter(tenant=contoso.provider).update(
            primary_contact=seller.email
        )
        with pytest.raises(DomainError) as refusal:
            _erase(seller, operator)
        assert refusal.value.code == "contact"

    @pytest.mark.parametrize(("address", "code"), [("quirin@zebedee.exampl", "address"), ("", "address")])
    def test_the_address_is_typed_again(
        self, seller: User, operator: OperatorActor, address: str, code: str
    ) -> None:
        with pytest.raises(DomainError) as refusal:
            erase_person(user=seller, by=operator, address=address)
        assert refusal.value.code == code

    def test_nobody_erases_themselves_or_twice(self, seller: User, operator: OperatorActor) -> None:
        with pytest.raises(DomainError) as oneself:
            _erase(operator.user, operator)
        _erase(seller, operator)
        with pytest.raises(DomainError) as twice:
            _erase(seller, operator)
        assert (oneself.value.code, twice.value.code) == ("oneself", "unchanged")

    def test_in_django_admin(self, contoso: World, seller: User) -> None:
        client = operator_client()
        page = f"{url('accounts.user', 'change', seller.pk)}"
        address = reverse("admin:accounts_user_operation", args=[seller.pk, "erase"])
        assert address in client.get(page).content.decode()
        wrong = client.post(address, {"address": "nobody@x.example", "reason": "By letter"})
        assert "not the e-mail address of this person" in wrong.content.decode()
        assert client.post(address, {"address": seller.email, "reason": "By letter"}).status_code == 302
        assert address not in client.get(page).content.decode()


# Columns in which a person could stand, and why an erasure leaves them.
LEFT = {
    "core.AuditEvent.actor_name": "by core_erase",
    "accounts.AgreementAcceptance.signer_name": "proves a contract",
    "accounts.AgreementAcceptance.signer_email": "proves a contract",
    "accounts.AgreementAcceptance.signer_phone": "proves a contract",
    "accounts.PartnerProfile.primary_contact": "asked to name another one first",
    "accounts.PartnerProfile.mpn_email": "likewise",
    "accounts.LegalProfile.first_name": "of the company's contact, which is named anew with it",
    "accounts.LegalProfile.last_name": "likewise",
    "accounts.LegalProfile.phone": "likewise",
    "accounts.User.email": "by the action",
    "accounts.User.full_name": "by the action",
    "invitations.Invitation.closed_by_name": "a colleague's or an operator's; see docs/privacy.md",
    "invitations.OptOut.recipient_key": "without it they could be asked again",
    "directory.Lead.contact_name": "by erase_leads_of",
    "directory.Lead.email": "by erase_leads_of",
    "directory.Lead.phone": "by erase_leads_of",
    "directory.ProfileLocation.phone": "a company's",
}
PERSONAL = (
    "email",
    "contact_key",
    "recipient_key",
    "phone",
    "full_name",
    "first_name",
    "last_name",
    "by_name",
    "contact_name",
    "user_name",
)
PERSONAL += ("actor_name", "signer_name", "recipient_name", "to_name", "to_address", "primary_contact")


def _columns() -> list[tuple[str, str]]:
    return [
        (model._meta.label, column.name)
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField) and column.name.endswith(PERSONAL)
    ]


def test_every_column_with_a_person_in_it_is_emptied_or_says_why_not() -> None:
    erased = {(one.model, name) for one in personal.places() for name in one.erased}
    gone = {one.model for one in personal.places() if one.is_deleted}
    found = _columns()
    assert len(found) > 20
    wrong = [
        f"{label}.{name}"
        for label, name in found
        if (label, name) not in erased and label not in gone and f"{label}.{name}" not in LEFT
    ]
    assert not wrong, (
        f"Say in a Kept (accounts.personal) what becomes of them when a person is erased: {wrong}"
    )
    assert set(LEFT) <= {f"{label}.{name}" for label, name in found}, "an exception that is left over"


def test_every_column_named_in_a_place_is_there() -> None:
    for place in personal.places():
        for name in [*place.erased, *place.shown]:
            model: Any = apps.get_model(place.model)
            for part in name.split("__"):
                try:
                    column = model._meta.get_field(part)
                except FieldDoesNotExist:
                    pytest.fail(f"{place.name}: {place.model} has no {name}")
                model = column.related_model
