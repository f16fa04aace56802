"""The cast: two whole worlds, `contoso` and `fabrikam`, in which every readable value carries a canary.

Nothing that one world's people get to see may ever contain the other world's canary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from accounts.models import Agreement, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind
from customers.faults import Fault, FaultLog
from customers.models import Candidate, CustomerImport
from customers.states import ImportStatus
from invitations.models import Invitation
from invitations.states import InvitationKind
from partnercenter.core import audit
from partnercenter.core.actor import Actor
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import Partnership, ResellerRelationship
from relationships.states import AdminAccess, Capacity, PartnershipStatus, RemovalReason
from tests import factories as make
from tests import kept
from tests.world_directory import Found
from tests.world_enrolling import Leaving
from tests.world_subscriptions import Sold
from tests.world_team import Team
from tests.world_users import Own


@dataclass
class World(Sold, Team, Own, Found, Leaving):
    """One world; `people[kind][role]` are its users, e.g. `people["provider"]["sales_agent"]`."""

    key: str
    canary: str
    provider: Tenant
    reseller: Tenant
    direct: Tenant
    customer: Tenant
    partnership: Partnership
    removed: Partnership
    relationship: ResellerRelationship
    invitation: Invitation
    mail: OutgoingMail
    people: dict[str, dict[str, User]] = field(default_factory=dict)

    def actor(self, kind: str = "provider", role: str = Role.GLOBAL_ADMIN) -> Actor:
        """An Actor as the middleware makes it, e.g. `world.actor("reseller")`."""
        tenant = Tenant.objects.select_related("country__region", "profile").get(pk=getattr(self, kind).pk)
        return Actor(self.people[kind][role], tenant, frozenset({Role(role)}))

    @cached_property
    def joint(self) -> Invitation:
        """The reseller asks a customer for itself and the provider; made when it is first asked for."""
        return make.InvitationFactory(
            kind=InvitationKind.JOINT,
            with_partner=self.provider,
            admin_access=True,
            inviter=self.reseller,
            invited_by=self.reseller_admin,
            recipient_email=f"buyer@{self.canary}.example",
            recipient_name=f"{self.canary} buyer",
            subject=f"{self.canary} joint subject",
            text=f"{self.canary} joint text {{link}}",
        )

    @cached_property
    def upload(self) -> CustomerImport:
        """The provider's import of existing customers; made when it is first asked for."""
        faults = FaultLog()
        faults.add([Fault(3, "domain", "domain", f"{self.canary} cell")])
        return make.CustomerImportFactory(
            partner=self.provider,
            uploaded_by=self.admin,
            file_name=f"{self.canary} customers.csv",
            status=ImportStatus.CHECKED,
            total=2,
            done=2,
            new=1,
            faulty=1,
            errors=faults.first,
            fault_count=faults.count,
            fault_log=faults.packed(),
        )

    @cached_property
    def candidate(self) -> Candidate:
        """What came of it."""
        return make.CandidateFactory(
            partner=self.provider,
            name=f"{self.canary} candidate",
            domain=f"candidate.{self.canary}.example",
            imported_in=self.upload,
        )

    @cached_property
    def happened(self) -> AuditEvent:
        """The customer did something that is about the provider, too; it happened when it was first asked for."""
        reason = f"{self.canary} event"
        return audit.record(
            "agreement.attested",
            by=self.actor("customer"),
            target=self.relationship,
            counterparty=self.provider,
            reason=reason,
        )

    @cached_property
    def mca(self) -> Agreement:
        """The customer agreement; published when it is first asked for."""
        return Agreement.objects.current(AgreementKind.MCA) or make.AgreementFactory(kind=AgreementKind.MCA)

    @property
    def admin(self) -> User:
        """The provider's global admin."""
        return self.people["provider"][Role.GLOBAL_ADMIN]

    @property
    def reseller_admin(self) -> User:
        return self.people["reseller"][Role.GLOBAL_ADMIN]


