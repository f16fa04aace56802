from partnercenter.core.models.audit import AuditEvent
from partnercenter.core.models.heartbeat import Heartbeat
from partnercenter.core.models.mail import MailCircuit, OutgoingMail
from partnercenter.core.models.rate import RateWindow
from partnercenter.core.models.session import Session

__all__ = ["AuditEvent", "Heartbeat", "MailCircuit", "OutgoingMail", "RateWindow", "Session"]
