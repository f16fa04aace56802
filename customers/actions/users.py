"""Users of a customer, by its own admins or by a partner with admin access (S002-1, S001-39)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import (
    add_member,
    block_member,
    create_user,
    issue_temporary_password,
    place_in_directory,
    unblock_member,
)
from accounts.models import Membership, TemporaryPassword, Tenant
from accounts.permissions import Role
from accounts.policies import require_not_suspended
from customers import policies
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.addresses import MAX_ADDRESS
from partnercenter.core.errors import DomainError

_USER_NAME = re.compile(r"(?=.{1,64}$)[a-z0-9]+([._-][a-z0-9]+)*")


@dataclass(frozen=True)
class NewUser:
    """`user_name` is the part of the address before the customer's domain."""

    user_name: str
    full_name: str
    language: str = "en"
    roles: Iterable[str] = (Role.DEFAULT_USER,)


@transaction.atomic
def add_customer_user(*, customer: Tenant, user: NewUser, by: Actor) -> TemporaryPassword:
    """Reference 3.3: an account in the customer's directory, with a temporary password that `by` sees once.

    Raises DomainError: wrong_role, no_admin_access, no_agreement, suspended, roles, user_name, user_name_taken.
    """
    require_not_suspended(customer)
    policies.require_manages_users(customer, by)
    roles = sorted(set(user.roles))
    policies.require_roles(roles, by)
    email = _address(user.user_name, customer)
    with tenancy.system(reason="a new account in a customer's directory"):
        try:
            person = create_user(email=email, full_name=user.full_name, language=user.language, by=by)
        except DomainError as error:  # whose it is stays unsaid (situation C-070)
            message = _("This user name cannot be used. Choose another one.")
            raise DomainError("user_name_taken", message, "user_name") from error
        place_in_directory(user=person, directory=customer, by=by)
        add_member(tenant=customer, user=person, roles=roles, by=by)
        return issue_temporary_password(user=person, issuer=by.tenant, by=by)


def _address(user_name: str, customer: Tenant) -> str:
    email = f"{user_name}@{customer.domain}".lower()
    if not _USER_NAME.fullmatch(user_name.lower()) or len(email) > MAX_ADDRESS:
        message = _(
            "Use letters, digits and, between them, dots, hyphens and underscores; at most 64 of them."
        )
        raise DomainError("user_name", message, "user_name")
    return email


@transaction.atomic
def block_customer_user(*, membership: Membership, by: Actor) -> None:
    """No access from the next request on; licences stay. Two global admins who block each other: one of them stays.

    Raises DomainError: wrong_role, no_admin_access, no_agreement, oneself, global_admin, last_admin; unchanged where
    somebody was first.
    """
    policies.require_manages_users(membership.tenant, by)
    with tenancy.system(reason="users of a customer"):
        row = _held(membership)
        policies.require_may_change(row, by)
        block_member(membership=row, by=by)


@transaction.atomic
def unblock_customer_user(*, membership: Membership, by: Actor) -> None:
    """Raises DomainError: wrong_role, no_admin_access, no_agreement, oneself, global_admin; unchanged."""
    policies.require_manages_users(membership.tenant, by)
    with tenancy.system(reason="users of a customer"):
        row = _held(membership)
        policies.require_may_change(row, by)
        unblock_member(membership=row, by=by)


@transaction.atomic
def reset_customer_password(*, membership: Membership, by: Actor) -> TemporaryPassword:
    """The old password works until the new one is looked at. Only for accounts of the customer's directory.

    Raises DomainError: wrong_role, no_admin_access, no_agreement, and those of policies.require_may_reset.
    """
    policies.require_manages_users(membership.tenant, by)
    with tenancy.system(reason="users of a customer"):
        row = _held(membership)
        policies.require_may_reset(row, by)
        return issue_temporary_password(user=row.user, issuer=by.tenant, by=by)


def _held(membership: Membership) -> Membership:
    """As it is now, until the commit."""
    row = Membership.objects.for_change(membership)
    if row is None:
        raise DomainError("gone", _("This user has left the organisation."))
    return row
