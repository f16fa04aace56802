"""The scenarios of S004 as a table: every kind of asker, every kind of organisation asked, through the pages.

The asker fills in its page, the recipient follows the link and presses the button. A cell says what comes of it: `yes`, or
the case with which the page refuses; `-` where there is no such organisation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse

from accounts.models import Country, Membership, PartnerProfile, Tenant, User
from accounts.permissions import Role
from accounts.states import Cloud, Programme
from invitations import cases
from invitations.cases import Case
from invitations.models import Invitation
from relationships.models import Partnership, ResellerRelationship
from relationships.states import PartnershipStatus
from tests import factories as make
from tests.invitations import cast
from tests.invitations import customer_cast as them
from tests.invitations.test_landing import _post

pytestmark = pytest.mark.usefixtures("db")  # in system scope
BUYER = "buyer@customers.example"


@dataclass
class Asker:
    """Who asks, in which capacity, and together with which provider."""

    tenant: Tenant
    capacity: str = ""
    provider: Tenant | None = None

    @property
    def user(self) -> User:
        return self.tenant.memberships.first().user

    @property
    def partners(self) -> list[Tenant]:
        return [self.tenant, *([self.provider] if self.provider else [])]

    def ask(self) -> Invitation | None:
        """By its page; None where the page refuses."""
        data = {"step": "send", "admin_access": "on", "recipients": BUYER, "language": "en", "days": "30"}
        data |= {
            "subject": "Together",
            "text": "Please open {link}",
            "drafted": "",
            "capacity": self.capacity,
        }
        client = cast.client_of(self.user)
        assert client.post(self.url, data).status_code == 302
        return Invitation.objects.filter(inviter=self.tenant, recipient_email=BUYER).order_by("id").last()

    @property
    def url(self) -> str:
        if self.provider is None:
            return reverse("invitations:request-relationship", args=[self.tenant.slug])
        partnership = Partnership.objects.between(self.provider, self.tenant).active().get()
        return reverse("invitations:invite-customers", args=[self.tenant.slug, partnership.public_id])


def _partner(*programmes: str, **values) -> Tenant:
    tenant = make.TenantFactory(**values)
    make.PartnerProfileFactory(tenant=tenant, programmes=list(programmes))
    make.MembershipFactory(tenant=tenant, roles=[Role.GLOBAL_ADMIN, Role.ADMIN_AGENT])
    return Tenant.objects.select_related("profile", "country__region").get(pk=tenant.pk)


def _with_provider(tenant: Tenant, capacity: str = "") -> Asker:
    provider = _partner(Programme.INDIRECT_PROVIDER)
    make.PartnershipFactory(provider=provider, reseller=tenant)
    return Asker(tenant, capacity, provider)


DIRECT, PROVIDER, RESELLER = Programme.DIRECT_BILL, Programme.INDIRECT_PROVIDER, Programme.INDIRECT_RESELLER
ASKERS: dict[str, Callable[[], Asker]] = {
    "direct": lambda: Asker(_partner(DIRECT), "direct"),
    "provider": lambda: Asker(_partner(PROVIDER), "direct"),
    "reseller": lambda: Asker(_partner(RESELLER), "reseller"),
    "joint": lambda: _with_provider(_partner(RESELLER)),
    "dual": lambda: Asker(_partner(DIRECT, RESELLER), "direct"),
    "dual-joint": lambda: _with_provider(_partner(DIRECT, RESELLER)),
}


# ------------------------------------------------------------------ who is asked
def _affiliate_of(partner: Tenant) -> Tenant:
    Tenant.objects.filter(pk=partner.pk).update(company_group="One Group")
    return them.customer(company_group="One Group")


def _reseller_of(provider: Tenant, **values) -> Tenant:
    tenant = _partner(RESELLER)
    make.PartnershipFactory(provider=provider, reseller=tenant, **values)
    return tenant


def _separate(asker: Asker) -> Tenant:
    """S004-17: a tenant of its own for what a reseller of that provider uses itself."""
    _reseller_of(asker.partners[-1])
    return them.customer()


def _served(asker: Asker) -> Tenant:
    """Another partner has been there first."""
    return make.ResellerRelationshipFactory(partner=_partner(DIRECT)).customer


def _served_by_pair(asker: Asker) -> Tenant:
    tenant = them.customer()
    granted = {"customer": tenant, "admin_access": "granted"}
    if asker.provider is None:
        make.ResellerRelationshipFactory(partner=asker.tenant, capacity=asker.capacity, **granted)
        return tenant
    for one, other, capacity in (
        (asker.tenant, asker.provider, "reseller"),
        (asker.provider, asker.tenant, "provider"),
    ):
        make.ResellerRelationshipFactory(partner=one, with_partner=other, capacity=capacity, **granted)
    return tenant


def _held_directly(asker: Asker) -> Tenant:
    """S001-36: a direct customer moves to a provider."""
    return make.ResellerRelationshipFactory(partner=asker.tenant, admin_access="granted").customer


REMOVED = {"status": PartnershipStatus.REMOVED, "removal_reason": "agreed"}
TARGETS: dict[str, Callable[[Asker], Tenant]] = {
    "customer": lambda asker: them.customer(),
    "other-country": lambda asker: them.customer(
        country=asker.tenant.region.countries.exclude(code=asker.tenant.country_id).first()
        or asker.tenant.country
    ),
    "other-region": lambda asker: them.customer(country=Country.objects.get(code="FR")),
    "other-cloud": lambda asker: them.customer(cloud=Cloud.US_GOV),
    "affiliate": lambda asker: _affiliate_of(asker.tenant),
    "provider's-affiliate": lambda asker: _affiliate_of(asker.partners[-1]),
    "own-tenant": lambda asker: asker.tenant,
    "provider's-tenant": lambda asker: asker.partners[-1],
    "direct-bill": lambda asker: _partner(DIRECT),
    "other-provider": lambda asker: _partner(PROVIDER),
    "other-reseller": lambda asker: _partner(RESELLER),
    "unenrolled": lambda asker: _partner(),
    "own-reseller": lambda asker: _reseller_of(asker.partners[-1]),
    "separate": _separate,
    "served": _served,
    "served-so": _served_by_pair,
    "direct-customer": _held_directly,
}
RULES = {
    "customer": ["S004-10"],
    "other-country": ["S004-21"],
    "other-region": ["S004-21"],
    "other-cloud": ["S002-3"],
    "affiliate": ["S004-15", "D12"],
    "provider's-affiliate": ["S004-15", "D12"],
    "own-tenant": ["S004-15"],
    "provider's-tenant": ["S004-14", "S004-15"],
    "direct-bill": ["S004-13", "S004-14"],
    "other-provider": ["S004-13", "S004-14"],
    "other-reseller": ["S004-13", "S004-14"],
    "unenrolled": ["S004-14"],
    "own-reseller": ["S004-16"],
    "separate": ["S004-13", "S004-17"],
    "served": ["S004-11"],
    "served-so": ["S002-19"],
    "direct-customer": ["S004-12", "S001-36"],
}

TABLE = """
                      direct            provider          reseller          joint             dual              dual-joint
