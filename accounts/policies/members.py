"""Who belongs to an organisation, in which roles, and who decides that (rulebook 2.1, 2.2). Each returns, or raises
DomainError with a sentence for the person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Tenant
from accounts.permissions import Permission, Role
from accounts.states import TenantKind
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError

CUSTOMER_ROLES = (Role.DEFAULT_USER, Role.BILLING_ADMIN, Role.USER_ADMIN, Role.GLOBAL_ADMIN)
LONGEST = timedelta(days=3653)  # ten years: an end further away is a slip of the keys


def roles_offered(tenant: Tenant) -> list[Role]:
    """Rulebook 2.1: a customer has no agents; Sales agent is offered to partners of tier 1 and tier 2 only, which are
    those that hold a programme role: direct-bill in one tier, provider and reseller in two (S000-2)."""
    if tenant.kind == TenantKind.CUSTOMER:
        return [role for role in Role if role in CUSTOMER_ROLES]
    return [role for role in Role if role != Role.SALES_AGENT or tenant.programmes]


def roles_to_give(by: Actor) -> list[Role]:
    """Rulebook 2.2: a global admin gives every role there is here, a user admin all but that of a global admin."""
    if not by.may(Permission.MEMBERS_MANAGE):
        return []
    offered = roles_offered(by.tenant)
    return (
        offered if Role.GLOBAL_ADMIN in by.roles else [role for role in offered if role != Role.GLOBAL_ADMIN]
    )


def require_manages_members(by: AnyActor) -> None:
    """Rulebook 2.2: global admins and user admins manage the people of their organisation; operators those of all."""
    if isinstance(by, Actor) and not by.may(Permission.MEMBERS_MANAGE):
        raise DomainError("wrong_role", _("None of your roles lets you manage users."))


def require_may_change(
    membership: Membership, by: AnyActor, *, admins: Collection[str] = frozenset({Role.GLOBAL_ADMIN})
) -> None:
    """Rulebook 2.1: nobody shuts themselves out or in; a global admin only who has the rights of one (`admins`).

    Raises DomainError: oneself, global_admin.
    """
    if not isinstance(by, Actor):
        return
    if membership.user_id == by.user.pk:
        raise DomainError("oneself", _("This is your own account. A colleague can do it."))
    _require_equal(membership, by, admins)


def require_may_change_roles(membership: Membership, by: AnyActor) -> None:
    """As above; a global admin may change their own, for nobody has more to give them.

    Raises DomainError: wrong_role, oneself, global_admin.
    """
    require_manages_members(by)
    if not isinstance(by, Actor):
        return
    if membership.user_id == by.user.pk and Role.GLOBAL_ADMIN not in by.roles:
        raise DomainError("oneself", _("Your own roles are changed by a colleague."))
    _require_equal(membership, by, {Role.GLOBAL_ADMIN})


def _require_equal(membership: Membership, by: Actor, admins: Collection[str]) -> None:
    if Role.GLOBAL_ADMIN in membership.current_roles and by.roles.isdisjoint(admins):
        names = ", ".join(str(role.label) for role in Role if role in admins)
        raise DomainError(
            "global_admin",
            _("%(person)s is a global admin. Who may do this: %(roles)s.")
            % {"person": membership.user, "roles": names},
        )


def require_may_give(given: Collection[str], taken: Collection[str], by: AnyActor) -> None:
    """Rulebook 2.1, 2.2: only a global admin gives or takes the global admin role; an operator gives what was asked for.

    Raises DomainError("roles").
    """
    if not isinstance(by, Actor):
        return
    may_take = Role.GLOBAL_ADMIN not in taken or Role.GLOBAL_ADMIN in by.roles
    if not may_take or not set(given) <= set(roles_to_give(by)):
        raise DomainError("roles", _("Choose among the roles that you may give."), "roles")


def require_not_more_for_oneself(
    membership: Membership, given: Collection[str], ends_on: Mapping[str, date], by: AnyActor
) -> None:
    """A global admin until a day gives themselves nothing, or they would stay for ever. Raises DomainError("oneself")."""
    is_own = isinstance(by, Actor) and membership.user_id == by.user.pk
    if given and is_own and Role.GLOBAL_ADMIN in ends_on:
        raise DomainError(
            "oneself", _("You are a global admin for a time. Another global admin gives you more."), "roles"
        )


def require_some_role(roles: Iterable[str]) -> None:
    if not set(roles):
        raise DomainError("no_role", _("Choose at least one role."), "roles")


def require_ends(ends_on: Mapping[str, date]) -> None:
    """Each with its field. Raises DomainError("ends_on")."""
    for role, day in ends_on.items():
        require_end(day, f"until_{role}")


def require_end(day: date, field: str) -> None:
    """A role ends with a day that is not over, within ten years. Raises DomainError("ends_on")."""
    today = timezone.localdate()
    if not today <= day <= today + LONGEST:
        raise DomainError("ends_on", _("Choose a day from today on, at most ten years ahead."), field)


def require_admin_left(tenant: Tenant, without: Membership) -> None:
    """An organisation keeps a global admin who gets in and whose role does not end. With the organisation locked.

    Raises DomainError("last_admin").
    """
    admins = Membership.objects.filter(tenant=tenant).lasting_admins()
    if not admins.filter(pk=without.pk).exists() or admins.exclude(pk=without.pk).exists():
        return
    raise DomainError(
        "last_admin",
        _(
            "%(person)s is the only global admin of %(name)s who can get in and whose role has no end. Name another"
            " one first: without, nobody could manage the organisation."
        )
        % {"person": without.user, "name": tenant},
    )
