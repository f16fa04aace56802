"""Edit, resend and revoke from the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from invitations.models import Invitation
from invitations.states import Delivery, InvitationStatus
from invitations.tokens import link_of
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.admin)


def path(world: World, step: str, invitation: Invitation | None = None) -> str:
    wanted = invitation or world.invitation
    return reverse(f"invitations:invitation-{step}", args=[world.provider.slug, wanted.public_id])


def fresh(world: World) -> Invitation:
    return Invitation.objects.get(pk=world.invitation.pk)


def entries_of(page, **changes) -> dict[str, str]:
    form = page.context["form"]
    return {field.html_name: str(field.value() or "") for field in form} | changes


def end(world: World, status: str) -> None:
    stamp = {"answered_at": timezone.now()} if status == "declined" else {"closed_at": timezone.now()}
    Invitation.objects.filter(pk=world.invitation.pk).update(status=status, **stamp)


# ------------------------------------------------------------------ edit
def test_editing_words_and_days(admin: PortalClient, contoso: World) -> None:
    page = admin.get(path(contoso, "edit"))
    assert "canary recipient &lt;invited@" in page.content.decode()
    done = admin.post(
        path(contoso, "edit"),
        entries_of(page, subject="Better", days="６０", text="Please {link}", language="ko"),
        follow=True,
    )
    assert done.redirect_chain[-1][0] == path(contoso, "detail")
    row = fresh(contoso)
    assert (row.subject, row.days, row.text, row.language) == ("Better", 60, "Please {link}", "ko")
    assert row.expires_at - row.opened_at == timedelta(days=60)
    assert "Subject: contoso-canary subject → Better" in done.content.decode()


@pytest.mark.situation("C-001")
def test_another_address_gets_another_link(admin: PortalClient, contoso: World) -> None:
    before = link_of(contoso.invitation)
    entries = entries_of(admin.get(path(contoso, "edit")), recipient=" mailto:Lee@b.example ")
    admin.post(path(contoso, "edit"), entries)
    row = fresh(contoso)
    assert (row.recipient_email, row.generation) == ("Lee@b.example", 2)
    assert link_of(row) != before
    assert OutgoingMail.objects.about(row).order_by("id").last().to_address == "Lee@b.example"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipient": "nobody"}, "recipient"),
        ({"recipient": "관리자@a.kr"}, "recipient"),
        ({"recipient": ""}, "recipient"),
        ({"subject": "a\nb"}, "subject"),
        ({"text": "no link"}, "text"),
        ({"days": "91"}, "days"),
        ({"language": "xx"}, "language"),
    ],
)
def test_faults_are_said_beside_the_field(
    admin: PortalClient, contoso: World, changes: dict[str, str], field: str
) -> None:
    page = admin.post(path(contoso, "edit"), entries_of(admin.get(path(contoso, "edit")), **changes))
    assert list(page.context["form"].errors) == [field]
    assert fresh(contoso).version == 1


@pytest.mark.rule("S000-19")
def test_the_link_can_be_put_back(admin: PortalClient, contoso: World) -> None:
    lost = admin.post(path(contoso, "edit"), entries_of(admin.get(path(contoso, "edit")), text="no link"))
    assert "Insert the link" in lost.content.decode()
    mended = admin.post(path(contoso, "edit"), entries_of(lost, step="insert-link"))
    admin.post(path(contoso, "edit"), entries_of(mended))
    assert fresh(contoso).text == "no link\n\n{link}"


@pytest.mark.situation("C-017")
def test_rules_speak_beside_the_recipient(admin: PortalClient, contoso: World) -> None:
    taken = make.InvitationFactory(inviter=contoso.provider, invited_by=contoso.admin)
    for email, words in ((contoso.admin.email, "own organisation"), (taken.recipient_email, "another open")):
        entries = entries_of(admin.get(path(contoso, "edit")), recipient=email)
        page = admin.post(path(contoso, "edit"), entries)
        assert words in page.context["form"]["recipient"].errors[0]


@pytest.mark.situation("C-031")
def test_who_saves_second_sees_both_and_chooses(
    admin: PortalClient, contoso: World, client_for: SignIn
) -> None:
    colleague = client_for(contoso.people["provider"]["sales_agent"])
    mine = entries_of(admin.get(path(contoso, "edit")), subject="Mine", days="20", text="Mine {link}")
    theirs = entries_of(colleague.get(path(contoso, "edit")), subject="Theirs", days="10")
    colleague.post(path(contoso, "edit"), theirs)
    page = admin.post(path(contoso, "edit"), mine)
    html = page.content.decode()
    assert page.status_code == 200
    assert "A colleague changed this invitation meanwhile" in html
    for value in ("Mine", "Theirs", "20", "10", "Mine {link}", "contoso-canary text {link}"):
        assert f'value="{value}"' in html
    assert fresh(contoso).subject == "Theirs"
    # keep the colleague's subject, one's own days and text
    chosen = {
        row.name: row.mine if row.name in {"days", "text"} else row.theirs for row in page.context["rows"]
    }
    version = page.context["current"]["version"].value()
    done = admin.post(path(contoso, "edit"), chosen | {"version": version})
    assert done.status_code == 302
    row = fresh(contoso)
    assert (row.subject, row.days, row.text, row.version) == ("Theirs", 20, "Mine {link}", 3)


@pytest.mark.situation("C-031")
@pytest.mark.parametrize("version", ["", "x", "-1", "99", "１"])
def test_a_version_that_is_not_the_current_one_changes_nothing(
    admin: PortalClient, contoso: World, version: str
) -> None:
    entries = entries_of(admin.get(path(contoso, "edit")), subject="Mine", version=version)
    assert "A colleague changed" in admin.post(path(contoso, "edit"), entries).content.decode()
    assert fresh(contoso).version == 1


@pytest.mark.situation("C-032")
def test_what_was_typed_is_kept_when_the_invitation_is_over(admin: PortalClient, contoso: World) -> None:
    entries = entries_of(admin.get(path(contoso, "edit")), text="A long answer {link}")
    end(contoso, "declined")
    page = admin.post(path(contoso, "edit"), entries)
    assert "not open any more" in page.content.decode()
    assert "A long answer {link}" in page.content.decode()
    assert fresh(contoso).version == 1


@pytest.mark.parametrize("step", ["edit", "resend", "revoke"])
def test_what_is_over_leads_back_with_a_word(admin: PortalClient, contoso: World, step: str) -> None:
    end(contoso, "declined")
    for page in (
        admin.get(path(contoso, step), follow=True),
        *([] if step == "edit" else [admin.post(path(contoso, step), follow=True)]),
    ):
        assert page.redirect_chain[-1][0] == path(contoso, "detail")
        assert "Declined" in page.content.decode()
        assert page.context["messages"]
    assert fresh(contoso).status == InvitationStatus.DECLINED


# ------------------------------------------------------------------ resend
@pytest.mark.rule("D5")
def test_resending_from_the_page(admin: PortalClient, contoso: World) -> None:
    before = link_of(contoso.invitation)
    page = admin.get(path(contoso, "resend"))
    assert "the old one stops working" in page.content.decode()
    done = admin.post(path(contoso, "resend"), entries_of(page), follow=True)
    assert "on its way again, with a new link" in done.content.decode()
    assert link_of(fresh(contoso)) != before
    assert before not in done.content.decode()
    assert link_of(fresh(contoso)) in done.content.decode()


def test_a_get_changes_nothing(admin: PortalClient, contoso: World) -> None:
    for step in ("resend", "revoke", "edit"):
        admin.get(path(contoso, step))
    assert (fresh(contoso).generation, fresh(contoso).version) == (1, 1)


@pytest.mark.situation("C-021", "C-022")
def test_the_second_click_sends_nothing(admin: PortalClient, contoso: World) -> None:
    entries = entries_of(admin.get(path(contoso, "resend")))
    admin.post(path(contoso, "resend"), entries)
    again = admin.post(path(contoso, "resend"), entries, follow=True)
    assert "nothing was sent twice" in again.content.decode()
    assert fresh(contoso).generation == 2


def test_resending_it_oneself(admin: PortalClient, contoso: World) -> None:
    mails = OutgoingMail.objects.count()
    done = admin.post(path(contoso, "resend"), {"delivery": "self"}, follow=True)
    assert "Send the message below yourself" in done.content.decode()
    assert fresh(contoso).delivery == Delivery.SELF
    assert OutgoingMail.objects.count() == mails


def test_an_unknown_way_of_sending_is_refused(admin: PortalClient, contoso: World) -> None:
    page = admin.post(path(contoso, "resend"), {"delivery": "pigeon"})
    assert "Choose one of the options." in page.content.decode()
    assert fresh(contoso).generation == 1


def test_five_a_day_are_enough(admin: PortalClient, contoso: World) -> None:
    for _ in range(6):
        page = admin.post(path(contoso, "resend"), follow=True)
    assert "sent five times today" in page.content.decode()
    assert fresh(contoso).generation == 6


# ------------------------------------------------------------------ revoke
@pytest.mark.rule("D5")
@pytest.mark.situation("C-021")
def test_revoking_asks_first_and_twice_is_once(admin: PortalClient, contoso: World) -> None:
    assert "The link stops working at once" in admin.get(path(contoso, "revoke")).content.decode()
    done = admin.post(path(contoso, "revoke"), follow=True)
    assert "its link no longer works" in done.content.decode()
    again = admin.post(path(contoso, "revoke"), follow=True)
    assert "revoked already" in again.content.decode()
    assert fresh(contoso).status == InvitationStatus.REVOKED


def test_past_the_deadline_there_is_nothing_to_revoke(admin: PortalClient, contoso: World) -> None:
    Invitation.objects.filter(pk=contoso.invitation.pk).update(expires_at=timezone.now())
    page = admin.post(path(contoso, "revoke"), follow=True)
    assert "not open any more: Expired" in page.content.decode()
    assert fresh(contoso).status == InvitationStatus.OPEN


@pytest.mark.rule("S000-1")
@pytest.mark.parametrize("step", ["edit", "resend", "revoke"])
def test_other_roles_may_not(contoso: World, client_for: SignIn, step: str) -> None:
    client = client_for(contoso.people["provider"]["helpdesk_agent"])
    assert client.get(path(contoso, step)).status_code == 403
    assert client.post(path(contoso, step)).status_code == 403
