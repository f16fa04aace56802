"""Lists: pages by position, filters in the address, and an answer to whatever stands there."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import Country
from partnercenter.core.keyset import Order, Sort, read_cursor, read_page
from partnercenter.core.models import OutgoingMail
from tests.factories.accounts import CountryFactory, RegionFactory, TenantFactory, UserFactory
from tests.factories.core import OutgoingMailFactory

NAME = Order("name", Sort("Name", ("name",)))


@pytest.fixture
def countries(db):
    """35 countries in two currencies: every sort by currency is full of ties."""
    region = RegionFactory(name="Gallery")
    return [
        CountryFactory(
            code=f"{n:02d}", name=f"Land {n:02d}", region=region, currency="EUR" if n % 3 else "KRW"
        )
        for n in range(35)
    ]


def walk(rows, order, size):
    """Every page forwards, then every page back to the first one."""
    forwards, page = [], read_page(rows, order, size)
    while True:
        forwards.append([row.pk for row in page.rows])
        if not page.after:
            break
        page = read_page(rows, order, size, after=read_cursor(page.after, "after", order))
    backwards = [[row.pk for row in page.rows]]
    while page.before:
        page = read_page(rows, order, size, before=read_cursor(page.before, "before", order))
        backwards.append([row.pk for row in page.rows])
    return forwards, backwards


class TestKeyset:
    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("columns", [("name",), ("currency",), ("currency", "name"), ("region__name",)])
    @pytest.mark.parametrize("size", [1, 7, 35, 50])
    def test_each_row_once_in_both_directions(self, countries, descending, columns, size):
        order = Order("s", Sort("S", columns), descending)
        keys = [f"-{key}" if descending else key for key in (*columns, "pk")]
        expected = [row.pk for row in Country.objects.filter(region__name="Gallery").order_by(*keys)]
        forwards, backwards = walk(Country.objects.filter(region__name="Gallery"), order, size)
        assert [pk for page in forwards for pk in page] == expected
        assert backwards == forwards[::-1]

    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("columns", [("name",), ("currency", "name")])
    def test_parts_are_read_as_one_list(self, countries, descending, columns):
        order = Order("s", Sort("S", columns), descending)
        whole = Country.objects.filter(region__name="Gallery")
        parts = [whole.filter(currency="EUR"), whole.filter(currency="KRW"), whole.none()]
        assert walk(parts, order, 7) == walk(whole, order, 7)

    @pytest.mark.parametrize("descending", [False, True])
    def test_empty_values_have_their_place(self, db, descending):
        tenant, now = TenantFactory(), timezone.now()
        for n in range(12):
            sent = None if n % 3 == 0 else now - timedelta(days=n // 2)
            OutgoingMailFactory(tenant=tenant, sent_at=sent, status="sent" if sent else "queued")
        order = Order("sent", Sort("Sent", ("sent_at",), nullable=True), descending)
        mails = OutgoingMail.objects.filter(tenant=tenant)
        forwards, backwards = walk(mails, order, 5)
        flat = [pk for page in forwards for pk in page]
        assert sorted(flat) == sorted(mails.values_list("pk", flat=True))
        empty = [mails.get(pk=pk).sent_at is None for pk in flat]
        assert empty == sorted(empty, reverse=descending)
        assert backwards == forwards[::-1]

    def test_rows_added_before_the_page_do_not_shift_it(self, countries):
        rows = Country.objects.filter(region__name="Gallery")
        first = read_page(rows, NAME, 10)
        CountryFactory(code="zz", name="Land 00 new", region=countries[0].region)
        second = read_page(rows, NAME, 10, after=read_cursor(first.after, "after", NAME))
        assert [row.name for row in second.rows] == [f"Land {n:02d}" for n in range(10, 20)]

    def test_a_page_whose_rows_are_gone_shows_the_last_ones_there_are(self, countries):
        rows = Country.objects.filter(region__name="Gallery")
        second = read_page(rows, NAME, 10, after=read_cursor(read_page(rows, NAME, 10).after, "after", NAME))
        Country.objects.filter(name__gt="Land 19").delete()
        page = read_page(rows, NAME, 10, after=read_cursor(second.after, "after", NAME))
        assert [row.name for row in page.rows] == [f"Land {n:02d}" for n in range(10, 20)]
        assert page.before
        assert not page.after

    def test_back_to_a_short_first_page_shows_it_whole(self, countries):
        rows = Country.objects.filter(region__name="Gallery")
        second = read_page(rows, NAME, 10, after=read_cursor(read_page(rows, NAME, 10).after, "after", NAME))
        Country.objects.filter(name__lt="Land 05").delete()
        page = read_page(rows, NAME, 10, before=read_cursor(second.before, "before", NAME))
        assert page.rows[0].name == "Land 05"
        assert len(page.rows) == 10
        assert (page.number, page.before) == (1, "")

    def test_a_cursor_serves_only_its_own_side_and_order(self, countries):
        cursor = read_page(Country.objects.filter(region__name="Gallery"), NAME, 10).after
        assert read_cursor(cursor, "after", NAME).number == 2
        assert read_cursor(cursor, "before", NAME) is None
        assert read_cursor(cursor, "after", Order("name", NAME.sort, descending=True)) is None
        assert read_cursor(cursor[:-1] + "x", "after", NAME) is None
        assert read_cursor("x" * 10_000, "after", NAME) is None

    def test_a_page_is_a_range_of_the_index_not_a_walk(self, countries):
        rows = Country.objects.filter(region__name="Gallery")
        cursor = read_cursor(read_page(rows, NAME, 10).after, "after", NAME)
        read_page(rows, NAME, 10, after=cursor)
        from partnercenter.core.keyset import RowCompare

        sql = str(rows.filter(RowCompare(NAME.sort.keys, ">", cursor.values)).query)
        assert '("accounts_country"."name", "accounts_country"."code") > (' in sql


@pytest.mark.urls("tests.core.gallery")
class TestListView:
    @pytest.fixture
    def get(self, countries, client_for):
        client = client_for(UserFactory())

        def get(query="", **headers):
            return client.get(f"/gallery/list/{query}", headers=headers).content.decode()

        return get

    @staticmethod
    def names(html):
        return re.findall(r"Land \d\d", html)

    @staticmethod
    def link(html, rel):
        return unescape(re.search(rf'rel="{rel}" href="/gallery/list/([^"]*)"', html)[1])

    def test_first_page_says_how_many_there_are(self, get):
        html = get()
        assert self.names(html) == [f"Land {n:02d}" for n in range(10)]
        assert '<span class="pc-count" id="list-count">35</span>' in html
        assert "35 results" in html
        assert 'rel="prev"' not in html

    def test_counting_stops_at_the_limit(self, get, countries):
        for n in range(35, 45):
            CountryFactory(code=f"{n:02d}", name=f"Land {n:02d}", region=countries[0].region)
        assert 'id="list-count">40+</span>' in get()

    def test_pages_forwards_and_back_with_the_page_in_the_title(self, get):
        second = get(self.link(get(), "next"))
        assert self.names(second) == [f"Land {n:02d}" for n in range(10, 20)]
        assert "<title>Countries, page 2" in second
        first = get(self.link(second, "prev"))
        assert self.names(first) == [f"Land {n:02d}" for n in range(10)]
        assert "<title>Countries ·" in first

    def test_filters_and_order_stay_in_the_address(self, get):
        html = get("?currency=KRW&sort=-name")
        assert self.names(html)[:2] == ["Land 33", "Land 30"]
        assert self.link(html, "next").startswith("?currency=KRW&sort=-name&after=")
        assert 'aria-sort="descending"' in html

    def test_each_filter_is_a_chip_that_can_be_taken_away(self, get):
        html = get("?currency=KRW&q=3&utm=1")
        assert "Currency: Won" in html
        assert "Search: 3" in html
        assert 'class="pc-chip" href="/gallery/list/?q=3"' in html
        assert 'class="pc-chip" href="/gallery/list/?currency=KRW"' in html
        assert self.names(html) == ["Land 30", "Land 33"]

    def test_no_match_is_not_first_use(self, get):
        assert 'data-empty="no_match"' in get("?q=zz")
        Country.objects.filter(region__name="Gallery").delete()
        assert 'data-empty="first"' in get()

    def test_what_cannot_be_read_is_left_out_and_said(self, get):
        html = get("?currency=DOGE&region=x")
        assert len(self.names(html)) == 10
        assert "could not be read" in html

    def test_a_refresh_in_place_pushes_the_clean_address(self, countries, client_for):
        client = client_for(UserFactory())
        response = client.get("/gallery/list/?q=&currency=KRW&sort=name", headers={"HX-Request": "true"})
        assert response["HX-Push-Url"] == "/gallery/list/?currency=KRW"

    @pytest.mark.situation("C-116")
    def test_queries_do_not_grow_with_rows(self, countries, client_for, django_assert_max_num_queries):
        client = client_for(UserFactory())
        client.get("/gallery/list/")
        with django_assert_max_num_queries(12):
            client.get("/gallery/list/")

    @pytest.mark.parametrize(
        "query",
        [
            "?after=x",
            "?before=%22%3E%3Cb%3E",
            "?after=" + "A" * 7000,
            "?after=eyJ9:1abc:x&before=[]",
            "?sort=password",
            "?sort=-",
            "?sort=--name",
            "?sort=name&sort=-name",
            "?sort[]=name&q[]=x&after[]=1",
            "?q=" + "%ED%95%9C" * 700,
            "?q=%01%1f&currency=%7f",
            "?q=%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB",
            "?q=%E2%80%AEevil",
            "?q=%25%27%3B--&currency=%27",
            "?region=99999999999999999999999&region=NaN",
            "?region=1e400",
            "?region=-Infinity",
            "?page=2&limit=1000000",
            "?" + "&".join(f"k{n}=1" for n in range(300)),
        ],
    )
    def test_whatever_the_address_says_the_answer_is_a_page(self, get, query):
        assert "<h1>Countries</h1>" in get(query)
