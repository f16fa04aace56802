"""Mails of accounts: context and recipient."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership, Tenant, User
from accounts.notices import Notice
from accounts.permissions import Role
from partnercenter.core import mail

PASSWORD_RESET = "password_reset"  # noqa: S105  a kind of mail
PASSWORD_CHANGED = "password_changed"  # noqa: S105  likewise

SUSPENDED = "tenant_suspended"
SUSPENSION_LIFTED = "tenant_suspension_lifted"
MOST_TOLD = 20  # global admins of one organisation
SECURITY_NOTICE = "security_notice"


def queue_password_reset(user: User) -> None:
    with translation.override(user.language):
        _queue(PASSWORD_RESET, user, _("Choose a new password"))


def tell_password_changed(user: User) -> None:
    """Whoever changed it: the person learns of it at the address the account has."""
    with translation.override(user.language):
        _queue(PASSWORD_CHANGED, user, _("Your password was changed"))


def tell_suspended(tenant: Tenant, reason: str) -> None:
    for user in _global_admins(tenant):
        with translation.override(user.language):
            subject = _("%(name)s is suspended") % {"name": tenant}
            support = settings.SUPPORT_EMAIL
            _queue(SUSPENDED, user, subject, tenant=tenant, reason=reason, support_email=support)


def tell_suspension_lifted(tenant: Tenant) -> None:
    for user in _global_admins(tenant):
        with translation.override(user.language):
            subject = _("%(name)s is not suspended any more") % {"name": tenant}
            _queue(SUSPENSION_LIFTED, user, subject, tenant=tenant)


def _global_admins(tenant: Tenant) -> list[User]:
    members = Membership.objects.visible_to(tenant).with_role(Role.GLOBAL_ADMIN).order_by("pk")
    return [member.user for member in members[:MOST_TOLD]]


def tell_of_security(user: User, notice: Notice) -> None:
    """Something changed, or was tried, that decides who may sign in as this person."""
    with translation.override(user.language):
        _queue(SECURITY_NOTICE, user, _("The security of your account"), what=notice.label)


def _queue(kind: str, user: User, subject: str, **words: Any) -> None:
    mail.enqueue(
        kind=kind,
        key=f"{kind}:{uuid.uuid4().hex}",
        to=user.email,
        to_name=user.full_name,
        language=user.language,
        subject=subject,
        text=render_to_string(f"emails/{kind}.txt", {"person": user, **words}),
        tenant=None,
        about=user,
    )
