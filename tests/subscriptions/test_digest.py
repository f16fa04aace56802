"""The digest by mail: once in a period, to who wants it, only where there is something, in the person's language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import Membership, Tenant, User
from accounts.permissions import Role
from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent, OutgoingMail
from subscriptions import clock, digest
from subscriptions.models import RenewalDigest
from subscriptions.states import Attention, DigestFrequency, DigestScope, SubscriptionStatus
from tests import factories as make
from tests.subscriptions.test_renewals import ends_in, may_renew
from tests.threads import at_once
from tests.world import World, build_world

READERS = {Role.GLOBAL_ADMIN, Role.BILLING_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT}


def mails() -> Any:
    return OutgoingMail.objects.filter(kind="renewal_digest")


def pass_time(days: int) -> None:
    """Everybody has been a member for longer, and has heard longer ago."""
    Membership.objects.update(created_at=F("created_at") - timedelta(days=days))
    RenewalDigest.objects.filter(last_sent_on__isnull=False).update(
        last_sent_on=F("last_sent_on") - timedelta(days=days)
    )


def wants(world: World, frequency: str, scope: str = DigestScope.DECISIONS, **values: Any) -> RenewalDigest:
    return make.RenewalDigestFactory(
        tenant=world.provider, user=world.admin, frequency=frequency, scope=scope, **values
    )


def test_who_set_nothing_hears_every_week_of_decisions(contoso: World) -> None:
    """From the first Monday after they came; who may not see subscriptions, and customers, never."""
    may_renew(contoso)
    ends_in(contoso, 10, "Ends", auto_renew=False)
    digest.send_all_due()
    assert not mails().exists()
    pass_time(7)
    assert digest.send_all_due()
    told = {mail.to_address for mail in mails().filter(tenant=contoso.provider)}
    assert told == {contoso.people["provider"][role].email for role in READERS}
    assert set(mails().values_list("tenant", flat=True)) == {contoso.provider.pk, contoso.reseller.pk}
    text = mails().filter(to_address=contoso.admin.email).get().text
    assert "Needs a decision: 1" in text
    assert f"- Ends ({contoso.customer.name})" in text
    assert "It ends without renewal." in text
    assert reverse("subscriptions:renewal-settings", args=[contoso.provider.slug]) in text
    count = mails().count()
    assert digest.send_all_due() == 0
    pass_time(7)
    OutgoingMail.objects.update(key=F("id"))  # those of last week have another day in their key
    digest.send_all_due()
    assert mails().count() == 2 * count


def test_each_reads_the_reasons_in_their_own_language(contoso: World) -> None:
    may_renew(contoso)
    ends_in(contoso, 10, "Ends", auto_renew=False)
    User.objects.filter(pk=contoso.admin.pk).update(language="ko")
    pass_time(7)
    digest.send_all_due()
    with translation.override("ko"):
        words = gettext("It ends without renewal.")
    told = dict(mails().values_list("to_address", "text"))
    assert words in told.pop(contoso.admin.email)
    assert told
    assert not any(words in text for text in told.values())


def test_nothing_to_tell_is_no_mail(contoso: World) -> None:
    may_renew(contoso)
    ends_in(contoso, 10, "Renews")
    ends_in(contoso, 91, "Later", auto_renew=False)
    wants(contoso, DigestFrequency.WEEKLY, DigestScope.EVERYTHING)
    pass_time(7)
    digest.send_all_due()
    mail = mails().get()  # of who wants to hear everything
    assert mail.to_address == contoso.admin.email
    assert "Renews by itself: 1" in mail.text
    assert "Later" not in mail.text


@pytest.mark.parametrize(("frequency", "days", "heard"), [("off", 99, False), ("monthly", 35, True)])
def test_how_often(contoso: World, frequency: str, days: int, heard: bool) -> None:
    ends_in(contoso, 10, "Ends", auto_renew=False)
    wants(contoso, frequency, last_sent_on=clock.now().date().replace(day=1))
    pass_time(0)
    digest.send_all_due()
    assert not mails().filter(to_address=contoso.admin.email).exists()
    pass_time(days)
    digest.send_all_due()
    assert mails().filter(to_address=contoso.admin.email).exists() is heard


def test_a_failed_renewal_is_told(contoso: World) -> None:
    ends_in(contoso, -1, "Failed", status=SubscriptionStatus.EXPIRED, attention=Attention.NO_PRICE)
    pass_time(7)
    digest.send_all_due()
    text = mails().filter(to_address=contoso.admin.email).get().text
    assert "1 subscription could not be renewed and waits for you." in text


def test_who_is_out_hears_nothing(contoso: World) -> None:
    ends_in(contoso, 10, "Ends", auto_renew=False)
    pass_time(7)
    agent = contoso.people["provider"][Role.SALES_AGENT]
    Membership.objects.filter(user=contoso.admin).update(blocked_at=clock.now())
    User.objects.filter(pk=agent.pk).update(is_active=False)
    digest.send_all_due()
    assert mails().filter(tenant=contoso.provider).count() == len(READERS) - 2
    assert not mails().filter(to_address__in=[contoso.admin.email, agent.email]).exists()


def test_a_suspended_organisation_hears_nothing(contoso: World) -> None:
    ends_in(contoso, 10, "Ends", auto_renew=False)
    pass_time(7)
    Tenant.objects.filter(pk=contoso.provider.pk).update(suspended_at=clock.now())
    digest.send_all_due()
    assert not mails().filter(tenant=contoso.provider).exists()


@pytest.mark.situation("C-057")
def test_one_that_cannot_be_made_stops_no_other(contoso: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_in(contoso, 10, "Ends", auto_renew=False)
    pass_time(7)
    made = digest.digest_of

    def breaks(tenant: Tenant) -> digest.Digest:
        assert tenant != contoso.provider
        return made(tenant)

    monkeypatch.setattr(digest, "digest_of", breaks)
    assert digest.send_all_due()
    assert set(mails().values_list("tenant", flat=True)) == {contoso.reseller.pk}


def test_three_beats_send_one(committed_db: None) -> None:
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        ends_in(world, 10, "Ends", auto_renew=False)
        pass_time(7)

    def beat(barrier: Any) -> int:
        barrier.wait()
        return digest.send_all_due()

    at_once([beat] * 3)
    digest.send_all_due()
    with tenancy.system(reason="test"):
        addresses = list(mails().values_list("to_address", flat=True))
        assert len(addresses) == len(set(addresses)) == 2 * len(READERS)


def test_the_settings_page_keeps_the_choice(contoso: World, client_for: Any) -> None:
    """Without a choice it shows what happens: every Monday, decisions only."""
    client = client_for(contoso.admin)
    page = reverse("subscriptions:renewal-settings", args=[contoso.provider.slug])
    assert client.get(page).context["form"].initial == {"frequency": "weekly", "scope": "decisions"}
    assert client.post(page, {"frequency": "hourly", "scope": "x"}).context["form"].errors
    client.post(page, {"frequency": "off", "scope": "everything"})
    assert client.get(page).context["form"].initial == {"frequency": "off", "scope": "everything"}
    changes = AuditEvent.objects.get(action="renewal_digest.changed").changes
    assert changes == {"frequency": ["weekly", "off"], "scope": ["decisions", "everything"]}
