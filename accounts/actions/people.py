"""People and their accounts; to which organisations they belong is in `members`."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import emails
from accounts.actions.members import _require_no_last_admin
from accounts.actions.sessions import close_sessions
from accounts.models import Tenant, User
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import AnyActor, OperatorActor
from partnercenter.core.errors import DomainError


@transaction.atomic
def create_user(
    *,
    email: str,
    full_name: str,
    by: AnyActor,
    password: str | None = None,
    encoded_password: str = "",
    language: str = "en",
    is_staff: bool = False,
) -> User:
    """A person, with the address in small letters, as sign-in looks for it. `encoded_password`: made elsewhere by a
    known hasher; without any, the person resets it first.

    Raises DomainError("email_taken").
    """
    encoded = encoded_password or make_password(password)
    user = User(
        email=email.strip().lower(),
        full_name=full_name,
        language=language,
        is_staff=is_staff,
        password=encoded,
    )
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise DomainError("email_taken", _("This address has an account already."), "email") from error
    audit.record("user.created", by=by, target=user)
    return user


@transaction.atomic
def set_password(
    *, user: User, password: str, by: AnyActor, was_forgotten: bool = False, stays: str = ""
) -> None:
    """Ends every session of the person but the one whose public id is `stays`, and tells them by mail."""
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password, temporary_until=None)
    close_sessions(user, but=stays)
    audit.record("user.password_reset" if was_forgotten else "user.password_changed", by=by, target=user)
    emails.tell_password_changed(user)


@transaction.atomic
def set_language(*, user: User, language: str, by: AnyActor) -> None:
    """Mails follow it."""
    old = user.language
    if not User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        return
    audit.record("user.language_changed", by=by, target=user, changes={"language": [old, language]})


@transaction.atomic
def set_profile(*, user: User, full_name: str, language: str, by: AnyActor) -> None:
    """One's own name and language, as everybody sees them from now on."""
    old = {"full_name": user.full_name, "language": user.language}
    new = {"full_name": full_name, "language": language}
    User.objects.filter(pk=user.pk).update(**new)
    changes = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    if changes:
        with tenancy.system(reason="the event of a person's own account belongs to no organisation"):
            audit.record("user.profile_changed", by=by, target=user, changes=changes)


@transaction.atomic
def set_active(*, user: User, active: bool, by: OperatorActor) -> None:
    """Closing ends all sessions, and opening again brings none back; what the person did stays.

    Raises DomainError: unchanged, last_admin where an organisation would be left without a global admin.
    """
    if not active:
        _require_no_last_admin(user)
    if User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active) != 1:
        raise DomainError("unchanged", _("Somebody did this already."))
    if not active:
        close_sessions(user)
    audit.record("user.opened" if active else "user.closed", by=by, target=user)


@transaction.atomic
def set_operator_groups(*, user: User, groups: Iterable[Group], by: OperatorActor) -> None:
    """What an operator may do hangs on groups; without any the person is no operator."""
    wanted = list(groups)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    old = sorted(user.groups.values_list("name", flat=True))
    new = sorted(group.name for group in wanted)
    if old == new:
        return
    user.groups.set(wanted)
    User.objects.filter(pk=user.pk).update(is_staff=bool(wanted))
    audit.record("user.operator_groups_changed", by=by, target=user, changes={"groups": [old, new]})


@transaction.atomic
def place_in_directory(*, user: User, directory: Tenant, by: AnyActor) -> None:
    """The account belongs to this organisation, which may reset its password (reference 3.3). In system scope."""
    User.objects.filter(pk=user.pk).update(directory=directory)
    user.directory = directory
    audit.record("user.placed_in_directory", by=by, target=user, tenant=directory)
