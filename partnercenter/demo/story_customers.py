"""What has happened between the demo's partners and customers: asked, accepted, attested, taken back, ended."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Agreement
from accounts.permissions import Role
from accounts.states import AgreementKind
from customers.actions import attest_customer_agreement, confirm_import, upload_customers
from customers.sweeps import run_imports
from invitations.models import Invitation
from invitations.offers import Offer
from invitations.states import Delivery, InvitationKind
from invitations.sweeps import expire_batch
from partnercenter.core.actor import Actor
from partnercenter.demo.asking import PORTAL, SELF, accept, ask, decline, grow_old
from partnercenter.demo.customers import CANDIDATES
from partnercenter.demo.organisations import global_admin, member, tenant
from relationships.actions import (
    end_reseller_relationship,
    establish_joint_relationships,
    establish_reseller_relationship,
    remove_admin_roles,
)
from relationships.models import ResellerRelationship
from relationships.states import Capacity, EndReason


def tell() -> None:
    """Everything, in the order in which it happened."""
    _from_before()
    _accepted()
    _attested()
    _declined_and_expired()
    _roles_taken_back()
    _ended()
    _open()
    _candidates()


def _agent(slug: str) -> Actor:
    """Who asks customers: an agent, or in a small organisation its global admin."""
    return member(slug, Role.ADMIN_AGENT, Role.SALES_AGENT)


def _alone(
    partner: str,
    whom: str,
    capacity: Capacity = Capacity.DIRECT,
    *,
    admin_access: bool = True,
    delivery: Delivery = SELF,
    days: int = 30,
    again: bool = False,
) -> Invitation:
    """S002-5: one partner asks; `again`: a customer that it serves already (S002-19)."""
    offer = Offer(
        kind=InvitationKind.RELATIONSHIP,
        capacity=capacity,
        admin_access=admin_access,
        customer=tenant(whom) if again else None,
    )
    return ask(_agent(partner), whom, offer, delivery=delivery, days=days)


def _both(
    reseller: str,
    provider: str,
    whom: str,
    *,
    admin_access: bool = True,
    delivery: Delivery = SELF,
    days: int = 30,
) -> Invitation:
    """S001-26: a reseller asks for itself and a provider."""
    offer = Offer(kind=InvitationKind.JOINT, with_partner=tenant(provider), admin_access=admin_access)
    return ask(
        member(reseller, Role.GLOBAL_ADMIN, Role.ADMIN_AGENT), whom, offer, delivery=delivery, days=days
    )


def _mca() -> Agreement | None:
    return Agreement.objects.current(AgreementKind.MCA)


def _from_before() -> None:
    """Relationships that are older than the portal: nobody was asked for the agreement then."""
    for provider, reseller, customer, admin_access in (
        ("contoso", "northwind", "woodgrove", True),
        ("contoso", "northwind", "margies", False),
        ("adatum", "fabrikam", "trey", True),
        ("hangang", "hanbit", "areum", True),
        ("hangang", "hanbit", "haneul", True),
    ):
        establish_joint_relationships(
            provider=tenant(provider),
            reseller=tenant(reseller),
            customer=tenant(customer),
            admin_access=admin_access,
            by=global_admin(customer),
        )
    for partner, customer, admin_access in (
        ("contoso", "trey", False),
        ("contoso", "coho", True),
        ("southridge", "margies", True),
        ("dongbaek", "haneul", True),
        ("dongbaek", "mirae", True),
    ):
        establish_reseller_relationship(
            partner=tenant(partner),
            customer=tenant(customer),
            capacity=Capacity.DIRECT,
            admin_access=admin_access,
            by=global_admin(customer),
        )


def _accepted() -> None:
    """Together with the agreement, where it was missing (S002-12)."""
    accept(_both("northwind", "contoso", "lamna"), "lamna", _mca())
    accept(_both("vanarsdel", "contoso", "bellows", admin_access=False), "bellows", _mca())
    accept(_both("hanbit", "hangang", "sonamu"), "sonamu", _mca())
    accept(_both("dongbaek", "hangang", "mirae"), "mirae", _mca())  # held directly, too
    accept(_alone("southridge", "humongous"), "humongous", _mca())
    by_itself = _alone("northwind", "wide-world", Capacity.RESELLER)  # nobody orders for it yet
    accept(by_itself, "wide-world", _mca())


def _attested() -> None:
    """Reference 3.4: a person of the customer said yes, and the partner vouches for it."""
    for partner, customer in (("contoso", "woodgrove"), ("contoso", "trey"), ("hangang", "areum")):
        signer, agreement = global_admin(customer).user, _mca()
        if agreement:
            attest_customer_agreement(
                customer=tenant(customer),
                agreement=agreement,
                signer_name=signer.full_name,
                signer_email=signer.email,
                signer_phone="",
                agreed_on=timezone.localdate() - timedelta(days=40),
                by=member(partner, Role.ADMIN_AGENT),
            )


def _declined_and_expired() -> None:
    decline(_alone("adatum", "humongous"), "humongous", "We have a partner in Paris and are happy with it.")
    decline(_both("adventure-works", "contoso", "trey"), "trey", "Not this year.")
    forgotten = [
        _alone("contoso", "Ruth Adler <einkauf@consolidated.example>", days=1),
        _both("northwind", "contoso", "Piet Jansen <inkoop@graphicdesign.example>", days=1),
    ]
    for invitation in forgotten:
        grow_old(invitation, timedelta(days=2))
    expire_batch()


def _roles_taken_back() -> None:
    """S002-15; in one case the partner asks for them again (S002-19)."""
    for partner, customer in (("southridge", "margies"), ("dongbaek", "haneul")):
        remove_admin_roles(partner=tenant(partner), customer=tenant(customer), by=global_admin(customer))
    _alone("southridge", "margies", again=True)


def _ended() -> None:
    relationships = ResellerRelationship.objects.active().held_by(tenant("contoso"))
    end_reseller_relationship(
        relationship=relationships.of_customer(tenant("coho")).select_related("partner", "customer").get(),
        by=global_admin("contoso"),
        reason=EndReason.MOVED,
        note="Coho buys from a partner in Bordeaux now.",
    )


def _open() -> None:
    _alone("contoso", "fourth-coffee", delivery=PORTAL)
    _alone("southridge", "coho")
    _alone("dongbaek", "pado")
    _both(
        "northwind", "contoso", "Heidi Roth <heidi@tailspintoys.example>"
    )  # her organisation is not here yet
    _both("lucerne", "contoso", "fourth-coffee", admin_access=False)
    _both("hanbit", "hangang", "dasom", delivery=PORTAL)


def _candidates() -> None:
    """D4: checked and taken over at once here; elsewhere a worker does it, and the partner confirms between."""
    by = _agent("contoso")
    upload = upload_customers(file_name="customers.csv", content=CANDIDATES.encode(), by=by)
    run_imports()
    upload.refresh_from_db()
    confirm_import(upload=upload, by=by)
    run_imports()
