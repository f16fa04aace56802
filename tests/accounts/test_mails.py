"""How people hear of events by mail: their choice for each topic, one click that stops one, one mail for the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import digest, mail_topics, stopping
from accounts.actions import choose_mails, tell
from accounts.models import HeldMail, MailChoice, Membership
from accounts.permissions import Role
from accounts.states import MailDelivery
from invitations import tokens
from invitations.emails import tell_declined
from partnercenter.core import tenancy
from partnercenter.core.mail import registry
from partnercenter.core.mail.message import build
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.core.sentences import tell as in_words
from relationships.emails import queue_courtesy_message
from subscriptions.models import RenewalDigest
from subscriptions.states import DigestFrequency
from tests import factories as make
from tests.client import PortalClient
from tests.threads import at_once
from tests.world import World, build_world

SignIn = Callable[..., PortalClient]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def declined(world: World) -> None:
    """Somebody said no, and who had invited hears of it: one event of the topic invitations."""
    one = make.InvitationFactory(inviter=world.provider, invited_by=world.admin)
    tell_declined(one)


def mails(kind: str = "invitation_declined") -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("id"))


def choose(world: World, delivery: str, topic: str = "invites") -> None:
    make.MailChoiceFactory(tenant=world.provider, user=world.admin, topic=topic, delivery=delivery)


def chosen(world: World) -> dict[str, str]:
    return MailChoice.objects.of(world.admin, world.provider).by_topic()


def membership(world: World) -> Membership:
    return Membership.objects.get(tenant=world.provider, user=world.admin)


def link(world: World, topic: str = "invites") -> str:
    token = stopping.token_of(membership(world).public_id, topic)
    return reverse("accounts:mail-stop", kwargs={"stop_token": token})


def pass_a_day() -> None:
    HeldMail.objects.update(created_at=F("created_at") - timedelta(days=1))


# ------------------------------------------------------------------ the gate
@pytest.mark.parametrize(
    ("delivery", "at_once", "held"),
    [(None, 1, 0), (MailDelivery.AT_ONCE, 1, 0), (MailDelivery.DAILY, 0, 1), (MailDelivery.OFF, 0, 0)],
)
def test_the_reader_chooses_how_to_hear(contoso: World, delivery, at_once, held) -> None:
    if delivery:
        choose(contoso, delivery)
    declined(contoso)
    assert (len(mails()), HeldMail.objects.count()) == (at_once, held)


def test_a_choice_is_for_one_topic_one_person_and_one_organisation(contoso: World, fabrikam: World) -> None:
    choose(contoso, MailDelivery.OFF, topic="partners")
    choose(fabrikam, MailDelivery.OFF)
    make.MailChoiceFactory(tenant=contoso.reseller, user=contoso.admin, delivery="off")
    make.MailChoiceFactory(
        tenant=contoso.provider, user=contoso.people["provider"][Role.SALES_AGENT], delivery="off"
    )
    declined(contoso)
    assert len(mails()) == 1


def test_the_choice_of_whoever_reads_counts_where_somebody_else_acts(contoso: World) -> None:
    """The provider ends the partnership; the reseller's global admin has chosen for the reseller."""
    make.MailChoiceFactory(
        tenant=contoso.reseller, user=contoso.reseller_admin, topic="partners", delivery="off"
    )
    others = Membership.objects.filter(tenant=contoso.reseller).with_role(Role.GLOBAL_ADMIN)
    with tenancy.acting(user_id=contoso.admin.pk, tenant_id=contoso.provider.pk):
        queue_courtesy_message(contoso.partnership)
    told = set(OutgoingMail.objects.filter(kind="partnership_removed").values_list("to_address", flat=True))
    assert told == {one.user.email for one in others} - {contoso.reseller_admin.email}


def test_the_same_event_is_held_once(contoso: World) -> None:
    choose(contoso, MailDelivery.DAILY)
    for _twice in range(2):
        tell(
            person=contoso.admin,
            tenant=contoso.provider,
            as_of=contoso.provider,
            kind="invitation_declined",
            key="once",
            subject="No",
            text="No.",
        )
    assert HeldMail.objects.count() == 1


def test_security_asks_nobody() -> None:
    always = {"security_notice", "password_reset", "password_changed", "tenant_suspended", "invitation_code"}
    assert always <= set(registry.registered())
    assert not [name for name in always if registry.topic_of(name)]


