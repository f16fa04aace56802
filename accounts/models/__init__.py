from accounts.models.agreement import Agreement, AgreementAcceptance
from accounts.models.membership import Membership
from accounts.models.partner import Enrolment, Location, PartnerProfile
from accounts.models.region import Country, Region
from accounts.models.temporary_password import TemporaryPassword
from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.models.visit import Visit

__all__ = [
    "Agreement",
    "AgreementAcceptance",
    "Country",
    "Enrolment",
    "Location",
    "Membership",
    "PartnerProfile",
    "Region",
    "TemporaryPassword",
    "Tenant",
    "User",
    "Visit",
]
