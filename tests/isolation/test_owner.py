"""The other half of every refusal: whoever it belongs to gets 200 and sees the canary, and the same POST works.

Without this a portal that refuses everybody would pass every test of isolation.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Tenant
from invitations import tokens
from tests import applicants
from tests import factories as make
from tests.client import PortalClient
from tests.isolation import looking
from tests.isolation.bodies import BODIES, body
from tests.isolation.cast import Cast, Visitor, undone
from tests.isolation.routes import NAMES, PAGES, TENANT, Route, values
from tests.world import World

Words = Callable[[World], str]

# What of its own an organisation sees on each page, beyond its name in the header.
SEES: dict[str, Words] = {
    "accounts:organisation-list": lambda world: world.provider.name,
    "accounts:account": lambda world: world.canary,
    "accounts:data-file": lambda world: world.canary,
    "accounts:overview": lambda world: world.provider.name,
    "accounts:agreement-list": lambda world: world.admin.full_name,
    "accounts:incentives": lambda world: world.invited.to_address,
    "accounts:location-add": lambda world: world.pending.name,
    "accounts:enrol": lambda world: f"{world.canary} street 9",
    "accounts:reseller-agreement": lambda world: world.pending.name,
    "accounts:settings": lambda world: world.provider.name,
    "accounts:program-info": lambda world: world.provider.name,
    "accounts:profile": lambda world: f"{world.canary} provider location",
    "directory:business-profile": lambda world: world.provider.name,
    "directory:profile-preview": lambda world: world.provider.name,
    "directory:profile-edit": lambda world: f"{world.canary} description",
    "directory:logo-edit": lambda world: world.direct.name,
    "directory:own-logo": lambda world: f"{world.canary} pixels",
    "directory:location-add": lambda world: world.direct.name,
    "directory:location-edit": lambda world: f"{world.canary} office",
    **{
        f"directory:lead-{page}": lambda world: f"{world.canary} asks"
        for page in ("list", "export", "accept", "decline")
    },
    "directory:entry-request": lambda world: f"{world.canary} entry request",
    "directory:lead-detail": lambda world: f"{world.canary} message",
    "directory:lead-edit": lambda world: f"{world.canary} was taken on",
    "directory:lead-partnership": lambda world: f"{world.canary} person",
    "directory:lead-relationship": lambda world: f"{world.canary}-sora@bakery.example",
    "directory:provider-ask": lambda world: f"{world.canary} distribution",
    "relationships:reseller-list": lambda world: world.reseller.name,
    "relationships:reseller-detail": lambda world: world.reseller.name,
    "relationships:partnership-remove": lambda world: world.reseller.name,
    "relationships:provider-list": lambda world: world.provider.name,
    "relationships:provider-detail": lambda world: world.provider.name,
    **{
        f"accounts:{name}": lambda world: world.happened.reason
        for name in ("activity-list", "activity-export", "own-activity-list", "own-activity-export")
    },
    "customers:customer-list": lambda world: world.customer.name,
    "customers:customer-peek": lambda world: world.customer.name,
    "customers:customer-detail": lambda world: f"{world.canary} street 1",
    "customers:customer-history": lambda world: world.reseller.name,
    "customers:customer-abilities": lambda world: world.customer.name,
    "customers:customer-edit": lambda world: f"{world.canary} street 1",
    "customers:customer-attest": lambda world: world.customer.name,
    "customers:relationship-remove": lambda world: world.customer.name,
    "customers:customer-export": lambda world: world.customer.name,
    "customers:customer-hub": lambda world: world.provider.name,
    "customers:import-list": lambda world: world.upload.file_name,
    "customers:import-new": lambda world: world.provider.name,
    "subscriptions:reassign": lambda world: world.reseller.name,
    "subscriptions:reassign-support": lambda world: world.reseller.name,
    "subscriptions:reassignment-list": lambda world: world.reseller.name,
    "subscriptions:reassignment-detail": lambda world: world.subscription.name,
    "subscriptions:reassignment-left": lambda world: world.subscription.name,
    "customers:import-detail": lambda world: f"{world.canary} cell",
    "customers:import-errors": lambda world: f"{world.canary} cell",
    "invitations:candidate-list": lambda world: world.candidate.name,
    "customers:partner-list": lambda world: world.reseller.name,
    "customers:partner-roles-remove": lambda world: world.reseller.name,
    "customers:company": lambda world: f"{world.canary} street 1",
    "customers:company-edit": lambda world: f"{world.canary} street 1",
    **{
        f"subscriptions:{side}user-{page}": lambda world: world.user.user.full_name
        for side in ("", "own-")
        for page in ("list", "detail")
    },
    "subscriptions:user-add": lambda world: world.customer.name,
    "subscriptions:own-user-add": lambda world: world.customer.name,
    "accounts:temporary-password": lambda world: world.setup.user_name,
    "invitations:team-list": lambda world: world.colleague.user.full_name,
    "accounts:leave": lambda world: world.provider.name,
    "accounts:mails": lambda world: world.provider.name,
    "accounts:notification-list": lambda world: f"{world.canary} somebody",
    "invitations:invite-colleagues": lambda world: world.provider.name,
    **{
        f"accounts:member-{page}": lambda world: world.colleague.user.full_name
        for page in ("detail", "roles", "block", "remove")
    },
    "invitations:invitation-list": lambda world: world.invitation.recipient_email,
    "invitations:invitation-detail": lambda world: f"{world.canary} subject",
    "invitations:invitation-edit": lambda world: f"{world.canary} text",
    "invitations:invitation-resend": lambda world: world.invitation.recipient_email,
    "invitations:invitation-revoke": lambda world: world.invitation.recipient_email,
    "invitations:batch-detail": lambda world: world.invitation.recipient_email,
    "invitations:request-partnership": lambda world: world.provider.name,
    "invitations:request-relationship": lambda world: world.provider.name,
    "invitations:invite-customers": lambda world: world.provider.name,
    "invitations:landing": lambda world: world.provider.name,
    "subscriptions:purchase-permissions": lambda world: world.customer.name,
    "subscriptions:own-reservations": lambda world: world.provider.name,
    "subscriptions:own-reservation-buy": lambda world: world.provider.name,
    "subscriptions:order-list": lambda world: world.customer.name,
    "subscriptions:order-detail": lambda world: world.customer.name,
    "subscriptions:order-cancel": lambda world: world.customer.name,
    "subscriptions:order-confirmation": lambda world: world.customer.name,
    "subscriptions:add-subscription": lambda world: world.customer.name,
    "subscriptions:new-customer": lambda world: world.reseller.name,
    "subscriptions:renewal-list": lambda world: world.ending.name,
    "subscriptions:renewal-automatic": lambda world: world.provider.name,
    "subscriptions:renewal-failed": lambda world: world.unrenewed.name,
    "subscriptions:renewal-calendar": lambda world: world.provider.name,
    "subscriptions:renewal-settings": lambda world: world.provider.name,
    "subscriptions:catalogue": lambda world: world.provider.name,
    **{
        f"subscriptions:{page}": lambda world: world.subscription.name
        for page in (
            "subscription-list",
            "subscription-export",
            "of-customer",
            "own-subscriptions",
            "own-subscription",
        )
    },
    **{
        f"subscriptions:subscription-{page}": lambda world: world.subscription.name
        for page in ("detail", "quantity", "rename", "renewal", "suspend", "cancel", "reseller", "support")
    },
    "subscriptions:subscription-reactivate": lambda world: world.suspended.name,
    "subscriptions:statement-list": lambda world: world.customer.name,
    "subscriptions:statement-detail": lambda world: f"{world.canary} line",
    "subscriptions:statement-export": lambda world: f"{world.canary} line",
    "subscriptions:statement-preview": lambda world: world.customer.name,
    "subscriptions:own-statements": lambda world: world.provider.name,
    "subscriptions:own-statement-detail": lambda world: f"{world.canary} line",
}
# Pages that show nothing of an organisation, or that only take a POST, and why.
SHOWS_NOTHING = {
    "home": "leads on",
    "healthz": "for machines",
    "readyz": "for machines",
    "kept-entries": "leads home without entries; see tests/accounts/test_recent_sign_in.py",
    "accounts:your-data": "says what is kept; see tests/accounts/test_personal_data.py",
    "accounts:session-list": "names no organisation; see tests/accounts/test_sessions.py",
    "accounts:session-end": "a POST that leads back",
    "accounts:other-sessions-end": "likewise",
    "set-language": "a POST that leads back",
    "set-theme": "a POST that leads back",
    "accounts:visit-end": "likewise, of operators",
    "subscriptions:purchase-permission-switch": "a POST that leads back",
    "subscriptions:renewal-decide": "likewise",
    "subscriptions:renewal-feed-change": "likewise",
    "subscriptions:attention-settle": "likewise",
    "accounts:mail-stop": "whoever has the link stops mails; see tests/accounts/test_mails.py",
    "subscriptions:renewal-feed": "whoever has the address reads it; see tests/subscriptions/test_feed.py",
    "subscriptions:setup-reveal": "leads to the confirmation without a POST",
    **dict.fromkeys(
        [f"subscriptions:draft-{step}" for step in ("details", "subscriptions", "review", "cancel")],
        "one person's own; see tests/subscriptions/test_wizard_steps.py",
    ),
    "directory:provider-list": "what is listed is public; see test_the_public_list",
    "directory:provider-detail": "what is listed is public; see test_the_public_list",
    "directory:partner-list": "likewise",
    "directory:partner-detail": "likewise",
    "directory:logo": "a picture",
    "directory:lead-archive": "leads to the lead without a POST",
    "directory:provider-ask-choice": "leads on, or names one's own organisations; see tests/directory/test_asking.py",
    **dict.fromkeys(
        [f"directory:ask{page}" for page in ("", "-confirm", "-code", "-sent")],
        "what is listed is public; see tests/directory/test_asking.py",
    ),
    **dict.fromkeys(
        [
            f"directory:{name}"
            for name in ("profile-publish", "profile-withdraw", "profile-confirm", "logo-remove")
        ],
        "leads to the profile without a POST",
    ),
    "directory:location-remove": "leads to the location without a POST",
    "directory:programme": "text",
    "joining:start": "text",
    "joining:received": "text",
    "joining:transition-info": "text",
    "joining:transition-questions": "text",
    **dict.fromkeys(
        [f"joining:{step}" for step in applicants.BODIES],
        "one browser's own; see tests/accounts/test_joining.py",
    ),
    "accounts:agreement-text": "leads to the list without a choice; the texts are everyone's",
    "accounts:mpa-sign": "the agreement's text, which is everyone's",
    "accounts:mca-accept": "likewise",
    "accounts:member-unblock": "a POST that leads back",
    "accounts:notifications-read": "likewise",
    "accounts:notification-read": "likewise",
    "invitations:invitation-bulk": "leads to the list without a POST",
    "invitations:candidates-invite": "leads to the list without a choice",
    "customers:import-template": "heads of columns",
    "customers:import-confirm": "leads to the import without a POST",
    "customers:import-drop": "likewise",
    **{
        f"subscriptions:{side}{name}": "a POST that leads back"
        for side in ("", "own-")
        for name in ("user-block", "user-unblock", "user-reset", "licence-assign", "licence-release")
    },
    "invitations:link": "leads to the page behind it",
    "invitations:accept": "leads to the page behind the link without a POST",
    "invitations:decline": "likewise",
    "invitations:unexpected": "a question; names nobody",
    "invitations:opt-out": "likewise",
    "invitations:ask-again": "likewise",
    "invitations:code": "leads on to the page where the code is entered",
    "invitations:sign-up": "for who is asked as a customer; see tests/invitations/test_landing_signup.py",
    "invitations:organisation": "likewise",
}
# A password that is in no other answer.
SHOWN_AT_ONCE = {"accounts:temporary-password", "subscriptions:setup-reveal"}
# Which POST leads where: every page that takes one has a body that works.
POSTS = [route for route in TENANT if route.takes_post]


def _holder(cast: Cast) -> Visitor:
    """Somebody who followed the other world's link."""
    client = PortalClient()
    client.get(f"/i/{tokens.new_token(cast.theirs.invitation)}/")
    visitor = Visitor("holder of their link", None)
    visitor.keep(client)
    return visitor