def test_every_topic_of_a_mail_is_one_to_choose() -> None:
    topics = {registry.topic_of(name) for name in registry.registered()} - {""}
    assert len(topics) == 6
    assert not [name for name in topics if mail_topics.find(name) is None]
    assert max(map(len, topics)) <= 8, "the header with the link is one line"


# ------------------------------------------------------------------ the page
def test_each_topic_is_chosen_on_one_page(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    address = reverse("accounts:mails", args=[contoso.provider.slug])
    html = client.get(address).content.decode()
    for words in (
        "Invitations",
        "Partnerships and relationships",
        "Orders",
        "Team",
        "cannot be switched off",
    ):
        assert words in html
    assert reverse("subscriptions:renewal-settings", args=[contoso.provider.slug]) in html
    body = {"invites": "daily", "partners": "at_once", "orders": "off", "team": "at_once"}
    done = client.post(address, body, follow=True).content.decode()
    assert "Your choice is saved." in done
    assert chosen(contoso) == {"invites": "daily", "orders": "off"}
    event = AuditEvent.objects.get(action="mails.chosen")
    assert "Invitations: In one mail a day, Orders: Not by mail" in str(
        in_words(event, contoso.provider).changes[0]
    )
    client.post(address, body)
    assert AuditEvent.objects.filter(action="mails.chosen").count() == 1, "nothing changed"


def test_what_is_none_of_the_choices_is_refused(contoso: World, client_for: SignIn) -> None:
    body = {"invites": "hourly", "partners": "off", "orders": "off", "team": "off"}
    page = client_for(contoso.admin).post(reverse("accounts:mails", args=[contoso.provider.slug]), body)
    assert "<title>Error: " in page.content.decode()
    assert not chosen(contoso)


def test_a_customers_people_choose_among_what_reaches_them(contoso: World, client_for: SignIn) -> None:
    person = contoso.people["customer"][Role.GLOBAL_ADMIN]
    html = client_for(person).get(reverse("accounts:mails", args=[contoso.customer.slug])).content.decode()
    assert "Team" in html
    assert "Orders" not in html.partition("<main")[2]


# ------------------------------------------------------------------ one click
def test_the_header_of_a_mail_stops_its_topic_without_signing_in(contoso: World) -> None:
    declined(contoso)
    message = build(mails()[0])
    url = message["List-Unsubscribe"].strip().strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)  # no cookie, no CSRF token
    answer = program.post(url.partition("//")[2].partition("/")[1] + url.split("/", 3)[3], ONE_CLICK)
    assert answer.status_code == 200
    assert chosen(contoso) == {"invites": "off"}
    declined(contoso)
    assert len(mails()) == 1


def test_opening_the_link_changes_nothing(contoso: World) -> None:
    for verb in (Client().get, Client().head):
        assert verb(link(contoso)).status_code == 200
    page = Client().get(link(contoso))
    assert "Nothing is changed yet." in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert contoso.admin.email not in page.content.decode()
    assert not chosen(contoso)


def test_twice_is_once_and_it_can_be_taken_back(contoso: World) -> None:
    for _twice in range(2):
        assert "These mails are stopped" in Client().post(link(contoso), ONE_CLICK).content.decode()
    assert AuditEvent.objects.filter(action="mails.chosen", actor=contoso.admin).count() == 1
    choose_mails(choices={"invites": "at_once"}, by=contoso.actor("provider"))
    declined(contoso)
    assert len(mails()) == 1


def test_renewals_stop_as_they_are_set(contoso: World) -> None:
    make.RenewalDigestFactory(
        tenant=contoso.provider, user=contoso.admin, frequency="monthly", scope="everything"
    )
    for _twice in range(2):
        Client().post(link(contoso, "renewals"), ONE_CLICK)
    row = RenewalDigest.objects.of(contoso.admin, contoso.provider).get()
    assert (row.frequency, row.scope) == (DigestFrequency.OFF, "everything")
    assert AuditEvent.objects.filter(action="renewal_digest.changed").count() == 1


