"""People and where they belong."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import emails
from accounts.followers import before_member_removal
from accounts.models import (
    Membership,
    Tenant,
    User,
)
from partnercenter.core import audit
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
def set_password(*, user: User, password: str, by: AnyActor, was_forgotten: bool = False) -> None:
    """Ends every other session of the person, and tells them by mail."""
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password, temporary_until=None)
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
def set_active(*, user: User, active: bool, by: OperatorActor) -> None:
    """Closed accounts have no session from the next request on; what the person did stays."""
    if User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active) != 1:
        raise DomainError("unchanged", _("Somebody did this already."))
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
def add_member(*, tenant: Tenant, user: User, roles: Iterable[str], by: AnyActor) -> Membership:
    """Raises DomainError("already_member")."""
    membership = Membership(tenant=tenant, user=user, roles=sorted(roles))
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        message = _("%(person)s belongs to this organisation already. Change the roles instead.")
        raise DomainError("already_member", message % {"person": user}, "user") from error
    audit.record(
        "member.added", by=by, target=membership, tenant=tenant, changes={"roles": [[], membership.roles]}
    )
    return membership


@transaction.atomic
def place_in_directory(*, user: User, directory: Tenant, by: AnyActor) -> None:
    """The account belongs to this organisation, which may reset its password (reference 3.3). In system scope."""
    User.objects.filter(pk=user.pk).update(directory=directory)
    user.directory = directory
    audit.record("user.placed_in_directory", by=by, target=user, tenant=directory)


@transaction.atomic
def block_member(*, membership: Membership, by: AnyActor) -> None:
    """No access to this organisation from the next request on; roles and licences stay. Raises DomainError("unchanged")."""
    _set_blocked(membership, blocked=True, by=by)


@transaction.atomic
def unblock_member(*, membership: Membership, by: AnyActor) -> None:
    """Raises DomainError("unchanged")."""
    _set_blocked(membership, blocked=False, by=by)


def _set_blocked(membership: Membership, *, blocked: bool, by: AnyActor) -> None:
    rows = Membership.objects.filter(pk=membership.pk, blocked_at__isnull=blocked)
    if rows.update(blocked_at=Now() if blocked else None) != 1:
        raise DomainError("unchanged", _("Somebody did this already."))
    action = "member.blocked" if blocked else "member.unblocked"
    partner = by.tenant if by.tenant and by.tenant != membership.tenant else None
    audit.record(action, by=by, target=membership, tenant=membership.tenant, counterparty=partner)


@transaction.atomic
def change_roles(*, membership: Membership, roles: Iterable[str], by: AnyActor) -> None:
    """Effective from the person's next request on."""
    old, new = membership.roles, sorted(roles)
    membership.roles = new
    if not Membership.objects.filter(pk=membership.pk).exclude(roles=new).update(roles=new):
        return
    audit.record(
        "member.roles_changed",
        by=by,
        target=membership,
        tenant=membership.tenant,
        changes={"roles": [old, new]},
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: AnyActor) -> None:
    """The person leaves the organisation and what hangs on it, e.g. licences, is released; the account stays.

    Raises DomainError("unchanged") where it was done.
    """
    held = Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk)
    for follow in before_member_removal if held.first() else ():  # nobody assigns anything meanwhile
        follow(membership=membership, by=by)
    if not Membership.objects.filter(pk=membership.pk).delete()[0]:
        raise DomainError("unchanged", _("Somebody did this already."))
    changes = {"roles": [membership.roles, []], "person": [membership.user.email, ""]}
    audit.record("member.removed", by=by, target=membership, tenant=membership.tenant, changes=changes)
