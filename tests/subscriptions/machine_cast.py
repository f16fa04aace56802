"""Who is there from the beginning, and which states follow on which."""

from __future__ import annotations

from accounts.models import Agreement, Membership, Tenant
from accounts.permissions import Role
from accounts.states import AgreementKind
from partnercenter.core.actor import Actor, OperatorActor
from subscriptions.models import Offer
from subscriptions.states import SUBSCRIPTION_TRANSITIONS, SubscriptionStatus
from tests import factories as make


def _actor(tenant: Tenant, role: str = Role.GLOBAL_ADMIN) -> Actor:
    user = make.MembershipFactory(tenant=tenant, roles=[role]).user
    loaded = Tenant.objects.select_related("country__region", "profile").get(pk=tenant.pk)
    return Actor(user, loaded, frozenset({role}))


class Cast:
    """Rows that are there from the beginning, made once for all runs."""

    def __init__(self) -> None:
        self.provider = _actor(make.TenantFactory(provider=True))
        resellers = [make.TenantFactory(reseller=True) for _ in range(3)]
        self.resellers = [_actor(one, Role.ADMIN_AGENT) for one in resellers]
        mpa = make.AgreementFactory()
        for one in (self.provider.tenant, *resellers[:2]):  # the third has not signed
            make.AgreementAcceptanceFactory(agreement=mpa, tenant=one)
        self.signed = {one.pk for one in resellers[:2]}
        self.mca: Agreement = make.AgreementFactory(kind=AgreementKind.MCA)
        self.customers = [_actor(make.TenantFactory(customer=True)) for _ in range(2)]
        self.members: list[Membership] = [
            make.MembershipFactory(tenant=one.tenant, roles=["default_user"])
            for one in self.customers
            for _ in range(4)
        ]
        self.offers: list[Offer] = [
            make.OfferFactory(maximum=20),
            make.OfferFactory(term="P1M", minimum=2, maximum=12),
            make.OfferFactory(term="P3Y", billing_cycle="annual", once_per_customer=True),
            make.OfferFactory(usage=True),
        ]
        self.operator = OperatorActor(make.UserFactory(is_staff=True), "as the catalogue says")


def reachable(state: str) -> set[str]:
    """By one step of a person, or several of time."""
    found, todo = set(), [state]
    while todo:
        for new in SUBSCRIPTION_TRANSITIONS[todo.pop()]:
            if new not in found:
                found.add(str(new))
                todo.append(new)
    return found if state in {"active", "suspended"} else found - {SubscriptionStatus.ACTIVE}
