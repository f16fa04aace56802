"""What time does: expiry once, notices once, reminders never two in a day; safe from three beats at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.models import Tenant, User
from accounts.permissions import Role
from invitations import actions, emails, mail_kinds, sweeps
from invitations.models import Invitation, first_reminder
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import Partnership
from tests import factories as make
from tests.invitations import cast
from tests.world import build_world

DAY = timedelta(days=1)


def system():
    return tenancy.system(reason="test")


def together(count: int, work: Callable[[], object]) -> list:
    """`work` from that many threads at the same moment; their results."""
    gate, results, faults = threading.Barrier(count), [], []

    def run() -> None:
        try:
            gate.wait()
            results.append(work())
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    return results


def pass_time(days: float) -> None:
    """All dates of all invitations move into the past."""
    names = ["opened_at", "expires_at", "next_reminder_at", "created_at"]
    with system():
        Invitation.objects.update(**{name: F(name) - timedelta(days=days) for name in names})


def invite(count: int = 1, **values) -> list[Invitation]:
    with system():
        made = make.InvitationFactory.create_batch(count, **values)
        for invitation in made:
            invitation.next_reminder_at = first_reminder(invitation.opened_at, invitation.expires_at)
            invitation.save()
        return made


def tenant_of(user: User) -> Tenant:
    return Tenant.objects.select_related("country__region", "profile").get(memberships__user=user)


def notices() -> list[OutgoingMail]:
    with system():
        return list(OutgoingMail.objects.filter(kind=emails.EXPIRED))


def reminders() -> int:
    with system():
        return OutgoingMail.objects.filter(kind=emails.REMINDER).count()


@pytest.mark.rule("S000-17")
def test_what_is_past_its_deadline_expires_once(committed_db) -> None:
    stale, fresh = invite(3, days=1), invite(2)
    pass_time(1.5)
    assert sweeps.expire_all_stale() == 3
    assert sweeps.expire_all_stale() == 0
    with system():
        assert Counter(Invitation.objects.values_list("status", flat=True)) == {"expired": 3, "open": 2}
        ended = Invitation.objects.get(pk=stale[0].pk)
        events = AuditEvent.objects.filter(action="invitation.expired")
        assert {(event.target_id, event.tenant_id, event.actor_name) for event in events} == {
            (invitation.pk, invitation.inviter_id, "expiry") for invitation in stale
        }
        assert len(events) == 3
        assert events[0].changes == {"status": ["open", "expired"]}
    assert ended.closed_at
    assert ended.next_reminder_at is None
    assert fresh


def test_each_inviter_is_told_once_with_the_names(committed_db) -> None:
    with system():
        tenant, other = make.TenantFactory(provider=True), make.TenantFactory(provider=True)
        kim, lee = make.UserFactory(full_name="Kim"), make.UserFactory(full_name="Lee", language="ko")
    invite(25, inviter=tenant, invited_by=kim, days=1)
    invite(2, inviter=other, invited_by=kim, days=1)
    invite(1, inviter=tenant, invited_by=lee, days=1)
    pass_time(2)
    assert sweeps.expire_all_stale() == 28
    told = {(mail.tenant_id, mail.to_address): mail for mail in notices()}
    assert len(told) == len(notices()) == 3
    text = told[tenant.pk, kim.email].text
    assert text.count("@resellers.example") == sweeps.NAMED
    assert "25" in told[tenant.pk, kim.email].subject
    assert told[tenant.pk, lee.email].language == "ko"


def test_in_small_batches_too_each_inviter_is_told_once(committed_db) -> None:
    with system():
        people = make.UserFactory.create_batch(4)
        tenant = make.TenantFactory(provider=True)
    for user in people:
        invite(3, inviter=tenant, invited_by=user, days=1)
    pass_time(2)
    assert [sweeps.expire_batch(limit=7) for _ in range(3)] == [6, 6, 0]
    assert Counter(mail.to_address for mail in notices()) == {user.email: 1 for user in people}


@pytest.mark.situation("C-055")
def test_three_beats_at_once_expire_each_row_once(committed_db) -> None:
    with system():
        tenant, kim = make.TenantFactory(provider=True), make.UserFactory()
    invite(150, inviter=tenant, invited_by=kim, days=1)
    pass_time(2)
    counts = together(3, lambda: sum(sweeps.expire_batch(limit=40) for _ in range(6)))
    while left := sweeps.expire_batch(limit=40):
        counts.append(left)
    assert sum(counts) == 150
    with system():
        events = Counter(AuditEvent.objects.values_list("target_id", flat=True))
    assert len(events) == 150
    assert set(events.values()) == {1}


@pytest.mark.situation("C-055")
def test_a_beat_that_was_dead_for_a_day_catches_up_once(committed_db) -> None:
    """Until then the deadline was held all the same; afterwards there is one mail a person, not a storm."""
    with system():
        world = build_world("contoso")
        kim = cast.member(cast.kim(), cast.reseller())
    (mine,) = invite(1, inviter=world.provider, invited_by=world.admin, recipient_email=cast.KIM, days=1)
    invite(30, inviter=world.provider, invited_by=world.admin, days=1)
    pass_time(2)
    with system():
        late = Invitation.objects.get(pk=mine.pk)
        by = Actor(kim, tenant_of(kim), frozenset({Role.GLOBAL_ADMIN}))
        with pytest.raises(DomainError):
            actions.accept_invitation(invitation=late, generation=1, confirmed=True, by=by)
    assert sum(together(3, sweeps.expire_all_stale)) == 31
    together(3, sweeps.send_all_reminders)
    assert len(notices()) == 1
    assert reminders() == 0
    with system():
        assert not Invitation.objects.filter(status="open", expires_at__lte=timezone.now()).exists()


def test_a_second_expiry_is_told_again(committed_db) -> None:
    """Sent again, and again without an answer: that is news."""
    with system():
        world = build_world("contoso")
    (invitation,) = invite(1, inviter=world.provider, invited_by=world.admin, days=1)
    pass_time(2)
    sweeps.expire_all_stale()
    with system():
        again = Invitation.objects.get(pk=invitation.pk)
        actions.resend_invitation(invitation=again, by=world.actor())
    pass_time(2)
    assert sweeps.expire_all_stale() >= 1
    assert len([mail for mail in notices() if mail.to_address == world.admin.email]) == 2


def test_a_row_that_somebody_is_answering_is_passed_over(committed_db) -> None:
    first, second = invite(2, days=1)
    pass_time(2)
    with system():
        Invitation.objects.select_for_update().get(pk=first.pk)
        swept = together(1, sweeps.expire_batch)
    assert swept == [1]
    with system():
        assert Invitation.objects.get(pk=first.pk).status == "open"
        assert Invitation.objects.get(pk=second.pk).status == "expired"
    assert sweeps.expire_batch() == 1


@pytest.mark.situation("C-027")
def test_at_the_boundary_the_database_clock_decides(committed_db) -> None:
    """For each of many moments around the deadline: either accepted, or expired; both sides see the same."""
    with system():
        world = build_world("contoso")
        kim = cast.member(cast.kim(), cast.reseller())
        by = Actor(kim, tenant_of(kim), frozenset({Role.GLOBAL_ADMIN}))
    for milliseconds in range(0, 60, 6):
        with system():
            Invitation.objects.filter(recipient_key=cast.KIM, status="open").update(
                recipient_key=f"x{milliseconds}"
            )
            Partnership.objects.filter(reseller=by.tenant).delete()
            ends = timezone.now() + timedelta(milliseconds=milliseconds)
            invitation = cast.invite(world, opened_at=ends - DAY, expires_at=ends)
        outcomes = []

        def accept(invitation=invitation, outcomes=outcomes) -> None:
            with system():
                actions.accept_invitation(
                    invitation=Invitation.objects.get(pk=invitation.pk), generation=1, confirmed=True, by=by
                )
            outcomes.append("accepted")

        def either(accept=accept) -> None:
            if threading.current_thread().name.endswith("0"):
                sweeps.expire_batch()
                return
            try:
                accept()
            except DomainError:
                return

        gate = threading.Barrier(2)

        def run(work, gate=gate) -> None:
            gate.wait()
            try:
                work()
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=[either], name=f"t{number}") for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with system():
            while Invitation.objects.get(pk=invitation.pk).status == "open":
                sweeps.expire_batch()
            status = Invitation.objects.get(pk=invitation.pk).status
            made = Partnership.objects.filter(reseller=by.tenant).count()
        assert (status, made, outcomes) in [("accepted", 1, ["accepted"]), ("expired", 0, [])]


@pytest.mark.rule("S000-17")
@pytest.mark.parametrize(("days", "expected"), [(30, [23, 29]), (8, [1, 7]), (7, [6]), (2, [1]), (1, [])])
def test_reminders_come_seven_days_and_one_day_before_the_end(
    committed_db, days: int, expected: list[int]
) -> None:
    """A month of beats, every six hours."""
    invite(1, days=days)
    sent: list[int] = []
    for quarter in range(days * 4 + 4):
        before = reminders()
        sweeps.send_all_reminders()
        sweeps.expire_all_stale()
        sent += [quarter // 4] * (reminders() - before)
        pass_time(0.25)
    assert sent == expected


def test_reminders_of_a_late_beat_are_never_two_in_a_day(committed_db) -> None:
    invite(1, days=30)
    pass_time(28.5)  # the first is five days late, the second is due in half a day
    for _again in range(3):
        sweeps.send_all_reminders()
    assert reminders() == 1
    pass_time(1)
    sweeps.send_all_reminders()
    assert reminders() == 1


def test_three_beats_at_once_remind_once(committed_db) -> None:
    invite(40)
    pass_time(23.1)
    assert sum(together(3, sweeps.send_all_reminders)) == 40
    assert reminders() == 40
    with system():
        keys = Counter(OutgoingMail.objects.values_list("about_id", flat=True))
    assert set(keys.values()) == {1}


@pytest.mark.parametrize("ending", ["accepted", "declined", "revoked", "self-delivered", "undeliverable"])
def test_nobody_is_reminded_who_needs_no_reminder(committed_db, ending: str) -> None:
    with system():
        world = build_world("contoso")
        kim = cast.member(cast.kim(), cast.reseller())
        by = Actor(kim, tenant_of(kim), frozenset({Role.GLOBAL_ADMIN}))
    (invitation,) = invite(1, inviter=world.provider, invited_by=world.admin, recipient_email=cast.KIM)
    with system():
        invitation = Invitation.objects.get(pk=invitation.pk)
        if ending == "accepted":
            actions.accept_invitation(invitation=invitation, generation=1, confirmed=True, by=by)
        elif ending == "declined":
            actions.decline_invitation(
                invitation=invitation, generation=1, reason="", user=kim, tenant=by.tenant
            )
        elif ending == "revoked":
            actions.revoke_invitation(invitation=invitation, by=world.actor())
        elif ending == "self-delivered":
            actions.resend_invitation(invitation=invitation, by=world.actor(), delivery="self")
        else:
            emails.queue_invitation(invitation)
            OutgoingMail.objects.filter(about_id=invitation.pk).update(status="failed")
    pass_time(23.1)
    sweeps.send_all_reminders()
    with system():
        assert not OutgoingMail.objects.filter(kind=emails.REMINDER, about_id=invitation.pk).exists()


def test_a_reminder_that_is_overtaken_by_the_answer_is_stopped(committed_db) -> None:
    (invitation,) = invite(1)
    pass_time(23.1)
    sweeps.send_all_reminders()
    with system():
        mail = OutgoingMail.objects.get(kind=emails.REMINDER)
        assert mail_kinds._stop(mail) == ""
        Invitation.objects.filter(pk=invitation.pk).update(status="revoked", closed_at=timezone.now())
        assert mail_kinds._stop(OutgoingMail.objects.get(pk=mail.pk)) == "invitation.over.revoked"


def test_the_first_reminder_is_never_within_a_day_of_the_invitation() -> None:
    opened = datetime(2026, 11, 1, tzinfo=timezone.get_current_timezone())
    for days in range(1, 91):
        expires = opened + timedelta(days=days)
        when = first_reminder(opened, expires)
        assert when is None or (when >= opened + DAY and expires - when in (7 * DAY, DAY))
