"""Every page of the portal: which route, in which state, seen by whom. A route without an entry fails a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from partnercenter.core import tenancy
from relationships.models import ResellerRelationship
from tests.browser.entries import Arguments, Entry, from_the_top, press, refused
from tests.browser.pages_account import ACCOUNT
from tests.browser.pages_account import NOT_PAGES as NO_ACCOUNT
from tests.browser.pages_billing import BILLING
from tests.browser.pages_directory import DIRECTORY
from tests.browser.pages_directory import NOT_PAGES as NO_DIRECTORY
from tests.browser.pages_joining import JOINING
from tests.browser.pages_links import LINKS
from tests.browser.pages_many import MANY
from tests.browser.pages_ordering import ORDERING
from tests.browser.pages_permissions import PERMISSIONS
from tests.browser.pages_renewals import NOT_PAGES as NO_RENEWALS
from tests.browser.pages_renewals import RENEWALS
from tests.browser.pages_subscriptions import SUBSCRIPTIONS
from tests.browser.pages_team import TEAM
from tests.browser.pages_users import USERS
from tests.browser.stage import Stage
from tests.browser.stage_oversight import SLUG as SUSPENDED

# Routes that show no page: probes, swaps, and what is only for POST.
NOT_PAGES = {
    "healthz",
    "readyz",
    "set-language",
    "set-theme",
    "accounts:visit-end",
    "invitations:link",
    "invitations:accept",
    "invitations:decline",
    "invitations:opt-out",
    "invitations:ask-again",
    "invitations:code",
    "customers:customer-export",
    "subscriptions:reassignment-left",
    "subscriptions:statement-export",
    "subscriptions:subscription-export",
    "subscriptions:setup-reveal",
    "customers:import-template",
    "customers:import-errors",
    "customers:import-confirm",
    "customers:import-drop",
    *(
        f"subscriptions:{side}{name}"
        for side in ("", "own-")
        for name in ("user-block", "user-unblock", "user-reset", "licence-assign", "licence-release")
    ),
    "accounts:member-unblock",
    "admin:core_auditevent_export",
    "subscriptions:purchase-permission-switch",
    *NO_RENEWALS,
    *NO_ACCOUNT,
    *NO_DIRECTORY,
    "admin:app_list",  # one app's part of the index
    "admin:login",
    "admin:lower-rights",
    "admin:logout",
    "admin:jsi18n",
}


def _at(kind: str, **more: Callable[[Stage], Any]) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        return {
            "tenant_slug": getattr(stage.world, kind).slug,
            **{name: of(stage) for name, of in more.items()},
        }

    return arguments


def _invitation(name: str) -> Arguments:
    return _at("provider", public_id=lambda stage: stage.invitations[name].public_id)


def _partnership(kind: str, name: str = "partnership") -> Arguments:
    return _at(kind, public_id=lambda stage: getattr(stage.world, name).public_id)


def _customer(kind: str) -> Arguments:
    return _at(kind, public_id=lambda stage: stage.world.customer.public_id)


def _held(name: str, kind: str = "provider", *, row: bool = False) -> Arguments:
    more = {"relationship_id": lambda stage: stage.held[name].public_id} if row else {}
    return _at(kind, public_id=lambda stage: stage.held[name].customer_ref, **more)


def _roles(stage: Stage) -> dict[str, Any]:
    """The reseller has admin roles for the customer."""
    with tenancy.system(reason="test"):
        rows = ResellerRelationship.objects.held_by(stage.world.reseller).of_customer(stage.world.customer)
        return {"tenant_slug": stage.world.customer.slug, "relationship_id": rows.get().public_id}


def _batch(name: str) -> Arguments:
    return _at("provider", batch=lambda stage: stage.invitations[name].batch)


def _new_password(stage: Stage) -> dict[str, Any]:
    user = stage.world.admin
    with tenancy.system(reason="test"):
        return {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}


def _without_link(page: Page) -> None:
    page.get_by_label("Message", exact=True).fill("Please write to us.")
    refused("Send from the portal")(page)


def _meanwhile(page: Page) -> None:
    """Somebody else saved since this page was opened."""
    page.evaluate("() => { document.querySelector('[name=version]').value = '9'; }")
    press(page, "Save")


def _first_row_open(page: Page) -> None:
    arrow = page.get_by_role("button", name="Details of").first
    arrow.click()
    expect(arrow).to_have_attribute("aria-expanded", "true")
    expect(page.locator("tr.pc-more")).to_be_visible()
    from_the_top(page)


def _several(page: Page) -> None:
    for box in page.locator("tbody input[type=checkbox]").all()[:4]:
        box.check()
    press(page, "Resend")
    page.wait_for_url("**/bulk/")


def _several_candidates(page: Page) -> None:
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    press(page, "Invite the selected")
    page.wait_for_url("**/candidates/invite/")


def _one_candidate(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Invite").first.click()
    page.wait_for_url("**/candidates/invite/?candidate=*")


PAGES: dict[str, Entry] = {
    # sign-in
    "sign in": Entry("account_login", "nobody"),
    "sign out": Entry("account_logout"),
    "closed account": Entry("account_inactive", "nobody"),
    "no sign-up": Entry("account_signup", "nobody"),
    "confirm it is you": Entry("account_reauthenticate"),
    "change password": Entry("account_change_password"),
    "forgotten password": Entry("account_reset_password", "nobody"),
    "forgotten password, sent": Entry("account_reset_password_done", "nobody"),
    "new password": Entry("account_reset_password_from_key", "nobody", _new_password),
    "new password, bad link": Entry(
        "account_reset_password_from_key", "nobody", lambda stage: {"uidb36": "1", "key": "x-y"}
    ),
    "new password, done": Entry("account_reset_password_from_key_done", "nobody"),
    # before there is an organisation
    "home": Entry("home", "nobody"),
    "organisations": Entry("accounts:organisation-list", "two organisations"),
    "organisations, one suspended": Entry("accounts:organisation-list", "suspended"),
    "a suspended organisation": Entry(
        "accounts:overview", "suspended", lambda stage: {"tenant_slug": SUSPENDED}, status=403
    ),
    "overview, an operator's visit": Entry("accounts:overview", "visitor", _at("provider")),
    # accounts
    "overview, provider": Entry("accounts:overview", "provider", _at("provider")),
    "overview, reseller": Entry("accounts:overview", "reseller", _at("reseller")),
    "overview, direct-bill": Entry("accounts:overview", "direct", _at("direct")),
    "overview, customer": Entry("accounts:overview", "customer", _at("customer")),
    "agreements": Entry("accounts:agreement-list", "provider", _at("provider")),
    "agreements, unsigned": Entry("accounts:agreement-list", "direct", _at("direct")),
    "sign the MPA": Entry("accounts:mpa-sign", "direct", _at("direct")),
    "settings": Entry("accounts:settings", "provider", _at("provider")),
    "program info": Entry("accounts:program-info", "provider", _at("provider")),
    "program info, direct-bill": Entry("accounts:program-info", "direct", _at("direct")),
    "profile": Entry("accounts:profile", "provider", _at("provider")),
    "profile, customer": Entry("accounts:profile", "customer", _at("customer")),
    # partnerships
    "indirect resellers": Entry("relationships:reseller-list", "provider", _at("provider")),
    "indirect resellers, filtered": Entry(
        "relationships:reseller-list", "provider", _at("provider"), "?q=north"
    ),
    "indirect resellers, no match": Entry(
        "relationships:reseller-list", "provider", _at("provider"), "?q=zzz"
    ),
    "indirect reseller": Entry("relationships:reseller-detail", "provider", _partnership("provider")),
    "former reseller": Entry(
        "relationships:reseller-detail", "provider", _partnership("provider", "removed")
    ),
    "remove partnership": Entry("relationships:partnership-remove", "provider", _partnership("provider")),
    "indirect providers": Entry("relationships:provider-list", "reseller", _at("reseller")),
    "indirect provider": Entry("relationships:provider-detail", "reseller", _partnership("reseller")),
    # customers, as their partners see them
    "customers": Entry("customers:customer-list", "provider", _at("provider")),
    "customers, a row open": Entry(
        "customers:customer-list", "provider", _at("provider"), then=_first_row_open
    ),
    "customers, filtered": Entry(
        "customers:customer-list", "provider", _at("provider"), "?capacity=provider&admin_access=none"
    ),
    "customers, no match": Entry("customers:customer-list", "provider", _at("provider"), "?q=zzz"),
    "customers, none yet": Entry("customers:customer-list", "direct", _at("direct")),
    **{
        f"customer, {name}, {tab}": Entry(f"customers:customer-{tab}", "agent", _held(name))
        for name, tabs in {
            "shared": ("detail", "abilities", "attest"),
            "lost": ("detail", "history"),
            "ended": ("detail", "abilities"),
        }.items()
        for tab in tabs
    },
    "customer, edit": Entry("customers:customer-edit", "provider", _held("shared")),
    "customer, edit, refused": Entry(
        "customers:customer-edit", "provider", _held("lost"), then=refused("Save")
    ),
    "customer, edit, conflict": Entry(
        "customers:customer-edit", "provider", _held("shared"), then=_meanwhile
    ),
    "customer, attest, refused": Entry(
        "customers:customer-attest", "agent", _held("lost"), then=refused("Attest the agreement")
    ),
    **{
        f"remove relationship, {name}": Entry(
            "customers:relationship-remove", kind, _held(name, kind, row=True)
        )
        for name, kind in {"shared": "provider", "blocked": "provider", "of the reseller": "reseller"}.items()
    },
    "remove relationship, refused": Entry(
        "customers:relationship-remove",
        "provider",
        _held("lost", row=True),
        then=refused("Yes, remove relationship"),
    ),
    "customer's row": Entry("customers:customer-peek", "provider", _customer("provider")),
    "tasks around customers": Entry("customers:customer-hub", "provider", _at("provider")),
    "tasks around customers, reseller": Entry("customers:customer-hub", "reseller", _at("reseller")),
    # existing customers from a file
    "imports": Entry("customers:import-list", "agent", _at("provider")),
    "import customers": Entry("customers:import-new", "agent", _at("provider")),
    "import customers, refused": Entry(
        "customers:import-new", "agent", _at("provider"), then=refused("Upload and check")
    ),
    **{
        f"import, {name}": Entry(
            "customers:import-detail",
            "agent",
            _at("provider", import_id=lambda stage, name=name: stage.uploads[name].public_id),
        )
        for name in ("checking", "checked", "importing", "done", "dropped", "failed")
    },
    "candidates": Entry("invitations:candidate-list", "agent", _at("provider")),
    "candidates, no match": Entry("invitations:candidate-list", "agent", _at("provider"), "?q=zzz"),
    "candidates, none yet": Entry("invitations:candidate-list", "direct agent", _at("direct")),
    "invite candidates": Entry(
        "invitations:candidate-list", "agent", _at("provider"), then=_several_candidates
    ),
    "invite candidates, chosen elsewhere": Entry(
        "invitations:candidates-invite", "agent", _at("provider")
    ),  # leads back to the list
    "invite a candidate": Entry("invitations:candidate-list", "agent", _at("provider"), then=_one_candidate),
    # a customer's own
    "partners": Entry("customers:partner-list", "customer", _at("customer")),
    "partners, ended": Entry("customers:partner-list", "customer", _at("customer"), "?state=ended"),
    "remove roles": Entry("customers:partner-roles-remove", "customer", _roles),
    "company details": Entry("customers:company", "customer", _at("customer")),
    "edit company details": Entry("customers:company-edit", "customer", _at("customer")),
    "agreements, customer": Entry("accounts:agreement-list", "customer", _at("customer")),
    "accept the MCA": Entry("accounts:mca-accept", "customer", _at("customer")),
    "accept the MCA, refused": Entry(
        "accounts:mca-accept", "customer", _at("customer"), then=refused("Accept the agreement")
    ),
    # invitations
    "request a partnership": Entry("invitations:request-partnership", "provider", _at("provider")),
    "request, on its way": Entry("invitations:batch-detail", "provider", _batch("open")),
    "request, sent by oneself": Entry("invitations:batch-detail", "provider", _batch("self")),
    "request a reseller relationship": Entry("invitations:request-relationship", "agent", _at("provider")),
    "invite new customers": Entry("invitations:invite-customers", "reseller", _partnership("reseller")),
    "joint invitation, of the reseller": Entry(
        "invitations:invitation-detail",
        "reseller",
        _at("reseller", public_id=lambda stage: stage.world.joint.public_id),
    ),
    "joint invitation, of the provider": Entry(
        "invitations:invitation-detail",
        "provider",
        _at("provider", public_id=lambda stage: stage.world.joint.public_id),
    ),
    "invitations, reseller": Entry("invitations:invitation-list", "reseller", _at("reseller")),
    "invitations": Entry("invitations:invitation-list", "provider", _at("provider")),
    "invitations, no match": Entry("invitations:invitation-list", "provider", _at("provider"), "?q=zzz"),
    **{
        f"invitation, {name}": Entry("invitations:invitation-detail", "provider", _invitation(name))
        for name in (
            "open",
            "self",
            "accepted",
            "declined",
            "revoked",
            "expired",
            "mail failed",
            "mail delayed",
        )
    },
    "edit invitation": Entry("invitations:invitation-edit", "provider", _invitation("open")),
    "resend invitation": Entry("invitations:invitation-resend", "provider", _invitation("open")),
    "revoke invitation": Entry("invitations:invitation-revoke", "provider", _invitation("open")),
    "several invitations": Entry("invitations:invitation-bulk", "provider", _at("provider")),
    # what a form says that cannot be accepted, and what it asks before it does something
    "sign in, refused": Entry("account_login", "nobody", then=refused("Sign in")),
    "request a partnership, refused": Entry(
        "invitations:request-partnership", "provider", _at("provider"), then=_without_link
    ),
    "remove partnership, refused": Entry(
        "relationships:partnership-remove",
        "provider",
        _partnership("provider"),
        then=refused("Yes, remove partnership"),
    ),
    "sign the MPA, refused": Entry(
        "accounts:mpa-sign", "direct", _at("direct"), then=refused("Sign the agreement")
    ),
    "several invitations, asked": Entry(
        "invitations:invitation-list", "provider", _at("provider"), then=_several
    ),
    **USERS,
    **TEAM,
    **ACCOUNT,
    # the link
    **LINKS,
    **BILLING,
    **JOINING,
    **MANY,
    **SUBSCRIPTIONS,
    **RENEWALS,
    **ORDERING,
    **PERMISSIONS,
    **DIRECTORY,
    # errors
    "not found": Entry("", path="/nowhere/", status=404),
    "not allowed": Entry("invitations:request-partnership", "helpdesk", _at("provider"), status=403),
}


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The name of every route of the portal."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield namespace + pattern.name
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)
