"""One step on several invitations: preview, confirmation, and the outcome of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from invitations.models import Invitation
from invitations.states import InvitationStatus
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.admin)


@pytest.fixture
def path(contoso: World) -> str:
    return reverse("invitations:invitation-bulk", args=[contoso.provider.slug])


@pytest.fixture
def rows(contoso: World) -> dict[str, Invitation]:
    values = {"inviter": contoso.provider, "invited_by": contoso.admin}
    return {
        "open": make.InvitationFactory(**values, recipient_email="open@x.example"),
        "other": make.InvitationFactory(**values, recipient_email="other@x.example"),
        "revoked": make.InvitationFactory(
            **values, recipient_email="revoked@x.example", status="revoked", closed_at=timezone.now()
        ),
        "expired": make.InvitationFactory(
            **values, recipient_email="expired@x.example", status="expired", closed_at=timezone.now()
        ),
    }


def ids(rows: dict[str, Invitation]) -> list[str]:
    return [row.public_id for row in rows.values()]


def confirm(page) -> dict[str, object]:
    marks = [row.mark for row in page.context["changing"]]
    return {"action": page.context["step"], "confirmed": "1", "rows": marks}


def named(found) -> set[str]:
    return {row.invitation.recipient_email.split("@")[0] for row in found}


@pytest.mark.rule("D5")
@pytest.mark.parametrize(
    ("step", "changing"), [("resend", {"open", "other", "expired"}), ("revoke", {"open", "other"})]
)
def test_the_preview_says_what_will_and_will_not_change_and_why(
    admin: PortalClient, path: str, rows: dict[str, Invitation], step: str, changing: set[str]
) -> None:
    page = admin.post(path, {"action": step, "ids": ids(rows)})
    assert named(page.context["changing"]) == changing
    assert named(page.context["staying"]) == set(rows) - changing
    assert ": Revoked." in page.content.decode()
    assert {row.status for row in Invitation.objects.filter(pk=rows["open"].pk)} == {"open"}
    assert not Invitation.objects.filter(generation__gt=1).exists()


@pytest.mark.rule("D5")
@pytest.mark.situation("C-033")
def test_rows_that_change_meanwhile_are_left_out_and_named(
    admin: PortalClient, path: str, rows: dict[str, Invitation]
) -> None:
    page = admin.post(path, {"action": "revoke", "ids": ids(rows)})
    Invitation.objects.filter(pk=rows["other"].pk).update(status="declined", answered_at=timezone.now())
    result = admin.post(path, confirm(page), follow=True)
    html = result.content.decode()
    assert "Done: 1. Left out: 1." in html
    assert "not open any more: Declined" in html
    states = dict(Invitation.objects.values_list("recipient_email", "status"))
    assert states["open@x.example"] == InvitationStatus.REVOKED
    assert states["other@x.example"] == InvitationStatus.DECLINED


def test_what_expired_since_the_preview_is_not_revoked(
    admin: PortalClient, path: str, rows: dict[str, Invitation]
) -> None:
    page = admin.post(path, {"action": "revoke", "ids": [rows["open"].public_id]})
    Invitation.objects.filter(pk=rows["open"].pk).update(expires_at=timezone.now())
    assert "not open any more: Expired" in admin.post(path, confirm(page), follow=True).content.decode()
    assert Invitation.objects.get(pk=rows["open"].pk).status == InvitationStatus.OPEN


@pytest.mark.situation("C-021", "C-022")
def test_confirming_twice_sends_once(admin: PortalClient, path: str, rows: dict[str, Invitation]) -> None:
    sent = confirm(admin.post(path, {"action": "resend", "ids": ids(rows)}))
    first = admin.post(path, sent, follow=True)
    assert "Done: 3." in first.content.decode()
    again = admin.post(path, sent, follow=True)
    assert "Done: 0. Left out: 3." in again.content.decode()
    assert "has been sent again meanwhile" in again.content.decode()
    assert {row.generation for row in Invitation.objects.filter(public_id__in=ids(rows))} == {1, 2}


def test_foreign_and_made_up_ids_are_left_out_and_untouched(
    admin: PortalClient, path: str, rows: dict[str, Invitation], fabrikam: World
) -> None:
    strange = [fabrikam.invitation.public_id, "a" * 16, "", "\x00", "'; --"]
    page = admin.post(path, {"action": "revoke", "ids": [rows["open"].public_id, *strange]})
    assert named(page.context["changing"]) == {"open"}
    assert page.context["missing"] == len(strange)
    assert fabrikam.canary not in page.content.decode()
    marks = [f"{pid}.1" for pid in strange] + ["nonsense", "a.b.c"]
    done = admin.post(path, {"action": "revoke", "confirmed": "1", "rows": marks})
    assert done["Location"].endswith("/invitations/")
    assert Invitation.objects.open().filter(pk=fabrikam.invitation.pk).exists()


def test_who_opted_out_is_not_written_to_again(
    admin: PortalClient, path: str, rows: dict[str, Invitation], contoso: World
) -> None:
    make.OptOutFactory(recipient_key="open@x.example", tenant=contoso.provider)
    page = admin.post(path, {"action": "resend", "ids": ids(rows)})
    assert "open" in named(page.context["staying"])
    assert "has asked not to be invited any more" in page.content.decode()


def test_a_new_link_one_sends_oneself_is_named_as_such(
    admin: PortalClient, path: str, rows: dict[str, Invitation]
) -> None:
    Invitation.objects.filter(pk=rows["open"].pk).update(delivery="self")
    page = admin.post(path, {"action": "resend", "ids": [rows["open"].public_id]})
    assert "send the message yourself" in admin.post(path, confirm(page), follow=True).content.decode()


@pytest.mark.parametrize("entries", [{}, {"action": "resend"}, {"action": "erase", "ids": ["a" * 16]}])
def test_nothing_ticked_or_asked_leads_back_with_a_word(
    admin: PortalClient, path: str, entries: dict[str, object]
) -> None:
    page = admin.post(path, entries, follow=True)
    assert page.redirect_chain[-1][0].endswith("/invitations/")
    assert page.context["messages"]


def test_without_a_result_the_page_is_the_list(admin: PortalClient, path: str) -> None:
    assert admin.get(path)["Location"].endswith("/invitations/")


def test_the_result_is_of_its_organisation_only(
    admin: PortalClient, path: str, rows: dict[str, Invitation], contoso: World, fabrikam: World
) -> None:
    make.MembershipFactory(user=contoso.admin, tenant=fabrikam.provider)
    admin.post(path, confirm(admin.post(path, {"action": "revoke", "ids": ids(rows)})))
    assert admin.get(path).status_code == 200
    other = reverse("invitations:invitation-bulk", args=[fabrikam.provider.slug])
    assert admin.get(other).status_code == 302


def test_as_many_queries_for_25_rows_as_for_two(admin: PortalClient, path: str, contoso: World) -> None:
    values = {"inviter": contoso.provider, "invited_by": contoso.admin}
    made = [row.public_id for row in make.InvitationFactory.create_batch(25, **values)]
    counts = []
    for some in (made[:2], made[:2], made):
        with CaptureQueriesContext(connection) as queries:
            assert admin.post(path, {"action": "resend", "ids": some}).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.rule("S000-1")
def test_other_roles_see_no_boxes_and_may_not(contoso: World, client_for: SignIn, path: str) -> None:
    client = client_for(contoso.people["provider"]["billing_admin"])
    assert client.post(path, {"action": "revoke", "ids": [contoso.invitation.public_id]}).status_code == 403
    assert Invitation.objects.open().filter(pk=contoso.invitation.pk).exists()
