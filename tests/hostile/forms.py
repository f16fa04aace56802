"""Every form: who sends it, what is typed into it, what its page fills in, and a body that is valid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from invitations import tokens
from partnercenter.core.admin_site import site
from partnercenter.core.states_mail import MailStatus
from tests import applicants
from tests import factories as make
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.hostile import found, invited, operations_catalogue, own_account
from tests.hostile.joining import JOINING, joining_people
from tests.isolation.bodies import body
from tests.isolation.cast import Visitor
from tests.isolation.routes import NAMES, values
from tests.operators import REASON, staff
from tests.world import World, build_world

SECRETS = {"password", "oldpassword", "password1", "password2"}
# Stored in another form than it was typed (a date, an id, an address in lower case), or not at all.
TRANSLATED = {"days", "country", "region", "groups", "roles", "tenant", "user", "slug", "services", "website"}
TRANSLATED |= {"recipients", "recipient", "login", "email", "primary_contact", *SECRETS}
TRANSLATED |= operations_catalogue.TRANSLATED | found.TRANSLATED | own_account.TRANSLATED


@dataclass(frozen=True)
class Form:
    """`typed`: the fields people fill in. `forged`: what the page fills in or offers as a choice."""

    who: str
    url: Callable[[Stage], str]
    body: Callable[[Stage], dict[str, Any]]
    typed: tuple[str, ...] = ()
    forged: tuple[str, ...] = ()


@dataclass
class Stage:
    world: World
    visitors: dict[str, Visitor]
    rows: dict[str, Any]


def build_stage() -> Stage:
    world = build_world("contoso")
    needed = "notice mca candidate permission draft new_draft waiting founding licence blocked_user"
    for name in f"{needed} setup idle ending suspended unrenewed feed colleague sign_in passkey".split():
        getattr(world, name)
    guest = make.UserFactory(email="guest@resellers.example", password=PASSWORD)
    make.MembershipFactory(tenant=make.TenantFactory(reseller=True), user=guest)
    invitation = make.InvitationFactory(
        inviter=world.provider, invited_by=world.admin, recipient_email=guest.email
    )
    buyer = make.UserFactory(email="buyer@customers.example")
    joining, founding = invited.invite(world), invited.invite(world, buyer)
    root = make.UserFactory(is_staff=True, is_superuser=True)
    visitors = {
        "nobody": Visitor("nobody", None),
        "provider": Visitor("provider", world.admin),
        "reseller": Visitor("reseller", world.reseller_admin),
        "customer": Visitor("customer", world.people["customer"][Role.GLOBAL_ADMIN]),
        "agent": Visitor("agent", world.people["provider"][Role.ADMIN_AGENT]),
        "manager": Visitor("manager", world.people["reseller"][Role.ADMIN_AGENT]),
        "careful": Visitor("careful", world.careful),
        "halfway": own_account.halfway(),
        "mail program": Visitor("mail program", None),
        **found.visitors(world),
        "guest": _holder(guest, f"/i/{tokens.new_token(invitation)}/", guest),
        "forgetful": _holder(guest, _reset_path(guest)),
        "newcomer": _holder(None, f"/i/{tokens.new_token(joining)}/"),
        **joining_people(world),
        "buyer": _holder(buyer, f"/i/{tokens.new_token(founding)}/", buyer),
        "operator": Visitor("operator", staff()),
        "root": Visitor("root", root),
    }
    links = {"landing": invitation, "newcomer": joining, "buyer": founding}
    return Stage(world, visitors, {**_rows(world), **links, "guest": guest})


def _reset_path(user: User) -> str:
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=parts)


def _holder(guest: User | None, link: str, signed_in: User | None = None) -> Visitor:
    """Who has followed this link of a mail."""
    client = PortalClient()
    if signed_in:
        client.force_login(signed_in)
    client.get(link)
    visitor = Visitor(f"{guest} with a link", signed_in)
    visitor.keep(client)
    return visitor


def _rows(world: World) -> dict[str, Any]:
    """For every operation of Django admin a row on which it is possible."""
    return {
        "accounts.tenant:partner": make.TenantFactory(),
        "accounts.tenant:company-group": make.TenantFactory(company_group="Before"),
        "accounts.tenant:lift-suspension": make.TenantFactory(suspended_at=timezone.now()),
        "accounts.tenant": world.provider,
        "accounts.membership:unblock": world.blocked_colleague,
        "accounts.membership": world.colleague,
        "accounts.user": make.UserFactory(),
        "accounts.partnerprofile:offboarding": make.TenantFactory(direct_bill=True).profile,
        "accounts.partnerprofile": world.provider.profile,
        "accounts.enrolment": make.EnrolmentFactory(tenant=make.PartnerProfileFactory().tenant),
        "accounts.region": world.provider.country.region,
        "accounts.country": world.provider.country,
        "relationships.partnership": world.partnership,
        "relationships.resellerrelationship:end": world.idle,
        "relationships.resellerrelationship": make.ResellerRelationshipFactory(admin_access="granted"),
        **operations_catalogue.rows(),
        **own_account.rows(),
        **found.rows(),
        "invitations.invitation": world.invitation,
        "invitations.optout": make.OptOutFactory(),
        "core.outgoingmail:retry": make.OutgoingMailFactory(status=MailStatus.FAILED),
        "core.outgoingmail": make.OutgoingMailFactory(),
        "core.mailcircuit": make.MailCircuitFactory(paused_until=timezone.now() + timedelta(hours=1)),
    }


# ------------------------------------------------------------------ pages
def _page(name: str, who: str = "provider", typed: str = "", forged: str = "") -> tuple[str, Form]:
    def url(stage: Stage) -> str:
        route = NAMES[name]
        more = {
            "guest": {"public_id": stage.rows["landing"].public_id},
            "newcomer": {"public_id": stage.rows["newcomer"].public_id},
            "buyer": {"public_id": stage.rows["buyer"].public_id},
            "mail program": {"stop_token": own_account.stop_token(stage.world.admin)},
            "forgetful": {"uidb36": user_pk_to_url_str(stage.rows["guest"]), "key": "set-password"},
        }
        return route.url(**values(stage.world, route) | more.get(who, {}))

    def valid(stage: Stage) -> dict[str, Any]:
        more = invited.more(stage.rows[who]) if who == "newcomer" else {}
        more |= found.more(name) | (applicants.more() if name == "joining:confirm" else {})
        return body(name, stage.world) | more

    return name, Form(who, url, valid, tuple(typed.split()), tuple(forged.split()))


OF_USERS: dict[str, dict[str, str]] = {
    "user-add": {"typed": "full_name user_name", "forged": "language roles"},
    "user-block": {},
    "user-unblock": {},
    "user-reset": {},
    "licence-assign": {"forged": "subscription"},
    "licence-release": {},
}

PAGES = dict(
    [
        _page("account_login", "nobody", "login password", "remember next"),
        _page("account_reset_password", "nobody", "email"),
        _page("account_reset_password_from_key", "forgetful", "password1 password2"),
        _page("account_change_password", "provider", "oldpassword password1 password2"),
        _page("account_reauthenticate", "provider", "password", "next"),
        *(_page(*each) for each in own_account.PAGES),
        _page("set-language", "nobody", forged="language next"),
        _page("set-theme", "nobody", forged="theme next"),
        _page("accounts:visit-end"),
        _page("accounts:mpa-sign", forged="version is_read"),
        _page("accounts:mca-accept", "customer", forged="version is_read"),
        _page("customers:partner-roles-remove", "customer"),
        _page(
            "customers:company-edit",
            "customer",
            typed="address_line1 address_line2 city postal_code registration_number"
            " first_name last_name email phone billing_email",
            forged="language version state",
        ),
        _page(
            "relationships:partnership-remove",
            typed="note",
            forged="reason seen statement_accepted courtesy",
        ),
        _page(
            "invitations:request-partnership",
            typed="recipients days subject text",
            forged="step language submission drafted",
        ),
        *(
            _page(
                f"invitations:{name}",
                who,
                typed="recipients days subject text",
                forged="step language submission drafted admin_access capacity",
            )
            for name, who in (("request-relationship", "agent"), ("invite-customers", "reseller"))
        ),
        _page(
            "customers:customer-edit",
            typed="address_line1 address_line2 city postal_code registration_number first_name last_name email"
            " phone billing_email",
            forged="state language version",
        ),
        _page(
            "customers:customer-attest",
            "agent",
            typed="signer_name email phone agreed_on",
            forged="confirmed",
        ),
        _page("customers:relationship-remove", typed="note", forged="reason"),
        _page("invitations:link", "mail program", forged="List-Unsubscribe"),
        _page("subscriptions:subscription-quantity", typed="quantity", forged="version"),
        _page("subscriptions:subscription-rename", typed="name"),
        _page("subscriptions:subscription-renewal", forged="auto_renew"),
        _page("subscriptions:subscription-suspend"),
        _page("subscriptions:subscription-reactivate"),
        _page("subscriptions:subscription-cancel"),
        _page("subscriptions:subscription-reseller", forged="partner"),
        _page("subscriptions:subscription-support", forged="partner"),
        _page("subscriptions:renewal-decide", forged="auto_renew ids"),
        _page("subscriptions:renewal-settings", forged="frequency scope"),
        _page("subscriptions:renewal-feed-change", forged="step"),
        _page("subscriptions:attention-settle"),
        _page("subscriptions:reassign", forged="plan submission query ids"),
        _page("subscriptions:reassign-support", forged="plan submission query ids"),
        _page("subscriptions:purchase-permission-switch", "agent", forged="resource to"),
        _page(
            "subscriptions:own-reservation-buy",
            "customer",
            typed="quantity",
            forged="offer unit_price submission",
        ),
        *(
            _page(f"subscriptions:{side}{name}", who, **fields)
            for side, who in (("", "manager"), ("own-", "customer"))
            for name, fields in OF_USERS.items()
        ),
        *(_page(*each) for each in found.PAGES),
        *(_page(name, who, *fields) for name, (who, *fields) in JOINING.items()),
        _page("accounts:temporary-password"),
        _page(
            "accounts:member-roles",
            typed="until_sales_agent until_global_admin",
            forged="roles version",
        ),
        _page(
            "invitations:invite-colleagues",
            typed="recipients days subject text roles_end_on",
            forged="step language submission drafted roles seen",
        ),
        *(_page(f"accounts:member-{verb}") for verb in ("block", "unblock", "remove")),
        _page("accounts:leave", "agent"),
        *(_page(f"customers:import-{verb}", "agent") for verb in ("new", "confirm", "drop")),
        _page(
            "invitations:candidates-invite",
            "agent",
            typed="days subject text",
            forged="step language submission drafted recipients admin_access capacity all query ids",
        ),
        *(
            _page(
                name,
                typed="name domain address_line1 address_line2 city postal_code registration_number"
                " first_name last_name email phone billing_email",
                forged="country_code state language meant reseller agreement setup",
            )
            for name in ("subscriptions:new-customer", "subscriptions:draft-details")
        ),
        *(
            _page(name, forged="action reseller relationship q publisher kind category term seats-x")
            for name in ("subscriptions:add-subscription", "subscriptions:draft-subscriptions")
        ),
        _page("subscriptions:draft-review", forged="action attested seen seats-x"),
        _page("subscriptions:draft-cancel"),
        _page("subscriptions:order-cancel"),
        _page("subscriptions:setup-reveal"),
        _page("invitations:invitation-edit", typed="recipient days subject text", forged="language version"),
        _page("invitations:invitation-resend", forged="delivery generation"),
        _page("invitations:invitation-revoke"),
        _page("invitations:invitation-bulk", forged="action ids rows confirmed"),
        _page("invitations:accept", "guest", forged="organisation confirmed agreed version"),
        _page("invitations:decline", "guest", typed="reason"),
        _page("invitations:opt-out", "guest"),
        _page("invitations:ask-again", "guest"),
        _page("invitations:code", "newcomer"),
        _page("invitations:sign-up", "newcomer", typed="full_name password1 password2", forged="code"),
        _page(
            "invitations:organisation",
            "buyer",
            typed="name domain address_line1 address_line2 city postal_code registration_number"
            " first_name last_name email phone billing_email",
            forged="country_code state language meant",
        ),
    ]
)


# ------------------------------------------------------------------ Django admin
_TENANT = {"name": "Tailwind", "domain": "tailwind.example", "kind": "partner", "country": "KR"}
_IDS = {"global_account_id": "6000001", "mpn_id": "4000901", "primary_contact": "a@tailwind.example"}

# What an operation asks for besides the reason: valid, and which of it is typed.
OPERATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "accounts.tenant:new": (
        {**_TENANT, "cloud": "public", "slug": "", "company_group": ""},
        "name domain slug company_group",
    ),
    "accounts.tenant:rename": ({"name": "Tailwind"}, "name"),
    "accounts.tenant:company-group": ({"company_group": "Group A"}, "company_group"),
    "accounts.tenant:partner": (_IDS, "global_account_id mpn_id primary_contact"),
    "accounts.membership:new": (
        {"tenant": "contoso-canary-reseller", "user": "guest@resellers.example", "roles": "sales_agent"},
        "tenant user",
    ),
    "accounts.membership:roles": ({"roles": "billing_admin"}, ""),
    "accounts.tenant:global-admin": ({"user": "guest@resellers.example"}, "user"),
    "accounts.user:new": (
        {"email": "new@tailwind.example", "full_name": "Choi Yu-na", "language": "ko"},
        "email full_name",
    ),
    "accounts.user:operator-groups": ({"groups": ""}, ""),
    "accounts.enrolment:reject": ({"answer": "Name your address."}, "answer"),
    "accounts.agreement:publish": ({"kind": "mpa", "title": "Agreement", "text": "Terms."}, "title text"),
    "accounts.region:new": ({"name": "Antarctica"}, "name"),
    "accounts.region:rename": ({"name": "Antarctica"}, "name"),
    "accounts.country:new": (
        {"code": "ZZ", "name": "Zed", "currency": "", "region": "1"},
        "code name currency",
    ),
    "accounts.country:facts": ({"name": "Zed", "currency": "KRW", "region": "1"}, "name currency"),
    **operations_catalogue.CATALOGUE,
    **own_account.ERASING,
    **found.OPERATIONS,
    "relationships.partnership:remove": ({"removal_reason": "other"}, ""),
    "relationships.resellerrelationship:end": ({"end_reason": "other"}, ""),
}


def _operation(name: str, collection: bool, superuser: bool) -> Form:
    model, what = name.split(":")
    more, typed = OPERATIONS.get(name, ({}, ""))

    def url(stage: Stage) -> str:
        base = f"admin:{model.replace('.', '_')}"
        if collection:
            return reverse(f"{base}_operations", args=[what])
        row = stage.rows.get(name, stage.rows.get(model))
        return reverse(f"{base}_operation", args=[row.pk, what])

    def valid(stage: Stage) -> dict[str, Any]:
        filled = {"reason": REASON, **more}
        filled = operations_catalogue.filled_in(filled, stage.rows, stage.world.provider.country.region_id)
        if "region" in filled:
            filled["region"] = str(stage.world.provider.country.region_id)
        if "groups" in filled:
            filled["groups"] = str(Group.objects.order_by("pk")[0].pk)
        return filled

    fields = ("reason", *typed.split())
    forged = tuple(field for field in more if field not in fields)
    return Form("root" if superuser else "operator", url, valid, fields, forged)


def operations() -> dict[str, Form]:
    return {
        f"{page.opts.label_lower}:{each.name}": _operation(
            f"{page.opts.label_lower}:{each.name}", each.collection, each.superuser
        )
        for page in site._registry.values()
        for each in getattr(page, "operations", ())
    }


FORMS = {**PAGES, **operations()}
