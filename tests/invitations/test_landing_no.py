"""Saying no, wanting no more mail, and what becomes of entries when the session ends."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from invitations import actions
from invitations.models import Invitation, OptOut
from partnercenter.core.errors import DomainError
from partnercenter.core.mail.message import build
from partnercenter.core.models import AuditEvent, OutgoingMail, Session
from relationships.models import Partnership
from tests import factories as make
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.invitations import cast
from tests.invitations.test_landing import _mails, _post, _words


# ------------------------------------------------------------------ no
@pytest.mark.parametrize("name", ["right user", "no organisation", "not enrolled", "other region"])
def test_declining_with_a_reason_also_where_one_could_not_accept(contoso, name):
    invitation = cast.invite(contoso)
    client = cast.client_of(cast.visitor(name, contoso))
    assert "Decline this invitation" in _words(cast.follow(client, invitation))
    answer = _post(client, invitation, "decline", reason="We have a provider.\r\nThank you.")
    assert "You declined it on" in _words(client.get(answer["Location"]))
    invitation.refresh_from_db()
    assert (invitation.status, invitation.decline_reason) == ("declined", "We have a provider.\nThank you.")
    assert "We have a provider." in _mails("invitation_declined")[0].text


@pytest.mark.rule("S001-22", "D2")
@pytest.mark.parametrize("organisation", [{"reseller": True}, {"direct_bill": True}, {"customer": True}])
def test_declining_for_an_organisation_takes_the_role_that_accepts(contoso, organisation):
    invitation = cast.invite(contoso)
    kim = cast.member(cast.kim(), make.TenantFactory(**organisation), "sales_agent", "admin_agent")
    client = cast.client_of(kim)
    words = _words(cast.follow(client, invitation))
    assert "Decline this invitation" not in words
    assert "I did not expect this" in words, "that is for everybody who holds the link"
    _post(client, invitation, "decline", reason="no")
    invitation.refresh_from_db()
    assert invitation.status == "open"
    for tenant in (None, kim.memberships.get().tenant):
        with pytest.raises(DomainError) as refused:
            actions.decline_invitation(
                invitation=invitation, generation=1, reason="", user=kim, tenant=tenant
            )
        assert refused.value.code == "wrong_role"
    client.post(f"{cast.page_path(invitation)}opt-out/")
    invitation.refresh_from_db()
    assert invitation.status == "declined"


@pytest.mark.rule("D2")
def test_who_may_answer_stands_in_the_table_of_permissions(contoso, monkeypatch):
    wider = frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT})
    monkeypatch.setitem(ROLE_PERMISSIONS, Permission.PARTNERSHIP_ACCEPT, wider)
    invitation = cast.invite(contoso)
    organisation = cast.reseller()
    client = cast.client_of(cast.member(cast.kim(), organisation, "admin_agent"))
    words = _words(cast.follow(client, invitation))
    assert "Authorize indirect provider" in words
    assert "Decline this invitation" in words
    _post(client, invitation, "accept", confirmed="on")
    assert Partnership.objects.filter(reseller=organisation).active().exists()


@pytest.mark.situation("C-009", "C-011")
@pytest.mark.parametrize("reason", ["x" * 1001, "bad \x00 byte", "bad \x07 bell"])
def test_a_reason_that_cannot_be_kept_is_given_back(contoso, reason):
    invitation = cast.invite(contoso)
    client = cast.client_of(cast.visitor("right user", contoso))
    cast.follow(client, invitation)
    answer = _post(client, invitation, "decline", reason=reason)
    assert answer.status_code == 200
    assert b"<title>Error: " in answer.content
    assert b"<details" in answer.content
    assert b" open>" in answer.content
    invitation.refresh_from_db()
    assert invitation.status == "open"


@pytest.mark.parametrize("name", ["anonymous", "wrong user"])
def test_nobody_else_declines_for_them(contoso, name):
    invitation = cast.invite(contoso)
    client = cast.client_of(cast.visitor(name, contoso))
    cast.follow(client, invitation)
    _post(client, invitation, "decline", reason="no")
    invitation.refresh_from_db()
    assert invitation.status == "open"


@pytest.mark.situation("C-060", "C-092", "C-093")
def test_i_did_not_expect_this_asks_first_and_then_stops_this_organisation_only(contoso, fabrikam):
    invitation, other = cast.invite(contoso), cast.invite(fabrikam)
    client = PortalClient()
    page = cast.follow(client, invitation)
    assert f"{cast.page_path(invitation)}unexpected/" in page.content.decode()
    asked = client.get(f"{cast.page_path(invitation)}unexpected/")
    assert "You did not expect this invitation?" in _words(asked)
    invitation.refresh_from_db()
    assert invitation.status == "open", "asking changes nothing"
    answer = _post(client, invitation, "opt-out")
    assert f"You will get no more invitations from {contoso.provider.name}" in _words(
        client.get(answer["Location"])
    )
    invitation.refresh_from_db()
    assert (invitation.status, invitation.answered_by) == ("declined", None)
    assert invitation.decline_reason == "", "no sentence in one language is stored"
    detail = reverse("invitations:invitation-detail", args=[contoso.provider.slug, invitation.public_id])
    assert "The recipient did not expect this invitation." in _words(
        cast.client_of(contoso.admin).get(detail)
    )
    assert [each.tenant for each in OptOut.objects.all()] == [contoso.provider]
    assert "was not expected there" in _mails("invitation_declined")[0].text
    other.refresh_from_db()
    assert other.status == "open"
    assert client.get(f"{cast.page_path(invitation)}unexpected/").status_code == 302


@pytest.mark.situation("C-060")
def test_who_asks_for_an_invitation_wants_mail_again(contoso):
    invitation = cast.invite(contoso)
    client = PortalClient()
    cast.follow(client, invitation)
    _post(client, invitation, "opt-out")
    stranger = cast.client_of(make.UserFactory(email="lee@elsewhere.example"))
    cast.follow(stranger, invitation)
    _post(stranger, invitation, "ask-again")
    assert OptOut.objects.exists(), "another account cannot take it back"
    assert "ask-again" not in client.get(cast.page_path(invitation)).content.decode()
    _post(client, invitation, "ask-again")
    assert OptOut.objects.exists(), "nor can the link alone: the inviter's own pages show it"
    owner = cast.client_of(cast.visitor("right user", contoso))
    page = cast.follow(owner, invitation)
    assert "ask-again" in page.content.decode()
    _post(owner, invitation, "ask-again")
    assert not OptOut.objects.exists()


@pytest.mark.situation("C-060")
@pytest.mark.parametrize("is_over", [False, True])
def test_one_click_in_the_mail_program_stops_invitations(contoso, is_over):
    """RFC 8058: what stands in List-Unsubscribe, posted without cookie or CSRF token; opening it changes nothing."""
    invitation = contoso.invitation
    mail = OutgoingMail.objects.get(kind="invitation", about_id=invitation.pk)
    message = build(mail)
    address = urlsplit(message["List-Unsubscribe"].strip(" <>")).path
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address == f"/i/{cast.token_of(invitation)}/"
    if is_over:
        actions.revoke_invitation(invitation=invitation, by=contoso.actor())
    program = Client(enforce_csrf_checks=True)
    program.get(address)
    program.head(address)
    assert program.post(address, {"anything": "else"}).status_code == 405
    assert not OptOut.objects.exists()
    for _twice in range(2):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert [each.tenant for each in OptOut.objects.all()] == [contoso.provider]
    assert AuditEvent.objects.filter(action="invitation.opted_out").count() == 1
    invitation.refresh_from_db()
    assert invitation.status == ("revoked" if is_over else "declined")
    again = Client().post(f"/i/{'A' * 43}/", {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 404


@pytest.mark.situation("C-082")
def test_one_click_on_an_older_link_stops_nobody_elses_mail(contoso):
    invitation = cast.invite(contoso, recipient_email="first@elsewhere.example")
    old = f"/i/{cast.token_of(invitation)}/"
    Invitation.objects.filter(pk=invitation.pk).update(
        generation=2, recipient_email=cast.KIM, recipient_key=cast.KIM
    )
    assert Client().post(old, {"List-Unsubscribe": "One-Click"}).status_code == 410
    assert not OptOut.objects.exists()


@pytest.mark.situation("C-060", "C-082")
@pytest.mark.parametrize("name", ["anonymous", "wrong user", "right user"])
def test_the_holder_of_an_older_link_takes_back_nobody_elses_opt_out(contoso, name):
    """The invitation went on to another address, whose owner wants no mail."""
    invitation = cast.invite(contoso, recipient_email="first@elsewhere.example")
    old = cast.token_of(invitation)
    owner = cast.visitor(name, contoso)
    Invitation.objects.filter(pk=invitation.pk).update(
        generation=2, recipient_email=cast.KIM, recipient_key=cast.KIM
    )
    invitation.refresh_from_db()
    actions.opt_out(invitation=invitation, generation=2)
    client = cast.client_of(owner)
    cast.follow(client, invitation, token=old)
    _post(client, invitation, "ask-again")
    assert OptOut.objects.exists() is (name != "right user")


@pytest.mark.situation("C-092", "C-060")
def test_one_button_stops_invitations_from_anybody(contoso, fabrikam):
    invitation, other = cast.invite(contoso), cast.invite(fabrikam)
    client = cast.client_of(cast.kim())
    cast.follow(client, invitation)
    asked = client.get(f"{cast.page_path(invitation)}unexpected/").content.decode()
    assert "Decline and stop invitations from anybody" in asked
    name, value = re.search(r'type="hidden" name="(sender)" value="([^"]+)"', asked).groups()
    answer = _post(client, invitation, "opt-out", **{name: value})
    page = client.get(answer["Location"])
    assert "no organisation can send you an invitation" in _words(page)
    assert [each.tenant for each in OptOut.objects.all()] == [None]
    _post(client, invitation, "ask-again")
    assert OptOut.objects.exists(), "an operator lifts it, not one organisation's link"
    sender = cast.client_of(fabrikam.admin)
    path = reverse("invitations:invitation-resend", args=[fabrikam.provider.slug, other.public_id])
    generation = other.generation
    told = sender.post(path, {"delivery": "portal", "generation": generation}, follow=True)
    assert f"{cast.KIM} has asked not to be invited any more." in told.content.decode()
    other.refresh_from_db()
    assert other.generation == generation


def test_who_has_only_the_link_stops_its_sender_and_nobody_else(contoso):
    """The inviter has the link, too: it shuts no other organisation out."""
    invitation = cast.invite(contoso)
    client = PortalClient()
    cast.follow(client, invitation)
    asked = client.get(f"{cast.page_path(invitation)}unexpected/").content.decode()
    assert "Decline and stop invitations from anybody" not in asked
    assert "sign in with the invited address first" in asked
    _post(client, invitation, "opt-out", sender="anybody")
    assert [each.tenant for each in OptOut.objects.all()] == [contoso.provider]


@pytest.mark.situation("C-081")
def test_thirty_tries_of_one_person_are_one_line_of_history(contoso):
    invitation = cast.invite(contoso)
    lee, ray = (cast.client_of(make.UserFactory(email=f"{n}@elsewhere.example")) for n in ("lee", "ray"))
    for client in (lee, ray):
        cast.follow(client, invitation)
        for _number in range(30):
            _post(client, invitation, "accept", confirmed="on")
    assert AuditEvent.objects.filter(action="invitation.refused").count() == 2


# ------------------------------------------------------------------ the session ends
def _signed_in_again(client: PortalClient, invitation: Invitation, answer):
    """As a browser does: the sign-in page it was led to, the form there, and where that leads."""
    assert answer["Location"].startswith("/accounts/login/?next=")
    client.get(answer["Location"])
    entries = {"login": cast.KIM, "password": PASSWORD, "next": cast.page_path(invitation)}
    back = client.post("/accounts/login/", entries)
    assert back["Location"] == cast.page_path(invitation)
    return client.get(back["Location"])


@pytest.mark.situation("C-097")
def test_a_session_that_ends_before_accepting_loses_no_entry(contoso):
    invitation = cast.invite(contoso)
    one, two = cast.reseller(name="One"), cast.reseller(name="Two")
    client = cast.client_of(cast.member(cast.member(cast.kim(), one), two))
    cast.follow(client, invitation)
    Session.objects.all().delete()
    page = _signed_in_again(
        client, invitation, _post(client, invitation, "accept", confirmed="on", organisation=two.slug)
    )
    checked = re.findall(r"<input [^>]*checked[^>]*>", page.content.decode())
    assert len(checked) == 2
    assert any(f'value="{two.slug}"' in field for field in checked)
    invitation.refresh_from_db()
    assert invitation.status == "open", "coming back is not answering"
    _post(client, invitation, "accept", confirmed="on", organisation=two.slug)
    assert Partnership.objects.filter(reseller=two).active().exists()


@pytest.mark.situation("C-097")
def test_a_session_that_ends_before_declining_loses_no_word(contoso):
    invitation, other = cast.invite(contoso), cast.invite(contoso, recipient_email="x@elsewhere.example")
    client = cast.client_of(cast.visitor("right user", contoso))
    cast.follow(client, invitation)
    Session.objects.all().delete()
    page = _signed_in_again(
        client, invitation, _post(client, invitation, "decline", reason="다른 공급자가\n있습니다 <b>")
    )
    text = page.content.decode()
    assert "다른 공급자가\n있습니다 &lt;b&gt;" in text
    assert re.search(r'<details class="pc-disclosure" open>', text)
    assert "다른 공급자가" not in cast.follow(client, other).content.decode()
