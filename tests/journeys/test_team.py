"""A colleague, as people do it: invited, made on the way, given other roles for a while, removed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Role
from partnercenter.core import tenancy
from tests import factories as make
from tests.journeys.cast import Visitor, link_in
from tests.live import LivePortal, text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Visitor]
ADDRESS = "nadia@harbour-supply.example"


def test_from_the_invitation_to_the_last_request(portal: LivePortal, visit: Visit) -> None:
    with tenancy.system(reason="test"):
        tenant = make.TenantFactory(provider=True, name="Harbour Supply", domain="harbour-supply.example")
        boss = make.UserFactory(email="boss@harbour-supply.example", full_name="Bob Boss")
        make.MembershipFactory(user=boss, tenant=tenant, roles=[Role.GLOBAL_ADMIN])
    admin = visit()
    admin.sign_in(boss)
    admin.follow("Team", within=".pc-sidebar")
    admin.follow("Invite colleagues")
    admin.field("Recipients").fill(ADDRESS)
    admin.page.get_by_label(admin.t("Sales agent")).check()
    admin.press("Send from the portal")
    admin.page.get_by_role("main").get_by_text(ADDRESS).first.wait_for()
    nadia = visit()
    nadia.go(link_in(portal.mail_to(ADDRESS), portal))
    nadia.sees("Sales agent")
    nadia.follow("Create an account")
    _make_account(portal, nadia)
    nadia.page.get_by_role("button", name="Harbour Supply").click()
    nadia.sees("You belong to Harbour Supply now.")
    admin.follow("Team", within=".pc-sidebar")
    admin.page.get_by_role("link", name="Nadia New").click()
    admin.follow("Change roles")
    admin.page.get_by_role("checkbox", name=re.compile("^Helpdesk agent")).check()
    day = timezone.localdate() + timedelta(days=3)
    admin.field("Until (Helpdesk agent)").fill(day.isoformat())
    admin.press("Save roles")
    admin.sees("Helpdesk agent (until")
    nadia.follow("Customers", within=".pc-sidebar")
    admin.follow("Remove user")
    admin.press("Remove user")
    admin.page.get_by_role("heading", name=admin.t("Team"), level=1).wait_for()
    answer = nadia.page.reload()
    assert answer
    assert answer.status == 404, "the very next request is refused"
    with tenancy.system(reason="test"):
        assert not Membership.objects.filter(user__email=ADDRESS).exists()


def _make_account(portal: LivePortal, nadia: Visitor) -> None:
    nadia.press("Send me a code")
    found = re.search(r"\b\d{4} ?\d{4}\b", text_of(portal.mail_to(ADDRESS, containing="code")))
    assert found
    nadia.field("Code from the mail").fill(found.group())
    nadia.field("Your name").fill("Nadia New")
    nadia.field("Password").fill("a-long-quiet-river-7")
    nadia.field("Password again").fill("a-long-quiet-river-7")
    nadia.press("Create account and continue")
