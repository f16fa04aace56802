"""The components: what they say, that they escape, that they need nothing inline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.utils import timezone, translation

from partnercenter.core import dates, icons
from partnercenter.core.components import Badge
from partnercenter.core.navigation import NavItem, links_for, register
from partnercenter.core.templatetags import ui
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.urls("tests.core.gallery")]
NOW = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)


@pytest.fixture
def gallery(db, client_for):
    """The page with every component, as a signed-in person gets it. The client checks its HTML."""
    return client_for(UserFactory(full_name="Kim Minji")).get("/gallery/").content.decode()


class TestGallery:
    def test_every_component_is_drawn(self, gallery):
        for mark in (
            "pc-badge",
            "pc-notice",
            "pc-empty",
            "pc-summary",
            "pc-timeline",
            "pc-chip",
            "pc-pages",
            "pc-copy",
            "pc-chart",
        ):
            assert f'class="{mark}' in gallery, mark
        assert "Not provided" in gallery
        assert "What we do not do" in gallery
        assert 'autocomplete="username"' in gallery

    def test_every_tag_of_the_library_is_on_the_page(self):
        from tests.core import gallery

        inner = Path(settings.BASE_DIR, "templates/components").glob("*.html")
        used = gallery.COMPONENTS + "".join(template.read_text() for template in inner)
        missing = [
            name for name in ui.register.tags if f"{{% {name} " not in used and f"{{% {name} %" not in used
        ]
        assert missing == ["error_summary"]  # drawn with a form that has errors: test_forms.py

    def test_what_people_typed_is_only_text(self, gallery):
        assert "<script>alert" not in gallery
        assert gallery.count("&lt;script&gt;alert(1)") >= 3
        assert "14 &amp;" not in gallery  # no template in a value is evaluated
        assert "550 &lt;no such user&gt;" in gallery
        assert "As on &lt;the&gt; contract" in gallery

    def test_the_active_organisation_and_role_are_said(self, gallery):
        assert "Contoso &lt;Korea&gt;" in gallery
        assert "Global admin" in gallery

    def test_time_is_absolute_with_its_zone_for_machines_and_people(self, gallery):
        assert '<time datetime="2026-03-04T06:00:00Z">4 Mar 2026, 06:00 UTC</time>' in gallery

    @pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><b>', "auto")])
    def test_the_server_renders_the_chosen_theme(self, db, client_for, cookie, theme):
        client = client_for(UserFactory())
        client.cookies["theme"] = cookie
        assert f'data-bs-theme="{theme}"' in client.get("/gallery/").content.decode()

    def test_the_other_language_is_one_button_in_its_own_name(self, gallery):
        assert 'value="ko" lang="ko">한국어</button>' in gallery
        assert 'value="en"' not in gallery.split("<main")[0]


class TestBadge:
    def test_says_its_state_in_words_and_with_an_icon(self):
        drawn = ui.status_badge(Badge("Expired", "warning"))
        assert "Expired" in drawn
        assert "<svg" in drawn

    def test_an_unknown_icon_is_a_mistake(self):
        with pytest.raises(KeyError):
            icons.draw("no such icon")


class TestRelativeWords:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (0, "just now"),
            (30, "in less than a minute"),
            (-59, "just now"),
            (-60, "1 minute ago"),
            (3599, "in 59 minutes"),
            (7200, "in 2 hours"),
            (-86400, "1 day ago"),
            (86400 * 30, "in 30 days"),
            (-86400 * 90, "3 months ago"),
            (86400 * 800, "in 2 years"),
        ],
    )
    def test_uses_the_largest_unit_that_fits(self, seconds, words):
        assert dates.relative_words(NOW + timedelta(seconds=seconds), NOW) == words


class TestInstantWords:
    def test_says_the_zone_of_the_reader(self):
        with timezone.override("Asia/Seoul"):
            assert dates.instant_words(NOW) == "4 Mar 2026, 15:00 KST"

    def test_in_korean_the_year_comes_first(self):
        with translation.override("ko"), timezone.override("Asia/Seoul"):
            assert dates.instant_words(NOW) == "2026년 3월 4일 (수) 15:00 KST"

    def test_a_day_has_no_time(self):
        assert ui.time_tag(date(2026, 3, 4)) == '<time datetime="2026-03-04">4 Mar 2026</time>'


class TestNavigation:
    @pytest.fixture
    def actor(self):
        from types import SimpleNamespace

        return SimpleNamespace(
            tenant=SimpleNamespace(slug="contoso"), may=lambda permission: permission == "a.view"
        )

    @pytest.fixture
    def names(self, monkeypatch):
        monkeypatch.setattr("partnercenter.core.navigation._items", {})
        register(NavItem("Two", "accounts:agreement-list", "a.view", order=2))
        register(NavItem("One", "accounts:overview", order=1))
        register(NavItem("Never", "accounts:profile", "b.view", order=3))
        register(NavItem("Elsewhere", "accounts:profile-edit", shown=lambda actor: False))
        register(NavItem("Unrouted", "nowhere:list"))

    def test_shows_in_order_what_the_actor_may_see(self, actor, names):
        assert [link.label for link in links_for(actor, "/")] == ["One", "Two"]

    def test_marks_the_page_itself_and_the_pages_below(self, actor, names):
        agreements = links_for(actor, "/")[1].url
        assert [link.current for link in links_for(actor, agreements)] == ["", "page"]
        assert [link.current for link in links_for(actor, agreements + "mpa/sign/")] == ["", "true"]
        assert [link.current for link in links_for(actor, "/t/contoso/")] == ["page", ""]


class TestBudgets:
    """Pages stay light: our own style and script, compressed."""

    @pytest.mark.parametrize(("name", "limit"), [("portal.css", 15_000), ("portal.js", 4_000)])
    def test_static_files(self, name, limit):
        import gzip

        assert len(gzip.compress(Path(settings.BASE_DIR, "static", name).read_bytes())) <= limit

    def test_no_template_carries_inline_style_or_script(self):
        for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
            text = template.read_text()
            is_mail = template.parent.name == "emails"  # mail programs read no other style
            assert is_mail or " style=" not in text, template
            assert "<script>" not in text, template
            assert len(text.splitlines()) <= 150, template


def test_base_public_needs_no_organisation(client: Client, db):
    html = client.get("/gallery/form/", follow=True).content.decode()
    assert "pc-public" in html


def test_a_template_error_in_a_component_is_loud():
    with pytest.raises(KeyError):
        engines["django"].from_string('{% load ui %}{% empty_state "odd" "x" %}{% endempty_state %}').render(
            {}
        )
