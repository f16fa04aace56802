"""Requests to customers below the pages: what may be asked, sent again, changed; who hears of the answer; the place."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Tenant
from accounts.permissions import Role
from accounts.states import Cloud
from invitations import emails
from invitations.actions import edit_invitation, resend_invitation, revoke_invitation, send_invitations
from invitations.drafts import MAX_MAILTO, Standard, letter_of, preview
from invitations.history import history
from invitations.mail_kinds import _read
from invitations.models import Invitation
from invitations.offers import Offer
from invitations.recipients import parse_many, parse_one
from invitations.states import Delivery, InvitationKind, InvitationStatus
from invitations.sweeps import expire_batch
from invitations.tokens import link_of
from partnercenter.core import audit
from partnercenter.core.errors import DomainError, DomainErrors, RateLimited
from partnercenter.core.mail.message import build
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import Partnership
from relationships.states import Capacity
from tests import factories as make
from tests.world import World

ALONE = Offer(InvitationKind.RELATIONSHIP, admin_access=True, capacity=Capacity.RESELLER)


def joint(world: World, **values) -> Offer:
    return Offer(InvitationKind.JOINT, with_partner=world.provider, admin_access=True, **values)


def ask(world: World, offer: Offer, to: str = "kim@customer.example", **wishes) -> list[Invitation]:
    wishes = {
        "language": "en",
        "days": 30,
        "subject": "Customers?",
        "text": "Open {link}",
        "delivery": Delivery.PORTAL,
        "batch": uuid.uuid4(),
        "by": world.actor("reseller"),
    } | wishes
    return send_invitations(offer=offer, recipients=parse_many(to), **wishes)


def refusal(world: World, offer: Offer, **wishes) -> str:
    with pytest.raises(DomainError) as caught:
        ask(world, offer, **wishes)
    return str(caught.value.code)


# ------------------------------------------------------------------ asking
@pytest.mark.rule("S002-8", "S001-29")
@pytest.mark.situation("C-024")
def test_one_open_invitation_a_recipient_and_kind_and_provider(contoso: World) -> None:
    ask(contoso, ALONE)
    ask(contoso, joint(contoso))
    other = make.TenantFactory(provider=True, country=contoso.reseller.country)
    make.PartnershipFactory(provider=other, reseller=contoso.reseller)
    ask(contoso, Offer(InvitationKind.JOINT, with_partner=other, admin_access=True))
    assert Invitation.objects.filter(recipient_key="kim@customer.example").count() == 3
    for again in (ALONE, joint(contoso), Offer(InvitationKind.RELATIONSHIP, capacity=Capacity.RESELLER)):
        with pytest.raises(DomainErrors) as caught:
            ask(contoso, again)
        assert [error.code for error in caught.value.errors] == ["already_invited"]


@pytest.mark.rule("S002-3", "D6")
@pytest.mark.parametrize("cloud", [Cloud.US_GOV, Cloud.GERMANY])
def test_in_national_clouds_rights_are_always_asked_for(contoso: World, cloud: str) -> None:
    Tenant.objects.filter(pk=contoso.reseller.pk).update(cloud=cloud)
    without = Offer(InvitationKind.RELATIONSHIP, capacity=Capacity.RESELLER)
    assert refusal(contoso, without) == "admin_access_always"
    assert ask(contoso, ALONE)[0].admin_access


@pytest.mark.rule("S001-25", "S001-29")
def test_a_joint_one_takes_a_partnership_of_today(contoso: World, fabrikam: World) -> None:
    strangers = Offer(InvitationKind.JOINT, with_partner=fabrikam.provider, admin_access=True)
    assert refusal(contoso, strangers) == "not_partners"
    (one,) = ask(contoso, joint(contoso))
    Partnership.objects.filter(pk=contoso.partnership.pk).update(
        status="removed", removed_at=timezone.now(), removal_reason="other"
    )
    assert refusal(contoso, joint(contoso), to="b@customer.example") == "not_partners"
    with pytest.raises(DomainError, match="not_partners"):
        resend_invitation(invitation=one, by=contoso.actor("reseller"))
    revoke_invitation(invitation=one, by=contoso.actor("reseller"))
    assert one.status == InvitationStatus.REVOKED


@pytest.mark.rule("S002-19", "S001-35")
def test_only_a_customer_of_today_is_asked_again(contoso: World, fabrikam: World) -> None:
    stranger = joint(contoso, customer=fabrikam.customer)
    assert refusal(contoso, stranger) == "not_customer"
    assert ask(contoso, joint(contoso, customer=contoso.customer))[0].customer == contoso.customer


def test_a_capacity_that_is_not_the_partners(contoso: World) -> None:
    offer = Offer(InvitationKind.RELATIONSHIP, admin_access=True, capacity=Capacity.DIRECT)
    assert refusal(contoso, offer) == "wrong_capacity"
    other = Offer(InvitationKind.JOINT, with_partner=contoso.provider, admin_access=True)
    assert refusal(contoso, other, by=contoso.actor("provider")) == "not_enrolled"


@pytest.mark.situation("C-092")
def test_every_kind_counts_to_the_same_caps(contoso: World, settings) -> None:
    settings.INVITATION_LIMITS = settings.INVITATION_LIMITS | {"per_user_day": 2}
    ask(contoso, ALONE)
    ask(contoso, joint(contoso))
    with pytest.raises(RateLimited):
        ask(contoso, ALONE, "other@customer.example")


# ------------------------------------------------------------------ afterwards
@pytest.mark.rule("D5", "S001-29")
@pytest.mark.parametrize("kind", ["alone", "joint"])
def test_sent_again_and_edited_it_offers_the_same(contoso: World, kind: str) -> None:
    offer = ALONE if kind == "alone" else joint(contoso)
    (one,) = ask(contoso, offer)
    before = link_of(one)
    resend_invitation(invitation=one, by=contoso.actor("reseller"))
    one.refresh_from_db()
    assert link_of(one) != before
    edit_invitation(
        invitation=one,
        version=one.version,
        recipient=parse_one("lee@customer.example"),
        language="en",
        days=20,
        subject="Again",
        text="New words {link}",
        by=contoso.actor("reseller"),
    )
    one.refresh_from_db()
    assert (one.recipient_email, one.generation) == ("lee@customer.example", 3)
    assert Offer.of(one) == offer
    newest = OutgoingMail.objects.about(one).order_by("-id")[0]
    assert newest.to_address == "lee@customer.example"
    assert contoso.reseller.name in newest.text
    assert (contoso.provider.name in newest.text) == (kind == "joint")


@pytest.mark.rule("S001-29")
def test_both_partners_read_what_became_of_it(contoso: World) -> None:
    (one,) = ask(contoso, joint(contoso))
    Invitation.objects.filter(pk=one.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    expire_batch()
    audit.record(
        "invitation.refused",
        by=contoso.actor("customer"),
        target=one,
        tenant=contoso.reseller,
        reason="own_provider",
    )
    one.refresh_from_db()
    lines = [entry.text for entry in history(one, viewer=contoso.provider)]
    asked = f"({contoso.reseller.name}) asked {one.recipient_email} for both relationships, with "
    assert any(asked in line for line in lines)
    passed = f"The deadline of the invitation to {one.recipient_email} passed without an answer."
    assert passed in lines
    own = history(one, viewer=contoso.reseller)
    assert "The organisation is an indirect reseller of the provider." in [entry.detail for entry in own]
    (alone,) = ask(contoso, ALONE)
    words = " ".join(entry.text for entry in history(alone, viewer=contoso.reseller))
    assert f"asked {alone.recipient_email} for a reseller relationship." in words


# ------------------------------------------------------------------ mails
@pytest.mark.rule("S001-28", "S002-7")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_standard_letter_can_be_opened_in_a_mail_program(contoso: World, language: str) -> None:
    """With names as long as they usually are it is not cut off there."""
    Tenant.objects.update(name="Lighthouse Cloud Systems Ltd")
    by = contoso.actor("reseller")
    provider = Tenant.objects.get(pk=contoso.provider.pk)
    customer = Tenant.objects.get(pk=contoso.customer.pk)
    offer = Offer(InvitationKind.JOINT, with_partner=provider, admin_access=True, customer=customer)
    subject, text = Standard(language, 30, admin_access=True).words(by, offer)
    (one,) = ask(contoso, offer, subject=subject, text=text, language=language, by=by)
    letter = letter_of(one)
    assert letter.mailto, f"{len(letter.text)} characters are more than {MAX_MAILTO}"


def test_the_words_that_were_proposed_are_known_again_by_what_they_ask(contoso: World) -> None:
    by, offer = contoso.actor("reseller"), joint(contoso)
    standard = Standard("en", 30, admin_access=True)
    assert standard.mark == "en:30+"
    assert Standard.read("en:30+") == standard
    words = standard.words(by, offer)
    assert standard.is_untouched(*words, by, offer)
    assert not Standard("en", 30).is_untouched(*words, by, offer)
    for mark in ("en:30++", "en:+", "+", "en:30+x"):
        assert Standard.read(mark) is None


def _answer(invitation: Invitation, by, status: str) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(
        status=status,
        answered_at=timezone.now(),
        answered_by=by.user,
        answered_by_name=by.user.full_name,
        recipient_tenant=by.tenant,
    )
    invitation.refresh_from_db()


@pytest.mark.rule("S001-29")
@pytest.mark.parametrize("kind", [emails.JOINT_ACCEPTED, emails.JOINT_DECLINED])
def test_the_providers_global_admins_hear_of_the_answer(contoso: World, kind: str) -> None:
    (one,) = ask(contoso, joint(contoso))
    contoso.admin.language = "ko"
    contoso.admin.save()
    customer = contoso.actor("customer")
    if kind == emails.JOINT_ACCEPTED:
        _answer(one, customer, InvitationStatus.ACCEPTED)
        emails.tell_accepted(one, customer.tenant)
    else:
        _answer(one, customer, InvitationStatus.DECLINED)
        emails.tell_declined(one)
    mail = OutgoingMail.objects.get(kind=kind)
    assert (mail.to_address, mail.language, mail.tenant) == (contoso.admin.email, "ko", contoso.provider)
    told = OutgoingMail.objects.get(kind=kind.replace("joint", "invitation"))
    assert (told.to_address, told.tenant) == (contoso.reseller_admin.email, contoso.reseller)
    if kind == emails.JOINT_ACCEPTED:
        assert told.subject.endswith("is your customer now")


# ------------------------------------------------------------------ the place
@pytest.mark.rule("S002-18")
@pytest.mark.parametrize(
    ("cloud", "place"),
    [
        (Cloud.PUBLIC, "https://admin.example"),
        (Cloud.US_GOV, "https://gov.example"),
        (Cloud.GERMANY, "https://portal.example"),
    ],
)
def test_customers_accept_where_their_cloud_is(contoso: World, settings, cloud: str, place: str) -> None:
    settings.SITE_URL = "https://portal.example"
    settings.CUSTOMER_URLS = {
        "public": "https://admin.example",
        "us_gov": "https://gov.example",
        "germany": "",
    }
    Tenant.objects.update(cloud=cloud)
    by = contoso.actor("reseller")
    for offer in (ALONE, joint(contoso)):
        (one,) = ask(contoso, offer, by=by)
        one = Invitation.objects.get(pk=one.pk)
        assert link_of(one).startswith(f"{place}/i/")
        assert link_of(_read.get(one.pk)) == link_of(one), "as the worker reads it"
        shown = preview(by, language="en", days=7, subject="s", text="{link}", offer=offer)
        assert shown.startswith(f"{place}/i/…/")
        sent = build(OutgoingMail.objects.about(one).get())
        assert f"{place}/i/" in sent.get_body(("html",)).get_content()
    assert link_of(contoso.invitation).startswith("https://portal.example/i/"), "resellers accept at home"


def test_what_was_written_down_names_both_partners(contoso: World) -> None:
    (one,) = ask(contoso, joint(contoso), by=contoso.actor("reseller", Role.ADMIN_AGENT))
    event = AuditEvent.objects.about(one).get(action="invitation.sent")
    assert (event.tenant_id, event.counterparty_id) == (contoso.reseller.pk, contoso.provider.pk)
