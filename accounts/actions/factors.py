"""Two-step verification: what a person sets up, takes away and uses. Every change is told by mail, to the account's address.

The rows are allauth's. `User.second_step_since` repeats whether there are any, so that no page has to ask.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import emails, policies
from accounts.actions.sessions import close_sessions
from accounts.mfa import step_of
from accounts.models import User
from accounts.notices import Notice
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, AnyActor, OperatorActor, SystemActor
from partnercenter.core.errors import DomainError

COMPANY = "company"  # the one identity provider (accounts.company_account)
CODES = Authenticator.Type.RECOVERY_CODES


@transaction.atomic
def add_app(*, user: User, secret: str, step: int, by: Actor) -> tuple[Authenticator, list[str]]:
    """An authenticator app; `step` is that of the code it was proved with, which does not count again.

    Returns it, and the recovery codes where these are the first. Raises DomainError("app_exists").
    """
    _lock(user)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise DomainError("app_exists", _("There is an authenticator app already. Remove it first."))
    app = TOTP.activate(user, secret).instance
    app.data["last_step"] = step
    app.save()
    return app, _added(user, Notice.APP_ADDED, by)


@transaction.atomic
def add_passkey(
    *, user: User, name: str, credential: dict[str, Any], by: Actor
) -> tuple[Authenticator, list[str]]:
    """A passkey or a security key. Returns it, and the recovery codes where these are the first."""
    _lock(user)
    return WebAuthn.add(user, name, credential).instance, _added(user, Notice.PASSKEY_ADDED, by)


@transaction.atomic
def rename_passkey(*, passkey: Authenticator, name: str, by: Actor) -> None:
    old, passkey.data["name"] = passkey.data["name"], name
    passkey.save()
    audit.record("user.passkey_renamed", by=by, target=by.user, changes={"name": [old, name]})


@transaction.atomic
def remove_factor(*, factor: Authenticator, by: Actor) -> None:
    """An app or a passkey; with the last one two-step verification ends, recovery codes included.

    Raises DomainError("second_step_needed").
    """
    user = _lock(by.user)
    is_app = factor.type == Authenticator.Type.TOTP
    others = Authenticator.objects.filter(user=user).exclude(pk=factor.pk).exclude(type=CODES)
    is_last = not others.exists()
    if is_last:
        policies.require_second_step_optional(user)
    Authenticator.objects.filter(pk=factor.pk).delete()
    if is_last:
        _end(user)
    _tell(user, Notice.APP_REMOVED if is_app else Notice.PASSKEY_REMOVED, by)


@transaction.atomic
def make_recovery_codes(*, user: User, by: Actor) -> list[str]:
    """New ones; the old ones no longer work. Seen now and never again."""
    _lock(user)
    Authenticator.objects.filter(user=user, type=CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    _tell(user, Notice.CODES_MADE, by)
    return codes


@transaction.atomic
def link_company_account(*, email: str, subject: str) -> User | None:
    """The account of whoever the company's identity provider knows by this address, which it has verified.

    None where there is none, it is closed, or another subject signs in to it already.
    """
    user = (
        User.objects.select_for_update(of=("self",), no_key=True).filter(email=email, is_active=True).first()
    )
    if user is None or SocialAccount.objects.filter(user=user).exists():
        return None
    SocialAccount.objects.create(user=user, provider=COMPANY, uid=subject)
    _tell(user, Notice.COMPANY_LINKED, Actor(user, None))
    return user


@transaction.atomic
def unlink_company_account(*, user: User, by: OperatorActor) -> None:
    """The next sign-in with a company account is a first one again. Raises DomainError("unchanged")."""
    if not SocialAccount.objects.filter(user=_lock(user)).delete()[0]:
        raise DomainError("unchanged", _("Somebody did this already."))
    audit.record("user.company_account_unlinked", by=by, target=user)


@transaction.atomic
def reset_second_step(*, user: User, by: OperatorActor) -> None:
    """For somebody who has lost everything: an operator who knows who is asking takes it all away, sessions as well."""
    _lock(user)
    _end(user)
    close_sessions(user)
    _tell(user, Notice.SECOND_STEP_RESET, by)


@transaction.atomic
def prove_by_code(*, user: User, code: str) -> Authenticator | None:
    """Whose code this is: the app's, each of which counts once, or a recovery code, which is used up by it."""
    rows = Authenticator.objects.select_for_update().filter(user=user)
    for row in rows.filter(type=Authenticator.Type.TOTP):
        step = step_of(decrypt(row.data["secret"]), code)
        if step > row.data.get("last_step", 0):
            row.data["last_step"] = step
            row.save()
            return row
    for row in rows.filter(type=CODES):
        if row.wrap().validate_code(code):
            _tell(user, Notice.CODE_USED, Actor(user, None))
            return row
    return None


@transaction.atomic
def tell_of_attempts(*, email: str, by: AnyActor) -> None:
    """Many wrong passwords in a day, wherever they came from; nobody is locked out by it. `email`: as it was tried."""
    for user in User.objects.filter(email=email, is_active=True):
        _tell(user, Notice.ATTEMPTS, by)


@transaction.atomic
def tell_of_wrong_codes(*, user_id: int) -> None:
    """Somebody has the password and enters codes until none is looked at any more."""
    with tenancy.system(reason="codes tried before anybody is signed in"):
        user = User.objects.filter(pk=user_id).first()
        if user is not None:
            _tell(user, Notice.WRONG_CODES, SystemActor("sign-in"))


def _lock(user: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _added(user: User, notice: Notice, by: Actor) -> list[str]:
    codes = []
    if User.objects.filter(pk=user.pk, second_step_since=None).update(second_step_since=Now()):
        codes = RecoveryCodes.activate(user).generate_codes()
    _tell(user, notice, by)
    return codes


def _end(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(second_step_since=None)


def _tell(user: User, notice: Notice, by: AnyActor) -> None:
    audit.record(f"user.{notice.value}", by=by, target=user)
    emails.tell_of_security(user, notice)
