"""What has happened between the demo's partners so far: invitations in every state, partnerships."""

from __future__ import annotations

from datetime import timedelta

from accounts.permissions import Role
from invitations import actions as invitations
from invitations.models import Invitation
from invitations.states import Delivery
from invitations.sweeps import expire_batch
from partnercenter.demo import story_customers, story_subscriptions, story_team
from partnercenter.demo.asking import PORTAL, SELF, accept, ask, decline, grow_old
from partnercenter.demo.organisations import global_admin, member, tenant
from relationships.actions import remove_partnership
from relationships.models import Partnership
from relationships.states import RemovalReason

PAIRS = [
    ("contoso", "northwind"),
    ("contoso", "tailspin"),
    ("contoso", "wingtip"),
    ("contoso", "vanarsdel"),
    ("contoso", "lucerne"),
    ("contoso", "adventure-works"),
    ("contoso", "fincher"),
    ("adatum", "northwind"),
    ("adatum", "fabrikam"),
    ("hangang", "hanbit"),
    ("hangang", "dongbaek"),
]


def tell() -> None:
    """Everything, in the order in which it happened."""
    for provider, reseller in PAIRS:
        accept(_invite(provider, reseller), reseller)
    _invitations_without_success()
    _open_invitations()
    story_customers.tell()
    story_subscriptions.tell()
    _removed_partnership()
    story_team.tell()


def _invite(slug: str, whom: str, delivery: Delivery = SELF, days: int = 30) -> Invitation:
    return ask(member(slug, Role.SALES_AGENT), whom, delivery=delivery, days=days)


def _invitations_without_success() -> None:
    """Declined, revoked, expired: one of each for Contoso."""
    decline(_invite("contoso", "southridge"), "southridge", "Thank you, but we keep buying directly for now.")
    mistyped = _invite("contoso", "Eva de Vries <eva@nothwind.example>")
    invitations.revoke_invitation(invitation=mistyped, by=global_admin("contoso"))
    forgotten = _invite("contoso", "Oskar Lind <oskar.lind@alpineskihouse.example>", days=1)
    grow_old(forgotten, timedelta(days=2))
    expire_batch()


def _open_invitations() -> None:
    _invite("contoso", "proseware", PORTAL)
    _invite("contoso", "Ines Duarte <ines@relecloud.example>")  # nobody knows her organisation yet
    _invite("contoso", "contoso-services")  # an affiliate: accepting is refused (D12)
    _invite("hangang", "saebyeok", PORTAL)


def _removed_partnership() -> None:
    remove_partnership(
        partnership=Partnership.objects.between(tenant("contoso"), tenant("tailspin")).active().get(),
        by=global_admin("contoso"),
        reason=RemovalReason.AGREED,
        statement_accepted=True,
        note="Tailspin goes on with another distributor. Agreed on the telephone.",
    )
