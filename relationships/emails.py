"""Mails of relationships: context and recipient."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import Role
from partnercenter.core import mail, tenancy
from relationships.models import Partnership

COURTESY = "partnership_removed"


def queue_courtesy_message(partnership: Partnership) -> None:
    """D9: a courtesy, to each global admin of the reseller in their own language; not the legal notice (S000-38)."""
    with tenancy.system(reason="addresses for a courtesy message"):
        admins = list(Membership.objects.visible_to(partnership.reseller).with_role(Role.GLOBAL_ADMIN))
        for admin in admins:
            with translation.override(admin.user.language):
                mail.enqueue(
                    kind=COURTESY,
                    key=f"{COURTESY}:{partnership.public_id}:{admin.user_id}",
                    to=admin.user.email,
                    to_name=admin.user.full_name,
                    language=admin.user.language,
                    subject=_("%(name)s has ended your partnership") % {"name": partnership.provider},
                    text=render_to_string(
                        "emails/partnership_removed.txt", {"partnership": partnership, "person": admin.user}
                    ),
                    tenant=partnership.provider,
                    about=partnership,
                    from_name=partnership.provider.name,
                )