customer              yes               yes               yes               yes               yes               yes
other-country         yes               yes               yes               yes               yes               yes
other-region          other_region      other_region      other_region      other_region      other_region      other_region
other-cloud           other_cloud       other_cloud       other_cloud       other_cloud       other_cloud       other_cloud
affiliate             affiliate         affiliate         affiliate         affiliate         affiliate         affiliate
provider's-affiliate  -                 -                 -                 affiliate         -                 affiliate
own-tenant            same_tenant       same_tenant       same_tenant       same_tenant       same_tenant       same_tenant
provider's-tenant     -                 -                 -                 same_tenant       -                 same_tenant
direct-bill           partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant
other-provider        partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant
other-reseller        partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant
unenrolled            partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant    partner_tenant
own-reseller          -                 own_provider      -                 own_provider      -                 own_provider
separate              -                 yes               -                 yes               -                 yes
served                yes               yes               yes               yes               yes               yes
served-so             already_customer  already_customer  already_customer  already_customer  already_customer  already_customer
direct-customer       -                 -                 -                 -                 -                 yes
"""


def _cells() -> list:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    assert head == list(ASKERS)
    assert [row[0] for row in rows] == list(TARGETS)
    assert all(len(row) == len(head) + 1 for row in rows)
    return [
        pytest.param(asker, row[0], cell, id=f"{asker}-{row[0]}", marks=pytest.mark.rule(*RULES[row[0]]))
        for row in rows
        for asker, cell in zip(head, row[1:], strict=True)
        if cell != "-"
    ]


def _answer(invitation: Invitation, tenant: Tenant) -> tuple[Case | str, str]:
    """What the page tells the organisation's global admin, and where its button leads."""
    user = User.objects.filter(email=BUYER).first() or make.UserFactory(email=BUYER)
    make.MembershipFactory(user=user, tenant=tenant, roles=[Role.GLOBAL_ADMIN])
    client = cast.client_of(user)
    page = cast.follow(client, invitation)
    told = page.templates[0].name.rpartition("/")[2].removesuffix(".html")
    assert cases.heading(Case(told), invitation) in page.content.decode()
    return Case(told), _post(client, invitation, "accept", confirmed="on")["Location"]


