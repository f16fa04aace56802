"""Who walks through the portal, and how: a person at a browser of their own, in their language, with or without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

from accounts.models import Tenant, User
from accounts.permissions import Role
from partnercenter.core import tenancy
from tests import factories as make
from tests.factories.accounts import PASSWORD
from tests.live import LivePortal, text_of

_number = count(1)


@dataclass(frozen=True)
class Pair:
    """A provider and a reseller that have nothing with each other yet, each with its global admin."""

    provider: Tenant
    reseller: Tenant
    park: User
    kim: User


def new_pair() -> Pair:
    """Committed; the names are this pair's alone."""
    n = next(_number)
    with tenancy.system(reason="test"):
        provider = make.TenantFactory(
            provider=True, slug=f"adatum-{n}", name=f"Adatum Supply {n}", domain=f"adatum{n}.example"
        )
        reseller = make.TenantFactory(
            reseller=True, slug=f"fabrikam-{n}", name=f"패브리캠 {n}", domain=f"fabrikam{n}.example"
        )
        park = make.UserFactory(email=f"park@adatum{n}.example", full_name="Park Ji-hoon")
        kim = make.UserFactory(email=f"kim@fabrikam{n}.example", full_name="김민지")
        make.MembershipFactory(user=park, tenant=provider, roles=[Role.GLOBAL_ADMIN])
        make.MembershipFactory(user=kim, tenant=reseller, roles=[Role.GLOBAL_ADMIN])
    return Pair(provider, reseller, park, kim)


class Visitor:
    """A person at a browser. Everything is found by what the page calls it, in the person's language."""

    def __init__(self, page: Page, portal: LivePortal, language: str = "en") -> None:
        self.page, self.portal, self.language = page, portal, language

    def t(self, text: str, /, **names: str) -> str:
        with translation.override(self.language):
            return gettext(text) % names if names else gettext(text)

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.portal.url + path)

    def sign_in(self, user: User, password: str = PASSWORD) -> None:
        if "/accounts/login/" not in self.page.url:
            self.go("/accounts/login/")
        self.field("E-mail address").fill(user.email)
        self.field("Password").fill(password)
        self.press("Sign in")

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(self.t(label), exact=True)

    def button(self, text: str, /, **names: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("button", name=self.t(text, **names), exact=True)

    def press(self, text: str, /, **names: str) -> None:
        self.button(text, **names).click()

    def link(self, name: str, within: str = "main") -> Locator:
        return self.page.locator(within).get_by_role("link", name=self.t(name), exact=True)

    def follow(self, name: str, within: str = "main") -> None:
        self.link(name, within).first.click()

    def sees(self, text: str, /, **names: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(self.t(text, **names))

    def misses(self, text: str) -> None:
        expect(self.page.get_by_role("main")).not_to_contain_text(text)

    def heading(self, text: str, /, **names: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.t(text, **names))

    def is_at(self, tenant: Tenant) -> None:
        """Inside the pages of this organisation."""
        expect(self.page.locator(".pc-org-name")).to_have_text(tenant.name)

    def row(self, text: str) -> Locator:
        return self.page.get_by_role("main").locator("tbody tr", has_text=text)

    def confirm(self) -> None:
        """Tick the one box that has to be ticked."""
        self.page.get_by_role("main").locator("input[name=confirmed], input[name=statement_accepted]").check()


def ask(visitor: Visitor, pair: Pair, *, recipient: str = "", step: str = "Send from the portal") -> None:
    """From the signed-in start to the page that shows what was asked."""
    visitor.go(f"/t/{pair.provider.slug}/indirect-resellers/request/")
    visitor.field("Recipients").fill(recipient or f"{pair.kim.full_name} <{pair.kim.email}>")
    visitor.press(step)


def link_in(mail: EmailMessage, portal: LivePortal, folder: str = "i") -> str:
    """The personal link in a mail."""
    found = re.search(rf"{re.escape(portal.url)}/{folder}/\S+", text_of(mail))
    assert found, text_of(mail)
    return found.group()