def _owner(cast: Cast, route: Route) -> Visitor:
    return (
        _holder(cast)
        if route.name.startswith("invitations:") and not route.is_of_tenant
        else cast.owners[route.door]
    )


def test_every_page_says_what_it_shows() -> None:
    names = {route.name for route in PAGES}
    assert names == set(SEES) | set(SHOWS_NOTHING), "Add the page to SEES, or to SHOWS_NOTHING with a reason."
    assert not set(SEES) & set(SHOWS_NOTHING)


# What must be there first, and nowhere else: who is listed is everybody's to see.
FIRST: dict[str, Callable[[World], object]] = {
    "accounts:notification-list": lambda world: world.notice,
    "directory:provider-ask": lambda world: make.ListingFactory(tenant=world.open_provider),
    # Once more: by now others may stand above it on the first page.
    **{
        f"accounts:{name}": lambda world: type(world).happened.func(world)
        for name in ("activity-list", "activity-export", "own-activity-list", "own-activity-export")
    },
}


@pytest.mark.parametrize("name", sorted(SEES))
def test_the_owner_sees_the_canary(cast: Cast, name: str) -> None:
    route = NAMES[name]
    FIRST.get(name, id)(cast.theirs)
    answer = _owner(cast, route).get(route.url(**values(cast.theirs, route)))
    assert answer.status_code == 200
    words = SEES[name](cast.theirs)
    assert cast.theirs.canary in words
    assert words in looking.text_of(answer), f"{name} does not show {words!r}"
    assert not looking.leaks(answer, cast.ours.canary)