def _held(customer: Tenant) -> set[tuple[int, str]]:
    rows = ResellerRelationship.objects.active().of_customer(customer)
    return set(rows.values_list("partner", "capacity"))


def _made(asker: Asker) -> set[tuple[int, str]]:
    """S004-10: the two chains."""
    if asker.provider is None:
        return {(asker.tenant.pk, asker.capacity)}
    return {(asker.tenant.pk, "reseller"), (asker.provider.pk, "provider")}


@pytest.mark.parametrize(("asker", "target", "cell"), _cells())
def test_a_partner_asks_an_organisation_to_be_its_customer(asker, target, cell):
    asking = ASKERS[asker]()
    tenant = TARGETS[target](asking)
    invitation = asking.ask()
    before = _held(tenant)
    told, leads_to = _answer(invitation, tenant)
    invitation.refresh_from_db()
    if cell == "yes":
        assert (told, invitation.status) == (Case.REVIEW, "accepted")
        assert _held(tenant) - before == _made(asking)
        assert leads_to == reverse("customers:partner-list", args=[tenant.slug])
    else:
        assert (told, invitation.status) == (cell, "open")
        assert _held(tenant) == before
        assert leads_to == cast.page_path(invitation)


# ------------------------------------------------------------------ who may not even ask
@pytest.mark.rule("S004-1", "S004-10")
@pytest.mark.parametrize("programmes", [(), (DIRECT,), (PROVIDER,), (RESELLER,)])
def test_what_a_partner_may_ask_for_hangs_on_its_type(programmes):
    """Alone whoever holds a programme; together only a reseller, through a provider of its own."""
    tenant = _partner(*programmes)
    client = cast.client_of(Asker(tenant).user)
    alone = client.get(reverse("invitations:request-relationship", args=[tenant.slug]))
    assert alone.status_code == (200 if programmes else 403)
    strange = make.PartnershipFactory()
    together = client.get(reverse("invitations:invite-customers", args=[tenant.slug, strange.public_id]))
    assert together.status_code == (404 if programmes == (RESELLER,) else 403)


@pytest.mark.rule("S004-14")
def test_a_customer_asks_nobody():
    tenant = them.customer()
    client = cast.client_of(cast.member(make.UserFactory(), tenant, Role.GLOBAL_ADMIN, Role.ADMIN_AGENT))
    assert client.get(reverse("invitations:request-relationship", args=[tenant.slug])).status_code == 403


@pytest.mark.rule("S001-25", "S004-18")
def test_whose_partnership_has_ended_meanwhile_is_not_authorized_together():
    asking = ASKERS["joint"]()
    invitation, tenant = asking.ask(), them.customer()
    Partnership.objects.between(asking.provider, asking.tenant).update(
        status=PartnershipStatus.REMOVED, removal_reason="agreed", removed_at=invitation.opened_at
    )
    told, _leads_to = _answer(invitation, tenant)
    assert told == Case.PARTNERS_PARTED
    assert _held(tenant) == set()


