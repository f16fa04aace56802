from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import mail_topics
from accounts.mail_topics import Topic
from accounts.stopping import way_out
from partnercenter.core.mail import MailKind, register
from relationships.emails import COURTESY, ROLES_REMOVED

PARTNERS = "partners"


def register_all() -> None:
    mail_topics.register(
        Topic(
            PARTNERS,
            _("Partnerships and relationships"),
            _("A partnership was removed, or a customer took admin roles away."),
            order=20,
        )
    )
    for name in (COURTESY, ROLES_REMOVED):
        register(MailKind(name=name, topic=PARTNERS, way_out=way_out))
