from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import inbox, mail_topics
from accounts.inbox import Way
from accounts.mail_topics import Topic, heard_by
from accounts.models import Tenant
from accounts.permissions import Permission
from accounts.stopping import way_out
from partnercenter.core.mail import MailKind, register
from relationships.emails import COURTESY, ROLES_REMOVED
from relationships.models import Partnership
from relationships.querysets import PartnershipQuerySet

PARTNERS = "partners"

# Who invited hears of the answer there (invitations.mail_kinds); of what began, the colleagues of who accepted.
_HEARD = (
    heard_by(("partnership.established",), Permission.PROVIDERS_VIEW)
    | heard_by(("partnership.removed",), Permission.RESELLERS_VIEW, Permission.PROVIDERS_VIEW)
    | heard_by(("reseller_relationship.established",), Permission.PARTNERS_VIEW)
    | heard_by(
        ("reseller_relationship.ended", "admin_access.granted", "admin_access.revoked"),
        Permission.CUSTOMERS_VIEW,
        Permission.PARTNERS_VIEW,
    )
)


def _with_resellers(tenant: Tenant) -> PartnershipQuerySet:
    return Partnership.objects.visible_to(tenant).with_resellers_of(tenant)


def _with_providers(tenant: Tenant) -> PartnershipQuerySet:
    return Partnership.objects.visible_to(tenant).with_providers_of(tenant)


def register_all() -> None:
    mail_topics.register(
        Topic(
            PARTNERS,
            _("Partnerships and relationships"),
            _("A partnership was removed, or a customer took admin roles away."),
            order=20,
            heard=_HEARD,
        )
    )
    inbox.lead_to(
        "relationships.partnership",
        Way(Permission.RESELLERS_VIEW, "relationships:reseller-detail", "public_id", _with_resellers),
        Way(Permission.PROVIDERS_VIEW, "relationships:provider-detail", "public_id", _with_providers),
    )
    for name in (COURTESY, ROLES_REMOVED):
        register(MailKind(name=name, topic=PARTNERS, way_out=way_out))
