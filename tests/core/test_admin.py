"""Django admin for operators: every page opens, nobody else gets in, nothing is free to edit, all of it is fast."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.operators import AUDITORS, OPERATORS, RIGHTS
from partnercenter.core.admin_base import BoundedPaginator, OperatorAdmin
from partnercenter.core.models import AuditEvent
from tests import factories as make
from tests.client import PortalClient
from tests.operators import admins, auditor_client, client_of, operator_client, staff, url

pytestmark = pytest.mark.usefixtures("db")

# A row of each model, by its factory's name.
FACTORIES = {label: f"{page.model.__name__}Factory" for label, page in admins()}
LABELS = [label for label, _page in admins()]


def _row(label: str):
    return getattr(make, FACTORIES[label])()


def test_every_page_has_its_rights_and_every_right_its_page() -> None:
    assert set(LABELS) == set(RIGHTS)
    assert len(LABELS) > 15


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("group", [OPERATORS, AUDITORS])
def test_lists_and_rows_open_for_both_groups(label: str, group: str) -> None:
    client, row = client_of(staff(group)), _row(label)
    listed = client.get(url(label, "changelist"))
    assert listed.status_code == 200
    shown = client.get(url(label, "change", row.pk))
    assert shown.status_code == 200
    assert str(row) in _text(shown.content.decode())


def _text(html: str) -> str:
    return html.replace("&#x27;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("label", LABELS)
def test_links_of_a_row_lead_somewhere(label: str) -> None:
    client, row = operator_client(), _row(label)
    html = client.get(url(label, "change", row.pk)).content.decode()
    related = re.search(r'<p class="operations-related">(.*?)</p>', html, re.DOTALL)[1]
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', related)]
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("label", LABELS)
def test_nothing_is_added_edited_or_deleted_freely(label: str) -> None:
    client, row = operator_client(), _row(label)
    for what in ("add", "delete"):
        with pytest.raises(NoReverseMatch):
            url(label, what, *([row.pk] if what == "delete" else []))
    assert client.post(url(label, "change", row.pk), {"status": "sent"}).status_code == 403
    assert "<form" not in _main(client.get(url(label, "change", row.pk)).content.decode())


def _main(html: str) -> str:
    return html[html.index('<div id="content"') : html.index("<!-- END Content -->")]


@pytest.mark.parametrize("label", LABELS)
def test_unknown_rows_are_404(label: str) -> None:
    client = operator_client()
    for key in ("999999999", "nonsense", "1' OR '1'='1"):
        assert client.get(url(label, "change", key)).status_code == 404
        assert client.get(url(label, "operation", key, "nonsense")).status_code == 404
        assert client.get(url(label, "history", key)).status_code == 404


@pytest.mark.parametrize("label", LABELS)
def test_search_and_filters_bear_anything(label: str) -> None:
    client, page = operator_client(), dict(admins())[label]
    _row(label)
    queries = (
        "contoso",
        "kim@hanbit.example",
        "4391507",
        "partnership.removed",
        "한빛",
        "%_'\"\\",
        "a" * 32,
        " ",
    )
    for query in queries[LABELS.index(label) % 3 :: 3]:  # one search for all lists
        assert client.get(url(label, "changelist"), {"q": query}).status_code == 200, query
    for name in page.list_filter:
        if isinstance(name, str):
            answer = client.get(url(label, "changelist"), {f"{name}__exact": "nonsense"}, follow=True)
            assert answer.status_code == 200


@pytest.mark.parametrize(
    "label", [label for label in LABELS if label != "core.mailcircuit"]
)  # one row at most
def test_a_list_takes_as_many_queries_for_25_rows_as_for_one(label: str) -> None:
    client = operator_client()
    client.check_html = False
    _row(label)
    client.get(url(label, "changelist"))  # content types and permissions
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url(label, "changelist"))
    for _ in range(24):
        _row(label)
    with CaptureQueriesContext(connection) as many:
        client.get(url(label, "changelist"))
    assert len(many) == len(few)
    assert len(many) <= 16


@pytest.mark.parametrize("label", LABELS)
def test_lists_never_sort_or_count_a_whole_table(label: str) -> None:
    page: OperatorAdmin = dict(admins())[label]
    assert page.show_full_result_count is False
    assert page.get_paginator(None, page.model.objects.order_by("pk"), 50).__class__ is BoundedPaginator
    assert page.sortable_by == ()
    assert page.date_hierarchy is None
    assert page.list_max_show_all == 0


def test_counting_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedPaginator, "LIMIT", 3)
    for _ in range(5):
        make.HeartbeatFactory()
    paginator = BoundedPaginator(make.HeartbeatFactory._meta.model.objects.order_by("name"), 2)
    with CaptureQueriesContext(connection) as queries:
        assert (paginator.count, paginator.is_cut, paginator.num_pages) == (3, True, 2)
    assert len(queries) == 1
    assert "LIMIT 4" in queries[0]["sql"]
    page = operator_client().get(url("core.heartbeat", "changelist"))
    assert "only the first ones are counted" in page.content.decode()


class TestWhoGetsIn:
    def test_strangers_are_sent_to_the_one_sign_in(self) -> None:
        client = PortalClient()
        for address in (reverse("admin:index"), url("core.auditevent", "changelist"), reverse("admin:login")):
            last, _status = client.get(address, follow=True).redirect_chain[-1]
            assert last.startswith(reverse("account_login")), address

    def test_there_is_no_second_door(self) -> None:
        """Trust A4: a sign-in of Django's own would have no limits."""
        client = PortalClient()
        user = staff()
        answer = client.post(
            reverse("admin:login"), {"username": user.email, "password": "correct horse battery staple"}
        )
        assert answer.status_code == 302
        assert "_auth_user_id" not in client.session
        for name in ("password_change", "autocomplete"):
            with pytest.raises(NoReverseMatch):
                reverse(f"admin:{name}")

    def test_members_see_no_admin_at_all(self) -> None:
        client = client_of(make.MembershipFactory().user)
        mail = make.OutgoingMailFactory()
        addresses = [url(label, "changelist") for label in LABELS]
        addresses += [
            reverse("admin:index"),
            reverse("admin:login"),
            url("core.outgoingmail", "change", mail.pk),
        ]
        addresses += [url("core.outgoingmail", "operation", mail.pk, "stop")]
        assert {client.get(address).status_code for address in addresses} == {404}

    def test_staff_without_rights_sees_nothing(self) -> None:
        client = client_of(make.UserFactory(is_staff=True))
        assert client.get(reverse("admin:index")).status_code == 200
        assert client.get(url("core.auditevent", "changelist")).status_code == 403
        mail = make.OutgoingMailFactory()
        assert client.get(url("core.outgoingmail", "change", mail.pk)).status_code == 403

    def test_an_operator_whose_account_is_closed_is_out_at_once(self) -> None:
        user = staff()
        client = client_of(user)
        assert client.get(reverse("admin:index")).status_code == 200
        user.is_active = False
        user.save()
        assert client.get(reverse("admin:index")).status_code == 302


