"""One factory per model; a guard holds the list complete. Each makes a valid row with nothing given."""

from tests.factories.accounts import (
    AgreementAcceptanceFactory,
    AgreementFactory,
    CountryFactory,
    EnrolmentFactory,
    LocationFactory,
    MembershipFactory,
    PartnerProfileFactory,
    RegionFactory,
    TenantFactory,
    UserFactory,
)
from tests.factories.core import (
    AuditEventFactory,
    HeartbeatFactory,
    MailCircuitFactory,
    OutgoingMailFactory,
    RateWindowFactory,
)
from tests.factories.customers import CandidateFactory, CustomerFactory, CustomerImportFactory
from tests.factories.invitations import InvitationFactory, InvitationLinkFactory, OptOutFactory
from tests.factories.relationships import PartnershipFactory, ResellerRelationshipFactory

__all__ = [
    "AgreementAcceptanceFactory",
    "AgreementFactory",
    "AuditEventFactory",
    "CandidateFactory",
    "CountryFactory",
    "CustomerFactory",
    "CustomerImportFactory",
    "EnrolmentFactory",
    "HeartbeatFactory",
    "InvitationFactory",
    "InvitationLinkFactory",
    "LocationFactory",
    "MailCircuitFactory",
    "MembershipFactory",
    "OptOutFactory",
    "OutgoingMailFactory",
    "PartnerProfileFactory",
    "PartnershipFactory",
    "RateWindowFactory",
    "RegionFactory",
    "ResellerRelationshipFactory",
    "TenantFactory",
    "UserFactory",
]
