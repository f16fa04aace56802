"""What has happened in the demo's world so far: invitations in every state, partnerships, customers."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import F

from accounts.permissions import Role
from invitations import actions as invitations
from invitations.letters import default_draft
from invitations.models import Invitation
from invitations.recipients import parse_many
from invitations.states import Delivery
from invitations.sweeps import expire_batch
from partnercenter.demo.organisations import global_admin, member, tenant
from relationships.actions import (
    establish_joint_relationships,
    establish_reseller_relationship,
    remove_partnership,
)
from relationships.models import Partnership
from relationships.states import Capacity, RemovalReason

DAYS = 30
# By their own mail program: the demo's mailbox stays readable. Two go through the portal, in two languages.
SELF, PORTAL = Delivery.SELF, Delivery.PORTAL


def tell() -> None:
    """Everything, in the order in which it happened."""
    _accepted_invitations()
    _invitations_without_success()
    _open_invitations()
    _customers_of_contoso()
    _customers_elsewhere()
    _removed_partnership()


def _invite(slug: str, recipient: str, delivery: Delivery = SELF, days: int = DAYS) -> Invitation:
    by = member(slug, Role.SALES_AGENT)
    language = by.user.language
    subject, text = default_draft(by.tenant, language, days=days, sender=by.user.full_name)
    return invitations.send_invitations(
        recipients=parse_many(recipient),
        language=language,
        days=days,
        subject=subject,
        text=text,
        delivery=delivery,
        batch=uuid.uuid4(),
        by=by,
    )[0]


def _recipient(slug: str) -> str:
    user = global_admin(slug).user
    return f"{user.full_name} <{user.email}>"


def _accepted_invitations() -> None:
    pairs = [
        ("contoso", "northwind"),
        ("contoso", "tailspin"),
        ("contoso", "wingtip"),
        ("adatum", "northwind"),
        ("adatum", "fabrikam"),
        ("hangang", "hanbit"),
    ]
    for provider, reseller in pairs:
        invitation = _invite(provider, _recipient(reseller))
        invitations.accept_invitation(
            invitation=invitation, generation=invitation.generation, confirmed=True, by=global_admin(reseller)
        )


def _invitations_without_success() -> None:
    """Declined, revoked, expired: one of each for Contoso."""
    claire = global_admin("southridge")
    declined = _invite("contoso", _recipient("southridge"))
    invitations.decline_invitation(
        invitation=declined,
        generation=declined.generation,
        reason="Thank you, but we keep buying directly for now.",
        user=claire.user,
        tenant=claire.tenant,
    )
    mistyped = _invite("contoso", "Eva de Vries <eva@nothwind.example>")
    invitations.revoke_invitation(invitation=mistyped, by=global_admin("contoso"))
    forgotten = _invite("contoso", "Oskar Lind <oskar.lind@alpineskihouse.example>", days=1)
    _grow_old(forgotten, timedelta(days=2))
    expire_batch()


def _grow_old(invitation: Invitation, age: timedelta) -> None:
    """The only thing here that no action does: move an invitation into the past, so that the sweep finds it expired."""
    Invitation.objects.filter(pk=invitation.pk).update(
        created_at=F("created_at") - age, opened_at=F("opened_at") - age, expires_at=F("expires_at") - age
    )


def _open_invitations() -> None:
    _invite("contoso", _recipient("proseware"), PORTAL)
    _invite("contoso", "Ines Duarte <ines@relecloud.example>")  # nobody knows her organisation yet
    _invite("contoso", _recipient("contoso-services"))  # an affiliate: accepting is refused (D12)
    _invite("hangang", _recipient("saebyeok"), PORTAL)


def _together(provider: str, reseller: str, customer: str, *, admin_access: bool) -> None:
    """A provider and a reseller who serve a customer together: one relationship each."""
    establish_joint_relationships(
        provider=tenant(provider),
        reseller=tenant(reseller),
        customer=tenant(customer),
        admin_access=admin_access,
        by=global_admin(customer),
    )


def _directly(partner: str, customer: str, *, admin_access: bool = True) -> None:
    establish_reseller_relationship(
        partner=tenant(partner),
        customer=tenant(customer),
        capacity=Capacity.DIRECT,
        admin_access=admin_access,
        by=global_admin(customer),
    )


def _customers_of_contoso() -> None:
    _together("contoso", "northwind", "woodgrove", admin_access=True)
    _together("contoso", "northwind", "margies", admin_access=False)
    _directly("contoso", "trey", admin_access=False)


def _customers_elsewhere() -> None:
    _together("adatum", "fabrikam", "trey", admin_access=True)
    _together("hangang", "hanbit", "areum", admin_access=True)
    _together("hangang", "hanbit", "haneul", admin_access=True)
    _directly("southridge", "margies")
    _directly("dongbaek", "haneul")


def _removed_partnership() -> None:
    remove_partnership(
        partnership=Partnership.objects.between(tenant("contoso"), tenant("tailspin")).active().get(),
        by=global_admin("contoso"),
        reason=RemovalReason.AGREED,
        statement_accepted=True,
        note="Tailspin goes on with another distributor. Agreed on the telephone.",
    )