def test_every_post_has_a_body() -> None:
    takers = {route.name for route in PAGES if route.takes_post}
    assert takers >= {"relationships:partnership-remove", "invitations:request-partnership"}
    missing = takers - set(BODIES)
    assert not missing, f"Give a valid body for {missing} in tests/isolation/bodies.py."


def _poster(cast: Cast, route: Route, door: str) -> Visitor:
    """A draft is one person's: of the global admin alone."""
    if "draft_id" not in route.kwargs:
        return cast.owners[door]
    return Visitor("whose draft it is", cast.theirs.people["provider"]["global_admin"])


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.name)
def test_the_owners_post_works(cast: Cast, route: Route) -> None:
    """The very body that strangers are refused with is valid in the hands of the owner: it changes something."""
    door = "direct" if route.name == "accounts:mpa-sign" else route.door  # the others have signed
    url = route.url(**values(cast.theirs, route, tenant_slug=getattr(cast.theirs, door).slug))
    with undone():
        FIRST.get(route.name, id)(cast.theirs)
        before = looking.fingerprints()
        answer = _poster(cast, route, door).ask("POST", url, body(route.name, cast.theirs))
        done = {200} if route.name in SHOWN_AT_ONCE else {302, 303}
        assert answer.status_code in done, answer.content.decode()[-3000:]
        assert looking.fingerprints() != before, f"{route.name} changed nothing"