def test_the_mail_of_the_day_stops_all_that_is_in_it(contoso: World) -> None:
    choose(contoso, MailDelivery.DAILY)
    choose(contoso, MailDelivery.AT_ONCE, topic="orders")
    Client().post(link(contoso, "day"), ONE_CLICK)
    assert chosen(contoso) == {"invites": "off", "orders": "at_once"}


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_link_is_good_for_what_it_names_and_nothing_else(contoso: World, fabrikam: World, verb) -> None:
    """Not for another topic or person, and not where another kind of link is asked for; nor the reverse."""
    right = stopping.token_of(membership(contoso).public_id, "invites")
    wrong = [
        right.replace("invites", "orders"),
        membership(fabrikam).public_id + right[16:],
        right[:-1] + ("A" if right[-1] != "A" else "B"),
        stopping.token_of(membership(contoso).public_id, "nothing"),
        tokens.new_token(contoso.invitation),
        "한" * 45,
        "x",
    ]
    for token in wrong:
        path = reverse("accounts:mail-stop", kwargs={"stop_token": token})
        assert getattr(Client(), verb)(path).status_code == 404, token
    assert not MailChoice.objects.exists()
    invitation = Client().get(reverse("invitations:link", kwargs={"token": right}))
    assert invitation.status_code == 404


def test_a_link_of_a_retired_key_still_counts(contoso: World, settings) -> None:
    old = link(contoso)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert Client().post(old, ONE_CLICK).status_code == 200
    assert link(contoso) != old


def test_who_left_has_nothing_to_stop(contoso: World) -> None:
    address = link(contoso)
    membership(contoso).delete()
    assert Client().post(address, ONE_CLICK).status_code == 404


def test_a_long_address_of_the_portal_is_not_folded(contoso: World, settings) -> None:
    settings.SITE_URL = "https://partners.a-company-with-a-long-name.example"
    declined(contoso)
    raw = build(mails()[0]).as_bytes()
    (line,) = [line for line in raw.split(b"\r\n") if b"/stop/" in line and line.startswith(b" <")]
    assert line.endswith(b"/>")


# ------------------------------------------------------------------ the day's mail
def test_one_mail_says_what_happened_in_the_readers_language(contoso: World) -> None:
    contoso.admin.language = "ko"
    contoso.admin.save()
    choose(contoso, MailDelivery.DAILY)
    declined(contoso)
    declined(contoso)
    assert digest.send_all_due() == 0, "the day is not over"
    pass_a_day()
    digest.send_all_due()
    (mail,) = mails("daily_digest")
    assert (mail.to_address, mail.tenant, mail.language) == (contoso.admin.email, contoso.provider, "ko")
    assert mail.text.count("\n- ") == 2
    assert "조직에서 있었던 일입니다" in mail.text
    assert not HeldMail.objects.exists()
    digest.send_all_due()
    assert len(mails("daily_digest")) == 1


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
def test_it_goes_at_six_in_the_portals_time_zone(contoso: World, settings, zone) -> None:
    settings.TIME_ZONE = zone
    now = timezone.localtime(timezone.now(), timezone.zoneinfo.ZoneInfo(zone))
    six = now.replace(hour=6, minute=0, second=0, microsecond=0)
    six = six if six <= now else six - timedelta(days=1)
    row = make.HeldMailFactory(tenant=contoso.provider, user=contoso.admin)
    for minutes, is_due in ((-1, True), (1, False)):
        HeldMail.objects.filter(pk=row.pk).update(created_at=six + timedelta(minutes=minutes))
        assert HeldMail.objects.due().exists() is is_due


@pytest.mark.parametrize("what", ["off", "blocked", "removed"])
def test_what_nobody_may_or_wants_to_read_is_dropped(contoso: World, what) -> None:
    make.HeldMailFactory(tenant=contoso.provider, user=contoso.admin)
    pass_a_day()
    row = Membership.objects.filter(pk=membership(contoso).pk)
    if what == "off":
        choose(contoso, MailDelivery.OFF)
    elif what == "blocked":
        row.update(blocked_at=timezone.now())
    else:
        row.delete()
    digest.send_all_due()
    assert not mails("daily_digest")
    assert not HeldMail.objects.exists()


def test_two_organisations_are_two_mails(contoso: World, fabrikam: World) -> None:
    """What an organisation's mail says is that organisation's to see."""
    make.MembershipFactory(tenant=fabrikam.provider, user=contoso.admin)
    for tenant in (contoso.provider, fabrikam.provider):
        make.HeldMailFactory(tenant=tenant, user=contoso.admin)
    pass_a_day()
    digest.send_all_due()
    assert {mail.tenant for mail in mails("daily_digest")} == {contoso.provider, fabrikam.provider}


@pytest.mark.slow
def test_three_sweeps_at_once_send_one(committed_db: None) -> None:
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        make.HeldMailFactory(tenant=world.provider, user=world.admin)
        pass_a_day()
    at_once([lambda barrier: (barrier.wait(), digest.send_all_due())] * 3)
    with tenancy.system(reason="test"):
        assert len(mails("daily_digest")) == 1
