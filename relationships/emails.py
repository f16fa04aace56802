"""Mails of relationships: context and recipient."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Membership, User
from accounts.permissions import Role
from partnercenter.core import tenancy
from relationships.models import Partnership, ResellerRelationship

COURTESY = "partnership_removed"
ROLES_REMOVED = "admin_roles_removed"
SUBJECT_NAME = 36  # characters of a name that a subject bears


def _courtesy_words(partnership: Partnership, person: User) -> tuple[str, str]:
    """Subject and plain text, in the active language. (What a template renders counts as safe HTML; this is not.)"""
    subject = _("%(name)s has ended your partnership") % {"name": partnership.provider}
    context = {"partnership": partnership, "person": person}
    return subject, render_to_string("emails/partnership_removed.txt", context).strip()


def courtesy_preview(partnership: Partnership) -> tuple[str, str]:
    """What the reseller's global admins would read, in the reader's language."""
    return _courtesy_words(partnership, User(full_name=_("[name of the global admin]")))


def queue_courtesy_message(partnership: Partnership) -> None:
    """D9: a courtesy, to each global admin of the reseller in their own language; not the legal notice (S000-38)."""
    with tenancy.system(reason="addresses for a courtesy message"):
        admins = list(Membership.objects.visible_to(partnership.reseller).with_role(Role.GLOBAL_ADMIN))
        for admin in admins:
            with translation.override(admin.user.language):
                subject, text = _courtesy_words(partnership, admin.user)
                tell(
                    person=admin.user,
                    tenant=partnership.reseller,
                    as_of=partnership.provider,
                    kind=COURTESY,
                    key=f"{COURTESY}:{partnership.public_id}:{admin.user_id}",
                    subject=subject,
                    text=text,
                    about=partnership,
                    from_name=partnership.provider.name,
                    reply_to=partnership.removed_by.email if partnership.removed_by else "",
                )


def tell_roles_removed(relationship: ResellerRelationship, *, since: str, remover: User) -> None:
    """S002-15 to S002-17: for the partner's global admins, each in their own language. `since`: when it got the roles."""
    partner, customer = relationship.partner, relationship.customer
    name = Truncator(customer.name).chars(SUBJECT_NAME)
    with tenancy.system(reason="addresses for a message about admin roles"):
        admins = list(Membership.objects.visible_to(partner).with_role(Role.GLOBAL_ADMIN))
        for admin in admins:
            with translation.override(admin.user.language):
                context = {"partner": partner, "customer": customer, "remover": remover, "person": admin.user}
                tell(
                    person=admin.user,
                    tenant=partner,
                    as_of=customer,
                    kind=ROLES_REMOVED,
                    key=f"{ROLES_REMOVED}:{relationship.public_id}:{since}:{admin.user_id}",
                    subject=_("%(name)s has removed your admin roles") % {"name": name},
                    text=render_to_string("emails/admin_roles_removed.txt", context).strip(),
                    about=relationship,
                    from_name=customer.name,
                    reply_to=remover.email,
                )
