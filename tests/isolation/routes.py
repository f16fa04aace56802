"""Every address of the portal, walked from the URLconf; a value for every part of every address."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.permissions import PROGRAMME_PERMISSIONS, Permission
from accounts.states import Programme, TenantKind
from invitations import tokens
from partnercenter.core.admin_site import site
from partnercenter.core.ids import new_public_id
from relationships.models import ResellerRelationship
from tests import applicants
from tests.isolation.bodies_users import PARTNER_PAGES, user_id
from tests.world import World

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Route:
    """One pattern of the URLconf. `kwargs` are the parts of its address that vary."""

    name: str
    pattern: str
    kwargs: tuple[str, ...]
    view: Any

    @property
    def permission(self) -> Any:
        return getattr(self.view_class, "permission", None)

    @property
    def view_class(self) -> Any:
        return getattr(self.view, "view_class", None)

    @property
    def is_of_tenant(self) -> bool:
        return "tenant_slug" in self.kwargs

    @property
    def has_object(self) -> bool:
        """Whether the address names something besides the organisation."""
        return len(self.kwargs) > 1

    @property
    def door(self) -> str:
        """Which of a world's organisations the page is for."""
        wanted = PROGRAMME_PERMISSIONS.get(self.permission, frozenset())
        if self.name in {"accounts:reseller-agreement", "accounts:location-add"}:
            return "pending"
        if self.permission in {Permission.BUSINESS_PROFILE_EDIT, Permission.PROGRAMME_ENROL}:
            return "direct"  # a provider's profile is kept by operators, and it applies for nothing
        if self.name == "directory:lead-relationship":
            return "direct"  # customers do not ask providers
        if self.permission == Permission.CUSTOMER_USERS_MANAGE:
            return "reseller"  # whom the customer gave admin access
        if wanted == {TenantKind.CUSTOMER}:
            return "customer"
        return "reseller" if wanted == {Programme.INDIRECT_RESELLER} else "provider"

    @property
    def takes_post(self) -> bool:
        return hasattr(self.view_class, "post") and "post" in self.view_class.http_method_names

    def url(self, **values: str) -> str:
        if self.name == "admin:":
            return f"/admin/{values['url']}"
        return reverse(self.name, kwargs={name: values[name] for name in self.kwargs})


def _walk(
    resolver: URLResolver, prefix: str = "", space: str = "", kwargs: tuple[str, ...] = ()
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = kwargs + tuple(entry.pattern.regex.groupindex)
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name or ''}", path, here, entry.callback)
        else:
            yield from _walk(entry, path, f"{space}{entry.namespace}:" if entry.namespace else space, here)


def routes() -> list[Route]:
    return list(_walk(get_resolver()))


ROUTES = routes()
ADMIN = [route for route in ROUTES if route.name.startswith("admin:")]
SIGN_IN = [route for route in ROUTES if route.pattern.startswith("accounts/")]
PAGES = [route for route in ROUTES if route not in ADMIN and route not in SIGN_IN]
TENANT = [route for route in PAGES if route.is_of_tenant]
NAMES = {route.name: route for route in ROUTES}


# ------------------------------------------------------------------ values
def _object_id(world: World, route: Route) -> str:
    """A row of this world for each page of Django admin."""
    acceptance = world.provider.acceptances.first()
    rows = {
        "core_outgoingmail": world.mail,
        "core_auditevent": _event(world),
        "accounts_tenant": world.provider,
        "accounts_membership": world.colleague,
        "accounts_user": world.admin,
        "accounts_partnerprofile": world.provider.profile,
        "accounts_location": world.provider.locations.first(),
        "accounts_agreement": acceptance.agreement if acceptance else None,
        "accounts_agreementacceptance": acceptance,
        "directory_businessprofile": world.found,
        "directory_lead": world.lead,
        "directory_entryrequest": world.entry_request,
        "accounts_country": world.provider.country,
        "accounts_region": world.provider.country.region,
        "relationships_partnership": world.partnership,
        "relationships_resellerrelationship": world.relationship,
        "invitations_invitation": world.invitation,
        "customers_customer": world.customer.customer,
        "customers_customerimport": world.upload,
        "customers_candidate": world.candidate,
        "accounts_temporarypassword": world.setup,
        "subscriptions_product": world.offer.product,
        "subscriptions_offer": world.offer,
        "subscriptions_order": world.order,
        "subscriptions_subscription": world.subscription,
        "subscriptions_statement": world.statement,
    }
    model = "_".join(route.name.removeprefix("admin:").split("_")[:2])
    row = rows.get(model)
    return str(row.pk) if row is not None else "1"


def _event(world: World) -> Any:
    from partnercenter.core.models import AuditEvent

    return AuditEvent.objects.filter(tenant=world.reseller).first()


def _operation(world: World, route: Route) -> str:
    """The name of an operation that this page of Django admin offers, or of none."""
    app, model = route.name.removeprefix("admin:").split("_")[:2]
    pages = {page.opts.label_lower: page for page in site._registry.values()}
    operations = getattr(pages.get(f"{app}.{model}"), "operations", ())
    return next((operation.name for operation in operations), "nothing")


# By the route's name, or else by its app.
_PUBLIC_IDS = {
    "relationships": "partnership",
    "invitations": "invitation",
    "directory": "provider",
    "directory:provider-ask": "open_provider",
    **dict.fromkeys(["directory:ask", "directory:ask-confirm", "directory:ask-code"], "direct"),
    "customers": "customer",
    "invitations:invite-customers": "partnership",
    "subscriptions": "subscription",
    "subscriptions:of-customer": "customer",
    "subscriptions:attention-settle": "unrenewed",
    "subscriptions:subscription-reactivate": "suspended",
    "subscriptions:add-subscription": "customer",
    "subscriptions:statement-preview": "customer",
    "subscriptions:statement-detail": "statement",
    "subscriptions:own-statement-detail": "statement",
    "subscriptions:purchase-permissions": "customer",
    "subscriptions:purchase-permission-switch": "customer",
}