def _tenant(canary: str, kind: str, trait: str) -> Tenant:
    tenant = make.TenantFactory(
        **{trait: True},
        slug=f"{canary}-{kind}",
        name=f"{canary} {kind}",
        domain=f"{kind}.{canary}.example",
        company_group="",
    )
    if trait != "customer":
        profile = tenant.profile
        profile.primary_contact = f"office@{kind}.{canary}.example"
        profile.save()
        tenant.locations.update(name=f"{canary} {kind} location")
    return Tenant.objects.select_related("country__region").get(pk=tenant.pk)


def _people(canary: str, kind: str, tenant: Tenant) -> dict[str, User]:
    people = {}
    for role in Role:
        name = role.value.replace("_", ".")
        people[role.value] = make.UserFactory(
            email=f"{name}@{tenant.domain}", full_name=f"{canary} {kind} {role.value}"
        )
        make.MembershipFactory(tenant=tenant, user=people[role.value], roles=[role.value])
    return people


def _agreement() -> Agreement:
    return Agreement.objects.current(AgreementKind.MPA) or make.AgreementFactory()


def _details(canary: str, customer: Tenant) -> None:
    make.CustomerFactory(
        tenant=customer,
        address_line1=f"{canary} street 1",
        last_name=f"{canary} contact",
        email=f"office@{customer.domain}",
    )


def build_world(key: str) -> World:
    """Everything a world has."""
    return kept.once(key, _built)


def _built(key: str) -> World:
    """Rows are made directly, so that a broken action cannot hide a leak."""
    canary = f"{key}-canary"
    tenants = {
        "provider": _tenant(canary, "provider", "provider"),
        "reseller": _tenant(canary, "reseller", "reseller"),
        "direct": _tenant(canary, "direct", "direct_bill"),
        "customer": _tenant(canary, "customer", "customer"),
    }
    people = {kind: _people(canary, kind, tenant) for kind, tenant in tenants.items()}
    provider, reseller, customer = tenants["provider"], tenants["reseller"], tenants["customer"]
    admin, reseller_admin = people["provider"]["global_admin"], people["reseller"]["global_admin"]
    for kind in ("provider", "reseller"):
        signer = people[kind]["global_admin"]
        make.AgreementAcceptanceFactory(agreement=_agreement(), tenant=tenants[kind], accepted_by=signer)
    partnership = make.PartnershipFactory(provider=provider, reseller=reseller, established_by=reseller_admin)
    former = make.TenantFactory(
        reseller=True, slug=f"{canary}-former", name=f"{canary} former", domain=f"former.{canary}.example"
    )
    removed = make.PartnershipFactory(
        provider=provider,
        reseller=former,
        status=PartnershipStatus.REMOVED,
        removed_at=timezone.now(),
        removed_by=admin,
        removal_reason=RemovalReason.AGREED,
        removal_note=f"{canary} removal note",
    )
    relationship = make.ResellerRelationshipFactory(
        partner=provider, customer=customer, capacity=Capacity.PROVIDER, with_partner=reseller
    )
    make.ResellerRelationshipFactory(
        partner=reseller,
        customer=customer,
        capacity=Capacity.RESELLER,
        with_partner=provider,
        admin_access=AdminAccess.GRANTED,
    )
    _details(canary, customer)
    invitation = make.InvitationFactory(
        inviter=provider,
        invited_by=admin,
        recipient_email=f"invited@{canary}.example",
        recipient_name=f"{canary} recipient",
        subject=f"{canary} subject",
        text=f"{canary} text {{link}}",
    )
    mail = make.OutgoingMailFactory(
        kind="invitation",
        tenant=provider,
        about_type="invitations.invitation",
        about_id=invitation.pk,
        to_address=invitation.recipient_email,
        subject=invitation.subject,
        text=invitation.text,
        reply=f"250 {canary} reply",
    )
    world = World(
        key,
        canary,
        provider,
        reseller,
        tenants["direct"],
        customer,
        partnership,
        removed,
        relationship,
        invitation,
        mail,
        people,
    )
    audit.record(
        "partnership.established",
        by=world.actor("reseller"),
        target=partnership,
        counterparty=provider,
        reason=f"{canary} reason",
    )
    return world
