"""Temporary passwords: the right to see one is kept, the password itself nowhere (S000-51, S000-52)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import TemporaryPassword, Tenant, User
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError, StaleState

# Without signs that are taken for one another when read aloud or copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"


@transaction.atomic
def issue_temporary_password(
    *, user: User, issuer: Tenant, by: AnyActor, mailed_to: str = ""
) -> TemporaryPassword:
    """Let `issuer` see a temporary password of this person, once; or, with `mailed_to`, note where a link was sent.

    Older rights of this kind end: of several only the newest opens.
    """
    TemporaryPassword.objects.filter(user=user, issuer=issuer, expires_at__gt=Now()).update(expires_at=Now())
    issued = TemporaryPassword.objects.create(
        issuer=issuer,
        user=user,
        user_name=user.email,
        issued_by=by.user,
        mailed_to=mailed_to,
        expires_at=Now() + timedelta(hours=settings.TEMPORARY_PASSWORD_HOURS),
    )
    issued.refresh_from_db(fields=["expires_at"])
    audit.record("temporary_password.issued", by=by, target=issued, tenant=issuer)
    return issued


@transaction.atomic
def reveal_temporary_password(*, issued: TemporaryPassword, by: Actor) -> str:
    """S000-52: make the password, set it, and return it: the only time that anybody sees it.

    It opens the account for `TEMPORARY_PASSWORD_HOURS` hours and must be changed at the first sign-in.
    Raises StaleState where it was shown before, DomainError: not_yours, mailed, expired, own_account, used_elsewhere,
    closed_account.
    """
    policies.require_may_reveal(issued, by)
    if issued.mailed_to:
        raise DomainError("mailed", _("A link to choose a password was mailed. There is none to show."))
    rows = TemporaryPassword.objects.filter(Q(expires_at__gt=Now()), pk=issued.pk, revealed_at=None)
    if rows.update(revealed_at=Now(), revealed_by=by.user) != 1:
        raise _not_again(issued)
    password = _new_password()
    with tenancy.system(reason="the password of a customer's user"):
        user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=issued.user_id)
        policies.require_resettable(user)
        user.set_password(password)
        until = Now() + timedelta(hours=settings.TEMPORARY_PASSWORD_HOURS)
        User.objects.filter(pk=user.pk).update(password=user.password, temporary_until=until)
    audit.record("temporary_password.revealed", by=by, target=issued, tenant=by.tenant)
    return password


@transaction.atomic
def end_temporary_passwords(*, issuer: Tenant, directory: Tenant, by: AnyActor) -> None:
    """S002-15: who may not manage a customer's users any more sees none of their passwords, and those it has seen and
    nobody has changed yet open nothing."""
    with tenancy.system(reason="passwords that a former administrator knows"):
        rows = TemporaryPassword.objects.filter(issuer=issuer, user__directory=directory)
        for issued in rows.filter(expires_at__gt=Now(), revealed_at=None):
            # Long ago, so that whoever looks at this very moment comes too late as well.
            TemporaryPassword.objects.filter(pk=issued.pk).update(expires_at=F("created_at"))
            audit.record("temporary_password.ended", by=by, target=issued, tenant=issuer)
        known = rows.filter(revealed_at__isnull=False).values("user")
        User.objects.filter(pk__in=known, temporary_until__gt=Now()).update(temporary_until=Now())


def _not_again(issued: TemporaryPassword) -> DomainError:
    if TemporaryPassword.objects.filter(pk=issued.pk, revealed_at__isnull=False).exists():
        message = _("This password was shown once already. Nobody can see it again; reset it for a new one.")
        return StaleState("revealed", message)
    return DomainError(
        "expired", _("This temporary password was not fetched in time. Reset it for a new one.")
    )


def _new_password() -> str:
    """16 characters, some of each kind: about 90 bits."""
    parts = [_CAPITALS, _LETTERS, _DIGITS]
    signs = [secrets.choice(part) for part in parts]
    signs += [secrets.choice("".join(parts)) for _index in range(13)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)
