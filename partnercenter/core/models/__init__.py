from partnercenter.core.models.audit import ERASED, AuditEvent
from partnercenter.core.models.heartbeat import Heartbeat
from partnercenter.core.models.mail import MailCircuit, OutgoingMail
from partnercenter.core.models.raised import RaisedRights
from partnercenter.core.models.rate import RateWindow
from partnercenter.core.models.seal import AuditCheckpoint, AuditSeal
from partnercenter.core.models.session import Session

__all__ = [
    "ERASED",
    "AuditCheckpoint",
    "AuditEvent",
    "AuditSeal",
    "Heartbeat",
    "MailCircuit",
    "OutgoingMail",
    "RaisedRights",
    "RateWindow",
    "Session",
]