@pytest.mark.rule("S004-1")
def test_who_has_lost_the_programme_is_not_authorized_any_more():
    asking = ASKERS["direct"]()
    invitation, tenant = asking.ask(), them.customer()
    PartnerProfile.objects.filter(tenant=asking.tenant).update(programmes=[RESELLER])
    assert _answer(invitation, tenant)[0] == Case.INVITER_GONE
    assert _held(tenant) == set()


# ------------------------------------------------------------------ several at once
@pytest.mark.rule("S004-11", "S004-12", "S004-20")
def test_one_customer_has_many_partners_and_one_reseller_several_providers():
    """Multi-partner, multi-channel, and the same reseller through two providers."""
    tenant, held = them.customer(), set()
    first = ASKERS["dual-joint"]()
    askers = [
        ASKERS["direct"](),
        ASKERS["provider"](),
        ASKERS["reseller"](),
        first,
        Asker(first.tenant, "direct"),
        _with_provider(first.tenant),
    ]
    for asking in askers:
        assert _ask_and_accept(asking, tenant)
        held |= _made(asking)
        assert _held(tenant) == held
    assert ResellerRelationship.objects.active().of_customer(tenant).count() == 8


def _ask_and_accept(asking: Asker, tenant: Tenant) -> bool:
    Membership.objects.filter(user__email=BUYER).delete()  # one organisation at a time: no choice
    invitation = asking.ask()
    told, _leads_to = _answer(invitation, tenant)
    return told == Case.REVIEW


@pytest.mark.rule("S004-16", "S004-17", "S004-18", "S004-20")
def test_the_three_options_of_a_reseller_that_wants_to_buy_itself():
    provider, direct = ASKERS["provider"](), ASKERS["direct"]()
    reseller = _reseller_of(provider.tenant)
    invitation = provider.ask()
    assert _answer(invitation, reseller)[0] == Case.OWN_PROVIDER
    invitation.delete()
    # 1: a separate tenant buys from the same provider. 2: or from a direct-bill partner, the partnership ended.
    separate = them.customer()
    assert _ask_and_accept(provider, separate)
    Partnership.objects.between(provider.tenant, reseller).update(
        status=PartnershipStatus.REMOVED, removal_reason="agreed", removed_at=separate.created_at
    )
    assert _ask_and_accept(direct, separate)
    # 3: the customer relationship is kept, and there is a partnership with another provider.
    other = _with_provider(reseller)
    assert _ask_and_accept(other, them.customer())
    assert {(provider.tenant.pk, "direct"), (direct.tenant.pk, "direct")} <= _held(separate)


# ------------------------------------------------------------------ partners among themselves (scenario 8)
PARTNERS = {
    "same-region": (lambda: _partner(RESELLER), "yes"),
    "second-provider": (lambda: _reseller_of(_partner(PROVIDER)), "yes"),
    "other-region": (lambda: _partner(RESELLER, country=Country.objects.get(code="FR")), Case.OTHER_REGION),
    "other-cloud": (lambda: _partner(RESELLER, cloud=Cloud.US_GOV), Case.OTHER_CLOUD),
    "customer": (them.customer, Case.NOT_ENROLLED),
    "direct-bill": (lambda: _partner(DIRECT), Case.NOT_ENROLLED),
    "provider": (lambda: _partner(PROVIDER), Case.NOT_ENROLLED),
}


@pytest.mark.rule("S004-22", "S004-20", "S004-8")
@pytest.mark.parametrize("name", PARTNERS)
def test_a_provider_asks_a_partner_to_be_its_reseller(name):
    make_target, cell = PARTNERS[name]
    provider, tenant = _partner(PROVIDER), make_target()
    data = {"step": "send", "recipients": BUYER, "language": "en", "days": "30", "drafted": ""}
    data |= {"subject": "Together", "text": "Please open {link}"}
    url = reverse("invitations:request-partnership", args=[provider.slug])
    assert cast.client_of(Asker(provider).user).post(url, data).status_code == 302
    told, _leads_to = _answer(Invitation.objects.get(inviter=provider), tenant)
    assert told == (Case.REVIEW if cell == "yes" else cell)
    assert Partnership.objects.between(provider, tenant).active().exists() == (cell == "yes")