_PUBLIC_IDS |= dict.fromkeys(PARTNER_PAGES, "customer") | {
    "accounts:temporary-password": "setup",
    "accounts:session-end": "sign_in",
}


def _public_id(world: World, route: Route) -> str:
    name = _PUBLIC_IDS.get(route.name) or _PUBLIC_IDS[route.name.split(":")[0]]
    return str(getattr(world, name).public_id)


def _relationship_id(world: World, route: Route) -> str:
    """The provider's with the customer that can end; where roles are removed, the reseller's, which has some."""
    if route.name != "customers:partner-roles-remove":
        return str(world.idle.public_id)
    rows = ResellerRelationship.objects.filter(partner=world.reseller, customer=world.customer)
    return rows.values_list("public_id", flat=True)[0]


def _draft(world: World, route: Route) -> Any:
    return world.new_draft if route.name.endswith("draft-details") else world.draft


def _order(world: World, route: Route) -> Any:
    """One that waits is cancelled; one that made a customer shows its Setup info."""
    name = {"order-cancel": "waiting", "setup-reveal": "founding"}.get(route.name.split(":")[1], "order")
    return getattr(world, name)


def _member(world: World, route: Route) -> Any:
    """Who is blocked is unblocked."""
    return world.blocked_colleague if route.name.endswith("unblock") else world.colleague


def _digest(world: World, route: Route) -> str:
    """Of a picture that is not published: to its own organisation alone."""
    return str(world.picture.digest)


def _lead(world: World, route: Route) -> Any:
    """Accepted ones become invitations, and are edited and archived."""
    names = {"lead-relationship": "customer_lead", "lead-partnership": "taken_lead"}
    names |= dict.fromkeys(["lead-edit", "lead-archive"], "taken_lead")
    return getattr(world, names.get(route.name.split(":")[1], "lead"))


# What stands in an address. A new kwarg needs a line here; without one the build fails.
KWARGS: dict[str, Any] = {
    "tenant_slug": lambda world, route: getattr(world, route.door).slug,
    "public_id": _public_id,
    "relationship_id": _relationship_id,
    "partner_id": lambda world, route: world.provider.public_id,
    "import_id": lambda world, route: world.upload.public_id,
    "user_id": lambda world, route: user_id(world, route.name),
    "member_id": lambda world, route: _member(world, route).public_id,
    "subscription_id": lambda world, route: world.subscription.public_id,
    "draft_id": lambda world, route: _draft(world, route).public_id,
    "order_id": lambda world, route: _order(world, route).public_id,
    "reassignment_id": lambda world, route: world.reassignment.public_id,
    "feed_id": lambda world, route: world.feed.public_id,
    "feed_token": lambda world, route: "A" * 43,  # whoever has the right one reads it
    "stop_token": lambda world, route: "A" * 45,  # whoever has the right one is its reader
    "application_id": lambda world, route: applicants.ID,  # in the session of one browser
    "batch": lambda world, route: str(world.invitation.batch),
    "token": lambda world, route: tokens.new_token(world.invitation),
    "uidb36": lambda world, route: user_pk_to_url_str(world.admin),
    "digest": _digest,
    "location_id": lambda world, route: world.office.public_id,
    "notification_id": lambda world, route: world.notice.public_id,
    "lead_id": lambda world, route: _lead(world, route).public_id,
    "key": lambda world, route: "c9x4ab-5ad1f0e3b7",  # whoever has the right one has the mailbox
    "pk": lambda world, route: str(world.passkey.pk),
    "object_id": _object_id,
    "name": _operation,
    "app_label": lambda world, route: "invitations",
    "url": lambda world, route: "no-such-page",
}

# The same kinds of value, of nothing that exists.
MADE_UP: dict[str, Any] = {
    "tenant_slug": lambda: "nobody-of-this-name",
    "public_id": new_public_id,
    "relationship_id": new_public_id,
    "partner_id": new_public_id,
    "import_id": new_public_id,
    "user_id": new_public_id,
    "member_id": new_public_id,
    "subscription_id": new_public_id,
    "draft_id": new_public_id,
    "order_id": new_public_id,
    "reassignment_id": new_public_id,
    "feed_id": new_public_id,
    "feed_token": lambda: "B" * 43,
    "stop_token": lambda: "b" * 42,
    "application_id": new_public_id,
    "batch": lambda: str(uuid.uuid4()),
    "token": lambda: "A" * 43,
    "uidb36": lambda: "zzzzz",
    "digest": lambda: "b" * 64,
    "location_id": new_public_id,
    "lead_id": new_public_id,
    "notification_id": new_public_id,
    "key": lambda: "c9x4ab-5ad1f0e3b7",
    "pk": lambda: "987654321",
    "object_id": lambda: "987654321",
    "name": lambda: "nothing",
    "app_label": lambda: "core",
    "url": lambda: "no-other-page",
}


def values(world: World, route: Route, **other: str) -> dict[str, str]:
    """Every part of this route's address, of this world."""
    return {name: KWARGS[name](world, route) for name in route.kwargs} | other


def made_up(route: Route, **other: str) -> dict[str, str]:
    return {name: MADE_UP[name]() for name in route.kwargs} | other
