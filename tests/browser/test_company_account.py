"""Sign-in with a company account in a real browser: the policy of the page lets it go to the provider, and it comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from partnercenter.core import tenancy
from tests import factories as make
from tests.live import LivePortal
from tests.oidc import identity_provider

pytestmark = pytest.mark.browser


def test_there_and_back(committed_db: None, browser: Browser) -> None:
    with tenancy.system(reason="test"):
        kim = make.UserFactory(email="kim@contoso.example", language="en")
        make.MembershipFactory(user=kim, tenant=make.TenantFactory(provider=True))
    page = browser.new_context(locale="en-GB").new_page()
    page.route("**://cdn.jsdelivr.net/**", lambda route: route.abort())  # the provider's looks
    with (
        identity_provider() as issuer,
        LivePortal(
            workers=False,
            OIDC_ISSUER=issuer,
            OIDC_CLIENT_ID="portal",
            OIDC_CLIENT_SECRET="secret",
            OIDC_NAME="Contoso ID",
            OIDC_DOMAINS="contoso.example",
        ) as portal,
    ):
        page.goto(f"{portal.url}/account/sessions/")
        page.get_by_role("button", name="Sign in with Contoso ID").click()
        page.wait_for_url(f"{issuer}/**")
        page.get_by_role("button", name="kim-1", exact=True).click()
        page.wait_for_url(f"{portal.url}/account/sessions/")
        expect(page.get_by_role("main")).to_contain_text("Company account")
        page.context.close()