def test_no_post_of_a_suspended_organisation_works(cast: Cast) -> None:
    """Those very bodies, a moment later: 403, and nothing changes."""
    with undone():
        Tenant.objects.filter(slug__startswith=cast.theirs.canary).update(suspended_at=timezone.now())
        before = looking.fingerprints()
        for route in POSTS:
            slug = getattr(cast.theirs, route.door).slug
            url = route.url(**values(cast.theirs, route, tenant_slug=slug))
            answer = _poster(cast, route, route.door).ask("POST", url, body(route.name, cast.theirs))
            assert answer.status_code == 403, route.name
            assert "is suspended</h1>" in answer.content.decode(), route.name
        changed = {table for table, value in looking.fingerprints().items() if value != before[table]}
        assert changed <= {"accounts_signin", "accounts_user"}, "they sign in, and nothing else"


def test_the_public_list(cast: Cast) -> None:
    """S000-6: who is listed is public, with the public fields and no other."""
    world = cast.theirs
    with undone():
        make.ListingFactory(tenant=world.provider)
        for visitor in cast.visitors:
            for url in (
                reverse("directory:provider-list"),
                reverse("directory:provider-detail", kwargs={"public_id": world.provider.public_id}),
            ):
                text = visitor.get(url).content.decode()
                assert world.provider.name in text, f"{visitor} {url}"
                assert world.provider.profile.primary_contact not in text
                assert world.reseller.name not in text
                assert world.admin.full_name not in text


@pytest.mark.situation("C-064")
def test_a_former_partner_sees_what_was(cast: Cast) -> None:
    """The partnership that ended stays readable to both, with its dates, and without the other's note."""
    world = cast.theirs
    url = reverse(
        "relationships:reseller-detail",
        kwargs={"tenant_slug": world.provider.slug, "public_id": world.removed.public_id},
    )
    text = cast.owners["provider"].get(url).content.decode()
    assert f"{world.canary} former" in text
    assert f"{world.canary} removal note" in text, "the provider reads its own note"
