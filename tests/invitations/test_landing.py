"""What the holder of a link reads before signing in, and what the buttons do."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from invitations.models import Invitation
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import Partnership
from tests import factories as make
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.invitations import cast


def _words(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main.replace("&#x27;", "'")).split())


def _post(client: PortalClient, invitation: Invitation, action: str, **data: str):
    return client.post(f"{cast.page_path(invitation)}{action}/", data)


def _mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("id"))


# ------------------------------------------------------------------ before signing in
@pytest.mark.rule("S000-12", "S000-21", "S001-21")
@pytest.mark.situation("C-114")
def test_it_says_who_asks_for_what_and_until_when_before_anybody_signs_in(contoso):
    invitation = cast.invite(contoso)
    page = cast.follow(PortalClient(), invitation)
    words = _words(page)
    for part in (
        contoso.provider.name,
        contoso.provider.domain,
        contoso.admin.full_name,
        "Add new customers on your behalf",
        "Submit orders on behalf of your customers",
        "Name you on a subscription, so that you manage it for the customer who bought it",
        "Make you the support contact of a customer's subscriptions",
        "Administer your own tenant. You can take this admin access away again",
        "Move any of your customers",
        "Change your billing",
        f"{invitation.expires_at:%H:%M} UTC",
        "k…@resellers.example",
    ):
        assert part in words
    assert cast.KIM not in words, "who forwards a link does not give away the address"
    assert "Authorize indirect provider" not in words


@pytest.mark.rule("S001-22")
def test_signing_in_leads_back_to_it(contoso):
    invitation = cast.invite(contoso)
    cast.member(cast.kim(), cast.reseller(name="Hanbit"))
    client = PortalClient()
    page = cast.follow(client, invitation)
    login = re.search(r'href="(/accounts/login/\?next=[^"]+)"', page.content.decode())[1]
    client.get(login)
    answer = client.post(
        "/accounts/login/", {"login": cast.KIM, "password": PASSWORD, "next": cast.page_path(invitation)}
    )
    assert answer["Location"] == cast.page_path(invitation)
    words = _words(client.get(answer["Location"]))
    assert f"You are signed in as {cast.KIM} ( Hanbit , Global admin)" in words
    assert "Authorize indirect provider" in words


# ------------------------------------------------------------------ accept
@pytest.mark.rule("S001-22", "S001-23", "S000-20", "S000-8")
def test_accepting_takes_the_box_and_the_button(contoso):
    invitation = cast.invite(contoso)
    organisation = cast.reseller(name="Hanbit")
    client = cast.client_of(cast.member(cast.kim(), organisation))
    cast.follow(client, invitation)
    without_box = _post(client, invitation, "accept")
    assert without_box.status_code == 200
    assert "Tick the box to confirm the partnership." in _words(without_box)
    assert b"<title>Error: " in without_box.content
    assert not Partnership.objects.filter(reseller=organisation).exists()
    done = _post(client, invitation, "accept", confirmed="on")
    assert done.status_code == 302
    assert done["Location"] == f"/t/{organisation.slug}/indirect-providers/"
    assert Partnership.objects.filter(provider=contoso.provider, reseller=organisation).active().count() == 1
    after = client.get(done["Location"])
    assert f"{contoso.provider.name} is an indirect provider of Hanbit now." in _words(after)
    (notice,) = _mails("invitation_accepted")
    assert notice.to_address == contoso.admin.email


@pytest.mark.situation("C-021", "C-022", "C-100")
def test_accepting_twice_is_accepting_once(contoso):
    invitation = cast.invite(contoso)
    client = cast.client_of(cast.member(cast.kim(), cast.reseller()))
    cast.follow(client, invitation)
    _post(client, invitation, "accept", confirmed="on")
    again = _post(client, invitation, "accept", confirmed="on")
    assert again["Location"] == cast.page_path(invitation)
    assert "You authorized" in _words(client.get(again["Location"]))
    assert Partnership.objects.filter(provider=contoso.provider).active().count() == 2  # with the world's own
    assert len(_mails("invitation_accepted")) == 1


def test_who_is_in_several_organisations_chooses(contoso):
    invitation = cast.invite(contoso)
    one, two = cast.reseller(name="One"), cast.reseller(name="Two")
    no_reseller = make.TenantFactory(customer=True)
    kim = cast.kim()
    for tenant in (one, two, no_reseller):
        cast.member(kim, tenant)
    client = cast.client_of(kim)
    page = cast.follow(client, invitation)
    choices = re.findall(r'type="radio" name="organisation" value="([^"]+)"', page.content.decode())
    assert sorted(choices) == sorted([one.slug, two.slug])
    for wrong in ("", no_reseller.slug, contoso.reseller.slug):
        answer = _post(client, invitation, "accept", confirmed="on", organisation=wrong)
        assert answer.status_code == 200
    _post(client, invitation, "accept", confirmed="on", organisation=two.slug)
    assert Partnership.objects.get(provider=contoso.provider, reseller__in=[one, two]).reseller == two


@pytest.mark.rule("S004-6", "S004-7")
def test_an_unsigned_agreement_is_told_and_does_not_stop_it(contoso):
    invitation = cast.invite(contoso)
    organisation = cast.reseller(name="Hanbit")
    client = cast.client_of(cast.member(cast.kim(), organisation))
    assert "Hanbit has not signed the Microsoft Partner Agreement yet." in _words(
        cast.follow(client, invitation)
    )
    assert _post(client, invitation, "accept", confirmed="on").status_code == 302
    assert Partnership.objects.filter(reseller=organisation).exists()


# ------------------------------------------------------------------ somebody else
@pytest.mark.rule("S001-22")
@pytest.mark.situation("C-080", "C-081")
@pytest.mark.parametrize(
    "name", ["wrong user", "wrong role", "not enrolled", "other region", "other cloud", "affiliate"]
)
def test_who_may_not_accept_does_not_by_a_crafted_request_either(contoso, name):
    invitation = cast.invite(contoso)
    client = cast.client_of(cast.visitor(name, contoso))
    cast.follow(client, invitation)
    before = Partnership.objects.count()
    answer = _post(client, invitation, "accept", confirmed="on")
    assert answer["Location"] == cast.page_path(invitation)
    invitation.refresh_from_db()
    assert (invitation.status, Partnership.objects.count()) == ("open", before)
    refused = AuditEvent.objects.filter(action="invitation.refused", target_id=invitation.pk)
    assert [event.tenant_id for event in refused] == (
        [contoso.provider.pk] if name in {"wrong user", "wrong role"} else []
    )


@pytest.mark.situation("C-080")
def test_the_wrong_account_can_switch_and_keeps_the_invitation(contoso):
    invitation = cast.invite(contoso)
    cast.member(cast.kim(), cast.reseller())
    client = cast.client_of(make.UserFactory(email="lee@elsewhere.example"))
    page = cast.follow(client, invitation)
    assert (
        "sent this invitation to k…@resellers.example . You are signed in as lee@elsewhere.example"
        in _words(page)
    )
    target = re.search(r'name="next" value="(/accounts/login/[^"]+)"', page.content.decode())[1]
    signed_out = client.post("/accounts/logout/", {"next": target})
    assert signed_out["Location"] == target
    client.post(
        "/accounts/login/", {"login": cast.KIM, "password": PASSWORD, "next": cast.page_path(invitation)}
    )
    assert "Authorize indirect provider" in _words(client.get(cast.page_path(invitation)))


@pytest.mark.situation("C-080")
def test_the_wrong_account_can_ask_for_a_link_of_its_own(contoso):
    invitation = cast.invite(contoso)
    lee = make.UserFactory(email="lee@elsewhere.example", full_name="Lee")
    client = cast.client_of(lee)
    cast.follow(client, invitation)
    answer = _post(client, invitation, "ask-again")
    assert f"{contoso.provider.name} has been asked for a new invitation." in _words(
        client.get(answer["Location"])
    )
    (mail,) = _mails("invitation_link_wanted")
    assert (mail.to_address, mail.reply_to) == (contoso.admin.email, lee.email)
    assert "Please send an invitation to: lee@elsewhere.example" in mail.text


@pytest.mark.rule("S001-22")
def test_the_wrong_role_learns_who_is_global_admin_and_has_them_invited(contoso):
    invitation = cast.invite(contoso)
    organisation = cast.reseller()
    client = cast.client_of(cast.member(cast.kim(), organisation, "sales_agent"))
    admin = cast.member(make.UserFactory(full_name="Choi", email="choi@resellers.example"), organisation)
    stranger = cast.member(make.UserFactory(email="boss@elsewhere.example"), cast.reseller())
    words = _words(cast.follow(client, invitation))
    assert "Choi choi@resellers.example Have Choi invited" in words
    assert stranger.email not in words
    _post(client, invitation, "ask-again", colleague=stranger.email)
    _post(client, invitation, "ask-again", colleague=admin.email)
    first, second = _mails("invitation_link_wanted")
    assert stranger.email not in first.text, "nobody else's people are named"
    assert (
        "Please invite Choi instead, a global admin of the organisation: choi@resellers.example"
        in second.text
    )


def test_the_region_and_the_cloud_are_named(contoso):
    for name, words in (("other region", "Korea, Republic of , "), ("other cloud", "US Government cloud")):
        invitation = cast.invite(contoso)
        page = cast.follow(cast.client_of(cast.visitor(name, contoso)), invitation)
        assert words in _words(page)
        invitation.delete()
        make.UserFactory._meta.model.objects.filter(email=cast.KIM).update(email=f"{name[6:]}@old.example")


@pytest.mark.rule("S000-11")
def test_who_is_not_enrolled_learns_how_to(contoso):
    page = cast.follow(cast.client_of(cast.visitor("not enrolled", contoso)), cast.invite(contoso))
    assert reverse("directory:programme") in page.content.decode()


# ------------------------------------------------------------------ ask again
@pytest.mark.situation("C-082")
@pytest.mark.parametrize("state", ["expired", "past", "replaced", "inviter gone", "declined"])
def test_a_new_link_can_be_asked_for(contoso, state):
    invitation = cast.invite(contoso)
    token = cast.token_of(invitation)
    second_admin = cast.member(make.UserFactory(email="second@contoso.example"), contoso.provider)
    cast.STATES[state](invitation)
    client = PortalClient()
    page = cast.follow(client, invitation, token=token)
    assert f"Ask {contoso.provider.name} for a new invitation" in _words(page)
    _post(client, invitation, "ask-again")
    (mail,) = _mails("invitation_link_wanted")
    assert mail.to_address == (second_admin if state == "inviter gone" else contoso.admin).email


def test_one_may_ask_three_times_a_day_and_the_same_person_is_one_mail(contoso):
    invitation = cast.invite(contoso)
    cast.STATES["expired"](invitation)
    client = PortalClient()
    cast.follow(client, invitation)
    for _number in range(3):
        _post(client, invitation, "ask-again")
    client.get(cast.page_path(invitation))
    fourth = _post(client, invitation, "ask-again")
    assert "The sender has been asked already. Try again tomorrow." in _words(client.get(fourth["Location"]))
    assert len(_mails("invitation_link_wanted")) == 1


@pytest.mark.parametrize("state", ["open", "accepted", "revoked"])
def test_where_asking_makes_no_sense_nobody_is_bothered(contoso, state):
    invitation = cast.invite(contoso)
    cast.STATES[state](invitation)
    client = PortalClient()
    cast.follow(client, invitation)
    _post(client, invitation, "ask-again")
    assert _mails("invitation_link_wanted") == []


# ------------------------------------------------------------------ requests that are none
@pytest.mark.situation("C-087")
@pytest.mark.parametrize("button", ["accept", "decline", "opt-out", "ask-again"])
def test_another_sites_form_changes_nothing(contoso, button):
    invitation = cast.invite(contoso)
    user = cast.visitor("right user", contoso)
    client = PortalClient(enforce_csrf_checks=True)
    client.force_login(user)
    page = cast.follow(client, invitation)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    url = f"{cast.page_path(invitation)}{button}/"
    data = {"confirmed": "on"}
    assert client.post(url, data).status_code == 403
    foreign = {"origin": "https://evil.example"}
    assert client.post(url, data | {"csrfmiddlewaretoken": token}, headers=foreign).status_code == 403
    invitation.refresh_from_db()
    assert invitation.status == "open"
    assert client.post(url, data | {"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("button", ["accept", "decline", "opt-out", "ask-again"])
def test_opening_a_buttons_address_leads_back_to_the_page(contoso, button):
    invitation = cast.invite(contoso)
    client = PortalClient()
    cast.follow(client, invitation)
    url = f"{cast.page_path(invitation)}{button}/"
    assert client.get(url)["Location"] == client.head(url)["Location"] == cast.page_path(invitation)
    assert {client.put(url).status_code, client.delete(url).status_code, client.patch(url).status_code} == {
        405
    }
    assert {client.post(cast.page_path(invitation)).status_code} == {405}


@pytest.mark.situation("C-112")
def test_the_page_in_another_language_is_the_same_page(contoso):
    invitation = cast.invite(contoso)
    client = PortalClient()
    cast.follow(client, invitation)
    answer = client.post(reverse("set-language"), {"language": "ko", "next": cast.page_path(invitation)})
    assert answer["Location"] == cast.page_path(invitation)
    assert b'<html lang="ko"' in client.get(cast.page_path(invitation)).content
