"""Roles that end with a day: who decides when, who is warned, and what is left (situation C-114)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import emails_members
from accounts.actions import change_roles, end_roles
from accounts.actions.members import CLOCK
from accounts.emails_members import ROLE_ENDS, ROLE_ENDS_GIVER
from accounts.models import Membership, TimedRole
from accounts.permissions import Permission
from accounts.roles import Roles
from accounts.sweeps import end_all_due, end_batch, warn_all_due
from invitations.policies import responsible_people, senders
from partnercenter.core.dates import end_of_day, last_day_before
from partnercenter.core.models import AuditEvent, OutgoingMail
from subscriptions.digest import send_batch
from subscriptions.models import RenewalDigest
from tests import factories as make
from tests import moved
from tests.accounts.people import TODAY, acting, actor_of, last, membership, over, refused
from tests.client import PortalClient
from tests.world import World


def give(
    world: World, one: Membership, role: str = "sales_agent", days: int = 30, **more: object
) -> TimedRole:
    """For so many days, today not counted."""
    by = world.actor()
    ends_on = {role: TODAY() + timedelta(days=days)}
    with acting(by):
        change_roles(membership=one, roles=[*one.roles, role], ends_on=ends_on, by=by, **more)
    return TimedRole.objects.get(membership=one, role=role)


class TestEndOfDay:
    """The end of a day is midnight where the portal is; the instant is stored in UTC."""

    @pytest.mark.situation("C-114")
    @pytest.mark.parametrize(
        ("zone", "day", "ends"),
        [
            ("UTC", date(2026, 3, 4), datetime(2026, 3, 5, 0, 0, tzinfo=UTC)),
            ("Asia/Seoul", date(2026, 3, 4), datetime(2026, 3, 4, 15, 0, tzinfo=UTC)),
            ("America/Los_Angeles", date(2026, 1, 4), datetime(2026, 1, 5, 8, 0, tzinfo=UTC)),
            # The clocks go forward on the 29th of March, and back on the 25th of October: 23 and 25 hours.
            ("Europe/Berlin", date(2026, 3, 28), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
            ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
            ("Europe/Berlin", date(2026, 10, 24), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
            ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ],
    )
    def test_in_the_portals_zone(self, zone: str, day: date, ends: datetime) -> None:
        with timezone.override(zone):
            assert end_of_day(day) == ends
            assert last_day_before(ends) == day


class TestGiving:
    def test_is_kept_beside_the_roles_that_last(self, contoso: World) -> None:
        one = membership(contoso, "helpdesk_agent")
        timed = give(contoso, one)
        assert timed.ends_at == end_of_day(TODAY() + timedelta(days=30))
        assert (timed.given_by, timed.warn_at) == (contoso.admin, timed.ends_at - timedelta(days=7))
        one.refresh_from_db()
        assert one.roles == ["helpdesk_agent"]
        assert one.current_roles == {"helpdesk_agent", "sales_agent"}
        day = (TODAY() + timedelta(days=30)).isoformat()
        assert last("member.roles_changed").changes == {
            "roles": [["helpdesk_agent"], ["helpdesk_agent", "sales_agent"]],
            "ends_on": [{}, {"sales_agent": day}],
        }

    def test_of_all_roles_leaves_a_default_user(self, contoso: World) -> None:
        one, by = membership(contoso, "sales_agent"), contoso.actor()
        with acting(by):
            change_roles(membership=one, roles=["sales_agent"], ends_on={"sales_agent": TODAY()}, by=by)
        one.refresh_from_db()
        assert one.roles == ["default_user"]
        assert one.current_roles == {"sales_agent"}
        over(one.timed.get())
        assert one.current_roles == {"default_user"}

    def test_another_end_is_given_and_warned_of_anew(self, contoso: World) -> None:
        one = membership(contoso, "helpdesk_agent")
        give(contoso, one, days=3)
        TimedRole.objects.update(warn_at=None)
        longer = give(contoso, one, days=20)
        assert longer.warn_at == longer.ends_at - timedelta(days=7)
        by = contoso.actor()
        with acting(by):
            change_roles(membership=one, roles=["helpdesk_agent", "sales_agent"], by=by)
        assert not TimedRole.objects.exists()
        one.refresh_from_db()
        assert one.roles == ["helpdesk_agent", "sales_agent"]

    @pytest.mark.situation("C-015")
    @pytest.mark.parametrize("days", [-1, 3700, 2_000_000])
    def test_not_yesterday_and_not_in_a_hundred_years(self, contoso: World, days: int) -> None:
        ends_on = {"sales_agent": TODAY() + timedelta(days=days)}
        one = membership(contoso, "helpdesk_agent")
        error = refused(
            "ends_on", change_roles, contoso.actor(), membership=one, roles=["sales_agent"], ends_on=ends_on
        )
        assert error.field == "until_sales_agent"

    def test_a_global_admin_until_a_day_gives_themselves_nothing(self, contoso: World) -> None:
        """Or they would stay for ever; giving up is possible, and so is giving to others."""
        one = membership(contoso, "sales_agent")
        give(contoso, one, "global_admin")
        by = actor_of(membership(contoso, "sales_agent"))
        ends_on = {"global_admin": TODAY() + timedelta(days=30)}
        more = [*one.roles, "admin_agent", "global_admin"]
        refused("oneself", change_roles, by, membership=one, roles=[*one.roles, "global_admin"])
        refused("oneself", change_roles, by, membership=one, roles=more, ends_on=ends_on)
        with acting(by):
            change_roles(membership=one, roles=["sales_agent"], by=by)

    def test_a_user_admin_neither_gives_nor_prolongs_the_role_of_a_global_admin(self, contoso: World) -> None:
        one, by = contoso.joined("guest"), contoso.actor(role="user_admin")
        ends_on = {"global_admin": TODAY() + timedelta(days=2)}
        refused("roles", change_roles, by, membership=one, roles=["global_admin"], ends_on=ends_on)


class TestTheDoor:
    """The very next request: whatever the sweep has or has not done."""

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_an_ended_role_opens_nothing(self, contoso: World, client_for: object, method: str) -> None:
        timed = make.TimedRoleFactory(membership=contoso.joined("guest"), role="sales_agent")
        client = client_for(timed.membership.user)
        address = f"/t/{contoso.provider.slug}/indirect-resellers/request/"
        assert getattr(client, method)(address).status_code == 200
        over(timed)
        answer = getattr(client, method)(address)
        assert answer.status_code == 403
        assert "Sales agent" in answer.content.decode()
        assert TimedRole.objects.filter(pk=timed.pk).exists(), "no sweep was needed"
        assert client.get(f"/t/{contoso.provider.slug}/").status_code == 200

    def test_the_databases_clock_decides(self, contoso: World, client_for: object) -> None:
        """Nothing is written: only its time goes by."""
        timed = make.TimedRoleFactory(membership=contoso.joined("guest"), role="sales_agent")
        address = f"/t/{contoso.provider.slug}/indirect-resellers/"
        with moved.clock():
            moved.to(timed.ends_at - timezone.now() - timedelta(minutes=1))
            client = client_for(timed.membership.user)  # sessions end by that clock, too
            assert client.get(address).status_code == 200
            moved.to(timed.ends_at - timezone.now() + timedelta(minutes=1))
            assert client.get(address).status_code == 403

    def test_the_web_servers_clock_does_not(self, contoso: World, client_for: object) -> None:
        timed = make.TimedRoleFactory(membership=contoso.joined("guest"), role="sales_agent")
        client, address = client_for(timed.membership.user), f"/t/{contoso.provider.slug}/indirect-resellers/"
        TimedRole.objects.update(ends_at=Now() + timedelta(minutes=5))
        with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=True):
            assert client.get(address).status_code == 200

    def test_it_asks_one_question(self, contoso: World) -> None:
        """However many roles end: the membership comes with them."""
        one = contoso.colleague
        make.TimedRoleFactory(membership=one, role="billing_admin")
        with CaptureQueriesContext(connection) as queries:
            found = Membership.objects.of(one.user).at_door(contoso.provider.slug)
            assert found is not None
            assert found.current_roles == {"helpdesk_agent", "sales_agent", "billing_admin"}
            assert found.tenant.programmes
        assert len(queries) == 1

    def test_everything_else_that_asks_for_roles_knows_them(self, contoso: World) -> None:
        """Who may invite, who is told, who gets the digest: while it lasts, and not a moment longer."""
        timed = make.TimedRoleFactory(membership=contoso.joined("guest"), role="sales_agent")
        one, pair = timed.membership, (timed.membership.tenant_id, timed.membership.user_id)
        assert senders("partnership").filter(pk=one.pk).exists()
        assert responsible_people([pair]) == {pair: one.user}
        assert Membership.objects.visible_to(one.tenant).with_role("sales_agent").filter(pk=one.pk).exists()
        over(timed)
        assert not senders("partnership").filter(pk=one.pk).exists()
        assert responsible_people([pair]) == {pair: contoso.admin}

    @pytest.mark.parametrize("is_over", [False, True])
    def test_the_digest_of_renewals_knows_them(self, contoso: World, is_over: bool) -> None:
        timed = make.TimedRoleFactory(membership=contoso.joined("guest"), role="sales_agent")
        Membership.objects.filter(pk=timed.membership_id).update(created_at=Now() - timedelta(days=60))
        if is_over:
            over(timed)
        send_batch()
        told = RenewalDigest.objects.filter(user=timed.membership.user, tenant=contoso.provider)
        assert told.exists() is not is_over


class TestTheSweep:
    def test_writes_the_end_down_once(self, contoso: World) -> None:
        one = contoso.colleague
        over(one.timed.get())
        assert end_all_due() == 1
        assert end_batch() == 0
        event = last("member.role_ended")
        assert event.changes == {"roles": [["helpdesk_agent", "sales_agent"], ["helpdesk_agent"]]}
        assert (event.actor_kind, event.tenant, event.target_id) == ("system", contoso.provider, one.pk)
        assert not one.timed.exists()

    def test_who_has_no_other_role_is_a_default_user(self, contoso: World) -> None:
        timed = make.TimedRoleFactory(membership__tenant=contoso.provider)
        over(timed)
        end_all_due()
        assert Roles.held_by(timed.membership) == Roles(frozenset({"default_user"}))
        assert last("member.role_ended").changes["roles"][1] == ["default_user"]

    def test_leaves_what_has_not_ended(self, contoso: World) -> None:
        one = contoso.colleague
        end_roles(membership=one, by=CLOCK)
        assert end_all_due() == 0
        assert one.timed.exists()
        assert not AuditEvent.objects.filter(action="member.role_ended").exists()

    def test_a_change_before_it_writes_the_end_first(self, contoso: World) -> None:
        """The same role given anew is not taken for the old one."""
        one = contoso.colleague
        over(one.timed.get())
        give(contoso, one)
        actions = list(
            AuditEvent.objects.filter(target_id=one.pk).order_by("id").values_list("action", flat=True)
        )
        assert actions == ["member.role_ended", "member.roles_changed"]
        assert one.current_roles == {"helpdesk_agent", "sales_agent"}


def _told() -> dict[str, list[str]]:
    rows = OutgoingMail.objects.filter(kind__in=[ROLE_ENDS, ROLE_ENDS_GIVER]).order_by("id")
    return {
        kind: [row.to_address for row in rows if row.kind == kind] for kind in (ROLE_ENDS, ROLE_ENDS_GIVER)
    }


class TestWarnings:
    def _due(self, timed: TimedRole) -> None:
        TimedRole.objects.filter(pk=timed.pk).update(warn_at=Now() - timedelta(minutes=1))

    def test_seven_days_before_and_one_day_before(self, contoso: World) -> None:
        one = membership(contoso, "helpdesk_agent")
        timed = give(contoso, one, days=10)
        warn_all_due()
        assert _told() == {ROLE_ENDS: [], ROLE_ENDS_GIVER: []}
        with moved.clock():
            moved.to(timed.ends_at - timedelta(days=7) - timezone.now() + timedelta(minutes=1))
            warn_all_due()
            warn_all_due()
            timed.refresh_from_db()
            assert timed.warn_at == timed.ends_at - timedelta(days=1)
            assert _told() == {ROLE_ENDS: [one.user.email], ROLE_ENDS_GIVER: [contoso.admin.email]}
            moved.to(timed.ends_at - timedelta(days=1) - timezone.now() + timedelta(minutes=1))
            warn_all_due()
        timed.refresh_from_db()
        assert timed.warn_at is None
        assert _told() == {ROLE_ENDS: [one.user.email] * 2, ROLE_ENDS_GIVER: [contoso.admin.email] * 2}

    @pytest.mark.parametrize(("days", "before"), [(30, 7), (8, 7), (5, 1), (1, 1)])
    def test_the_first_that_lies_ahead(self, contoso: World, days: int, before: int) -> None:
        timed = give(contoso, membership(contoso, "helpdesk_agent"), days=days)
        assert timed.warn_at == timed.ends_at - timedelta(days=before)

    def test_a_role_for_today_is_not_warned_of(self, contoso: World) -> None:
        assert give(contoso, membership(contoso, "helpdesk_agent"), days=0).warn_at is None

    def test_whoever_gave_it_and_left_is_followed_by_a_global_admin(self, contoso: World) -> None:
        giver = contoso.people["provider"]["user_admin"]
        timed = make.TimedRoleFactory(
            membership=contoso.joined("guest"), given_by=giver, ends_at=Now() + timedelta(days=6)
        )
        self._due(timed)
        membership(contoso, "user_admin").delete()
        warn_all_due()
        assert _told()[ROLE_ENDS_GIVER] == [contoso.admin.email]

    def test_nobody_who_is_kept_out_is_told(self, contoso: World) -> None:
        timed = make.TimedRoleFactory(membership=contoso.blocked_colleague, ends_at=Now() + timedelta(days=6))
        self._due(timed)
        warn_all_due()
        assert _told() == {ROLE_ENDS: [], ROLE_ENDS_GIVER: []}
        timed.refresh_from_db()
        assert timed.warn_at == timed.ends_at - timedelta(days=1)

    def test_several_that_end_together_are_one_mail(self, contoso: World) -> None:
        ends = timezone.now() + timedelta(days=6)
        one = contoso.joined("guest")
        for role in ("sales_agent", "billing_admin"):
            self._due(make.TimedRoleFactory(membership=one, role=role, ends_at=ends, given_by=contoso.admin))
        warn_all_due()
        assert _told() == {ROLE_ENDS: [one.user.email], ROLE_ENDS_GIVER: [contoso.admin.email]}
        text = OutgoingMail.objects.get(kind=ROLE_ENDS).text
        assert "- Sales agent\n" in text
        assert "- Billing admin\n" in text

    @pytest.mark.situation("C-057")
    def test_one_that_cannot_be_put_into_words_stops_no_other(
        self, contoso: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, whole = contoso.joined("broken"), contoso.joined("whole")
        for one in (broken, whole):
            self._due(make.TimedRoleFactory(membership=one, ends_at=Now() + timedelta(days=6)))
        tell = emails_members.tell_role_ends

        def fail(row: Membership, rows: object) -> None:
            if row == broken:
                raise KeyError("template")
            tell(row, rows)

        monkeypatch.setattr(emails_members, "tell_role_ends", fail)
        warn_all_due()
        assert _told()[ROLE_ENDS] == [whole.user.email]


class TestTheOverview:
    def _titles(self, client: PortalClient, world: World) -> list[str]:
        tasks = client.get(f"/t/{world.provider.slug}/").context["tasks"]
        return [str(task.title) for task in tasks]

    def test_says_it_to_the_person_and_to_whoever_manages(self, contoso: World, client_for: object) -> None:
        timed = make.TimedRoleFactory(membership=contoso.joined("guest"), ends_at=Now() + timedelta(days=6))
        timed.refresh_from_db()
        own = self._titles(client_for(timed.membership.user), contoso)
        assert any(title.startswith("Your role ends on") and title.endswith("Sales agent") for title in own)
        assert "1 role of a colleague ends within 7 days" in self._titles(client_for(contoso.admin), contoso)
        agent = self._titles(client_for(contoso.people["provider"]["sales_agent"]), contoso)
        assert not [title for title in agent if "role" in title]

    def test_not_yet_eight_days_before(self, contoso: World, client_for: object) -> None:
        make.TimedRoleFactory(membership=contoso.joined("guest"), ends_at=Now() + timedelta(days=8))
        assert not [title for title in self._titles(client_for(contoso.admin), contoso) if "role" in title]


def test_a_right_of_the_role_ends_with_it(contoso: World) -> None:
    timed = make.TimedRoleFactory(membership=contoso.joined("guest"), role="user_admin")
    assert actor_of(timed.membership).may(Permission.MEMBERS_MANAGE)
    over(timed)
    assert not actor_of(timed.membership).may(Permission.MEMBERS_MANAGE)
