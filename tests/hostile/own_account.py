"""Forms of a person's own account and of the second step: name, who, what is typed, what a program fills in."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils import timezone

from accounts import stopping
from accounts.models import Membership, User
from tests import factories as make
from tests.accounts.factors import with_app
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.isolation.cast import Visitor

PAGES: list[tuple[str, str, str, str]] = [
    ("openid_connect_login", "nobody", "", "next"),
    ("mfa_login_webauthn", "nobody", "", "credential next"),
    ("mfa_authenticate", "halfway", "code", ""),
    ("mfa_activate_totp", "provider", "code", "sealed next"),
    ("mfa_deactivate_totp", "careful", "", ""),
    ("mfa_add_webauthn", "provider", "name", "credential next"),
    ("mfa_edit_webauthn", "careful", "name", ""),
    ("mfa_remove_webauthn", "careful", "", ""),
    ("mfa_generate_recovery_codes", "careful", "", ""),
    ("accounts:account", "provider", "full_name", "language"),
    ("accounts:mails", "provider", "", "invites partners orders team"),
    ("accounts:notifications-read", "provider", "", "through"),
    ("accounts:notification-read", "provider", "", "query"),
    ("accounts:mail-stop", "mail program", "", "List-Unsubscribe"),
    ("account_logout", "provider", "", "next"),
    ("accounts:session-end", "provider", "", ""),
    ("accounts:other-sessions-end", "provider", "", ""),
    ("admin:raise-rights", "operator", "reason", "next"),
    ("admin:lower-rights", "operator", "", ""),
]
# Stored in another form than it was typed.
TRANSLATED = {
    "until_sales_agent",
    "until_global_admin",
    "user_name",
    "phone",
    "agreed_on",
    "quantity",
    "address",
}
ERASING: dict[str, tuple[dict[str, Any], str]] = {
    "accounts.user:erase": ({"address": "somebody@people.example"}, "address")
}


def rows() -> dict[str, Any]:
    return {
        "accounts.user:open": make.UserFactory(is_active=False),
        "accounts.user:second-step": make.UserFactory(second_step_since=timezone.now()),
        "accounts.user:company-account": SocialAccount.objects.create(
            user=make.UserFactory(), provider="company", uid="00u1a2b3c4"
        ).user,
        "accounts.user:erase": make.UserFactory(email="somebody@people.example"),
    }


def stop_token(user: User) -> str:
    """What the link in a mail to this person says."""
    return stopping.token_of(Membership.objects.get(user=user).public_id, "orders")


def halfway() -> Visitor:
    """Somebody between the password and the second step."""
    person, client = make.UserFactory(), PortalClient()
    with_app(person)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    visitor = Visitor("halfway", None)
    visitor.keep(client)
    return visitor