class TestOperations:
    @pytest.mark.parametrize("label", [label for label, page in admins() if page.operations])
    def test_auditors_may_do_none_of_them(self, label: str) -> None:
        client, row = auditor_client(), _row(label)
        before = AuditEvent.objects.count()
        for operation in dict(admins())[label].operations:
            where = ("operations",) if operation.collection else ("operation", row.pk)
            address = url(label, *where, operation.name)
            assert client.get(address).status_code == 403
            assert client.post(address, {"reason": "I want to."}).status_code == 403
        assert AuditEvent.objects.count() == before

    @pytest.mark.parametrize("label", [label for label, page in admins() if page.operations])
    def test_nothing_happens_without_a_readable_reason(self, label: str) -> None:
        reasons = ("", "   ", "\u200b\u3164", "a\x01b", "x" * 501)
        user = staff()
        user.is_superuser = True
        user.save()
        client, row = client_of(user), _row(label)
        before = AuditEvent.objects.count()
        for operation in dict(admins())[label].operations:
            where = ("operations",) if operation.collection else ("operation", row.pk)
            address = url(label, *where, operation.name)
            assert client.get(address).status_code == 200
            for reason in reasons[len(operation.name) % 3 :: 3]:  # one form for all operations
                answer = client.post(address, {"reason": reason})
                assert answer.status_code == 422, operation.name
                assert answer.context["form"].errors["reason"]
        assert AuditEvent.objects.count() == before

    def test_no_buttons_are_shown_to_auditors(self) -> None:
        mail = make.OutgoingMailFactory()
        auditor = auditor_client()
        assert "object-tools" not in auditor.get(url("core.outgoingmail", "change", mail.pk)).content.decode()
        assert 'name="ids"' not in auditor.get(url("core.outgoingmail", "changelist")).content.decode()
        assert 'name="ids"' in operator_client().get(url("core.outgoingmail", "changelist")).content.decode()


def test_the_first_page_says_what_needs_attention() -> None:
    client = operator_client()
    make.OutgoingMailFactory(status="failed")
    make.EnrolmentFactory()
    html = client.get(reverse("admin:index")).content.decode()
    assert "Failed mails: 1" in html
    assert "Enrolments that wait for a decision: 1" in html
    assert "Not seen at work: beat" in html
    for name in ("beat", "worker:default", "worker:mail"):
        make.HeartbeatFactory(name=name)
    assert "Not seen at work" not in client.get(reverse("admin:index")).content.decode()


def test_admin_carries_our_headers_and_no_inline_code() -> None:
    answer = operator_client().get(reverse("admin:index"))
    policy = answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Partner Center operations" in answer.content.decode()
