from accounts.models.agreement import Agreement, AgreementAcceptance
from accounts.models.enrolment import Enrolment, IncentiveInvitation
from accounts.models.inbox import LogPosition, Notification, ReadMark
from accounts.models.mailbox import MailboxCode
from accounts.models.mailing import HeldMail, MailChoice
from accounts.models.membership import Membership, TimedRole
from accounts.models.partner import LegalProfile, Location, PartnerProfile
from accounts.models.region import Country, Region
from accounts.models.sign_in import SignIn
from accounts.models.temporary_password import TemporaryPassword
from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.models.visit import Visit

__all__ = [
    "Agreement",
    "AgreementAcceptance",
    "Country",
    "Enrolment",
    "HeldMail",
    "IncentiveInvitation",
    "LegalProfile",
    "Location",
    "LogPosition",
    "MailChoice",
    "MailboxCode",
    "Membership",
    "Notification",
    "PartnerProfile",
    "ReadMark",
    "Region",
    "SignIn",
    "TemporaryPassword",
    "Tenant",
    "TimedRole",
    "User",
    "Visit",
]
