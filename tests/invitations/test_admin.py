"""Operators and invitations: revoked with a reason, joined with their mails, and no secret on any page."""

from __future__ import annotations

import re

import pytest

from invitations import tokens
from invitations.models import OptOut
from invitations.states import InvitationStatus
from tests import factories as make
from tests.operators import REASON, last_event, operate, operator_client, url

pytestmark = pytest.mark.usefixtures("db")


def test_an_operator_revokes_with_a_reason() -> None:
    invitation = make.InvitationFactory()
    client = operator_client()
    assert operate(client, invitation, "revoke").status_code == 302
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.REVOKED
    event = last_event("invitation.revoked")
    assert (event.actor_kind, event.reason, event.tenant_id) == ("operator", REASON, invitation.inviter_id)
    assert operate(client, invitation, "revoke").status_code == 422


def test_no_link_no_nonce_no_digest_on_any_page() -> None:
    invitation = make.InvitationFactory()
    link = invitation.links.get()
    make.OutgoingMailFactory(about_type="invitations.invitation", about_id=invitation.pk, text="{link}")
    client = operator_client()
    operate(client, invitation, "revoke")
    secrets = {
        tokens.new_token(invitation),
        link.digest,
        invitation.nonce.hex(),
        repr(bytes(invitation.nonce)),
    }
    event = last_event("invitation.revoked")
    for address in (
        url("invitations.invitation", "changelist"),
        url("invitations.invitation", "change", invitation.pk),
        url("core.auditevent", "change", event.pk),
        url("core.outgoingmail", "changelist"),
    ):
        html = client.get(address).content.decode()
        assert not [secret for secret in secrets if secret in html], address
        assert not re.search(r"/i/[\w-]{20,}", html)


def test_from_the_invitation_to_its_mails_and_back() -> None:
    invitation = make.InvitationFactory()
    about = {"about_type": "invitations.invitation", "about_id": invitation.pk}
    mail = make.OutgoingMailFactory(kind="invitation", to_address=invitation.recipient_email, **about)
    make.OutgoingMailFactory()
    client = operator_client()
    html = client.get(url("invitations.invitation", "change", invitation.pk)).content.decode()
    mails = re.search(r'href="([^"]*about_id[^"]*)"', html)[1].replace("&amp;", "&")
    assert [row.pk for row in client.get(mails).context["cl"].result_list] == [mail.pk]
    assert (
        url("invitations.invitation", "change", invitation.pk)
        in client.get(url("core.outgoingmail", "change", mail.pk)).content.decode()
    )


def test_the_list_says_what_became_of_the_mail() -> None:
    invitation = make.InvitationFactory(recipient_email="Kim@Hanbit.example")
    about = {"about_type": "invitations.invitation", "about_id": invitation.pk}
    make.OutgoingMailFactory(kind="invitation", status="delayed", **about)
    page = operator_client().get(url("invitations.invitation", "changelist"), {"q": "kim@hanbit"})
    assert [row.mail_status for row in page.context["cl"].result_list] == ["delayed"]
    assert "Delayed" in page.content.decode()


def test_an_opt_out_is_lifted_with_a_reason() -> None:
    opt_out = make.OptOutFactory()
    assert operate(operator_client(), opt_out, "lift").status_code == 302
    assert not OptOut.objects.exists()
    assert last_event("opt_out.lifted").reason == REASON
