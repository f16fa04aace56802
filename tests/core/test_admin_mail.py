"""Where is my mail: one search by the recipient's address answers it; sending again and stopping, with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from partnercenter.core.actor import SystemActor
from partnercenter.core.errors import DomainError
from partnercenter.core.mail.circuit import resume_sending
from partnercenter.core.models import AuditEvent, MailCircuit
from partnercenter.core.states_mail import MailStatus
from tests import factories as make
from tests.operators import REASON, last_event, operate, operator_client, url

pytestmark = pytest.mark.usefixtures("db")

LIST = "core.outgoingmail"


def test_why_the_portal_stopped_a_mail_is_said_in_words() -> None:
    mail = make.OutgoingMailFactory(kind="invitation", status="aborted", reply="invitation.replaced")
    for page in (url(LIST, "changelist"), url(LIST, "change", mail.pk)):
        html = operator_client().get(page).content.decode()
        assert "The invitation was sent again with a newer link." in html
        assert "invitation.replaced" not in html


def _found(query: str) -> list[str]:
    page = operator_client().get(url(LIST, "changelist"), {"q": query})
    return [mail.public_id for mail in page.context["cl"].result_list]


def test_one_search_by_the_address_answers_where_a_mail_is() -> None:
    mail = make.OutgoingMailFactory(
        to_address="Kim@Hanbit.example", status="failed", reply="550 5.1.1 no such user"
    )
    make.OutgoingMailFactory()
    for query in ("Kim@Hanbit.example", " kim@hanbit.example ", "KIM@hanbit.example", mail.public_id):
        assert _found(query) == [mail.public_id], query
    html = operator_client().get(url(LIST, "changelist"), {"q": mail.to_address}).content.decode()
    assert "Failed" in html
    assert "550 5.1.1 no such user" in html


def test_the_body_shows_the_place_of_the_link_and_never_the_link() -> None:
    invitation = make.InvitationFactory()
    mail = make.OutgoingMailFactory(
        kind="invitation",
        about_type="invitations.invitation",
        about_id=invitation.pk,
        text="Open {link} please.",
    )
    html = operator_client().get(url(LIST, "change", mail.pk)).content.decode()
    assert "Open {link} please." in html
    assert url("invitations.invitation", "change", invitation.pk) in html


def test_a_failed_mail_is_sent_again() -> None:
    mail = make.OutgoingMailFactory(status="failed", attempts=9, reply="550 no")
    answer = operate(operator_client(), mail, "retry")
    assert answer.status_code == 302
    assert answer.url == url(LIST, "change", mail.pk)
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.reply) == (MailStatus.QUEUED, 0, "")
    event = last_event("mail.retried")
    assert (event.actor_kind, event.reason, event.target_id) == ("operator", REASON, mail.pk)


def test_a_queued_mail_is_stopped_and_may_go_again() -> None:
    mail = make.OutgoingMailFactory()
    client = operator_client()
    operate(client, mail, "stop")
    mail.refresh_from_db()
    assert mail.status == MailStatus.ABORTED
    assert last_event("mail.stopped").reason == REASON
    operate(client, mail, "retry")
    mail.refresh_from_db()
    assert mail.status == MailStatus.QUEUED


@pytest.mark.parametrize("name", ["retry", "stop"])
def test_a_mail_on_its_way_is_left_alone(name: str) -> None:
    mail = make.OutgoingMailFactory(
        status="sending",
        lease_until=timezone.now() + timedelta(minutes=1),
        lease_token="9c1e1a44-8a0f-4f0e-9a44-5c40b3a0c001",
    )
    client = operator_client()
    before = AuditEvent.objects.count()
    answer = operate(client, mail, name)
    assert answer.status_code == 422
    assert "being sent right now" in answer.content.decode()
    mail.refresh_from_db()
    assert mail.status == MailStatus.SENDING
    assert AuditEvent.objects.count() == before


def test_what_was_sent_stays_sent() -> None:
    mail = make.OutgoingMailFactory(status="sent", sent_at=timezone.now())
    client = operator_client()
    for name in ("retry", "stop"):
        assert operate(client, mail, name).status_code == 422
    html = client.get(url(LIST, "change", mail.pk)).content.decode()
    assert "Send again" not in html


def test_several_mails_at_once_each_by_itself() -> None:
    failed = [make.OutgoingMailFactory(status="failed") for _ in range(3)]
    sent = make.OutgoingMailFactory(status="sent", sent_at=timezone.now())
    client = operator_client()
    query = "&".join(f"ids={mail.pk}" for mail in [*failed, sent])
    address = f"{url(LIST, 'operations', 'retry')}?{query}"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"reason": REASON}, follow=True)
    words = [str(message) for message in answer.context["messages"]]
    assert [word.startswith("Done") for word in words] == [True, True, True, False]
    assert AuditEvent.objects.filter(action="mail.retried", reason=REASON).count() == 3


def test_nothing_selected_is_said() -> None:
    client = operator_client()
    for query in ("", "?ids=", "?ids=x", "?ids=99999999"):
        answer = client.get(url(LIST, "operations", "retry") + query, follow=True)
        assert "Select at least one row." in answer.content.decode()


def test_only_operations_meant_for_many_take_many() -> None:
    partnership = make.PartnershipFactory()
    address = url("relationships.partnership", "operations", "remove")
    assert operator_client().get(f"{address}?ids={partnership.pk}").status_code == 404


def test_a_pause_is_shown_and_ended() -> None:
    until = timezone.now() + timedelta(minutes=5)
    circuit = make.MailCircuitFactory(paused_until=until, reason="421 too many connections", failures=2)
    client = operator_client()
    assert "421 too many connections" in client.get(url("core.mailcircuit", "change", 1)).content.decode()
    assert operate(client, circuit, "resume").status_code == 302
    assert MailCircuit.objects.get().paused_until is None
    assert last_event("mail.resumed").reason == REASON


def test_sending_that_goes_on_already_is_not_resumed_again() -> None:
    client, circuit = (
        operator_client(),
        make.MailCircuitFactory(paused_until=timezone.now() + timedelta(hours=1)),
    )
    assert [operate(client, circuit, "resume").status_code for _ in range(2)] == [302, 422]
    with pytest.raises(DomainError), transaction.atomic():
        resume_sending(circuit, by=SystemActor("test"))
    assert AuditEvent.objects.filter(action="mail.resumed").count() == 1
