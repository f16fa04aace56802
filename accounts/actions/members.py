"""Who belongs to an organisation, and in which roles. Effective from the person's next request on.

Whatever could take an organisation's last global admin away locks the organisation first, so that two who do it at the
same moment find one another. Locks are taken in one order: organisation, membership, what hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actions.inbox import begin_reading
from accounts.followers import before_member_removal
from accounts.models import Membership, Tenant, TimedRole, User
from accounts.permissions import Role
from accounts.policies import members as policies
from accounts.roles import Roles, first_warning
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, AnyActor, OperatorActor, SystemActor
from partnercenter.core.errors import DomainError, StaleState

CLOCK = SystemActor("roles")


@transaction.atomic
def add_member(
    *,
    tenant: Tenant,
    user: User,
    roles: Iterable[str],
    by: AnyActor,
    ends_on: Mapping[str, date] | None = None,
    given_by: User | None = None,
) -> Membership:
    """`ends_on`: the last day of the roles that have one, which `given_by` gives (else who acts); theirs was looked at
    when they offered it.

    Raises DomainError: already_member, ends_on.
    """
    wanted = Roles.of(roles, ends_on or {})
    if given_by is None:
        policies.require_ends(wanted.ends_on)
    membership = Membership(tenant=tenant, user=user, roles=wanted.stored)
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        message = _("%(person)s belongs to this organisation already. Change the roles instead.")
        raise DomainError("already_member", message % {"person": user}, "user") from error
    _set_timed(membership, Roles(frozenset()), wanted, given_by or by.user)
    begin_reading(person=user, tenant=tenant)
    changes = Roles(frozenset()).changes(wanted)
    action = "member.joined" if by.kind == "user" and by.user == user else "member.added"
    audit.record(action, by=by, target=membership, tenant=tenant, changes=changes)
    return membership


@transaction.atomic
def change_roles(
    *,
    membership: Membership,
    roles: Iterable[str],
    by: AnyActor,
    ends_on: Mapping[str, date] | None = None,
    version: int | None = None,
) -> None:
    """What is not among `roles` is taken away; `ends_on` is the last day of those that have one, in the portal's zone.

    Raises DomainError: gone, wrong_role, oneself, global_admin, no_role, roles, ends_on, last_admin; StaleState where
    `version` is not the current one: somebody changed them meanwhile (situation C-031).
    """
    row = _hold(membership)
    policies.require_may_change_roles(row, by)
    _end_what_is_over(row)
    if version is not None and version != row.version:
        raise StaleState("edited", _("A colleague changed these roles meanwhile. Compare, then save again."))
    old, new = Roles.held_by(row), Roles.of(roles, ends_on or {})
    if old == new:
        return
    policies.require_some_role(new.names)
    policies.require_may_give(new.more_than(old), old.more_than(new), by)
    policies.require_not_more_for_oneself(row, new.more_than(old), old.ends_on, by)
    policies.require_ends({role: day for role, day in new.ends_on.items() if old.ends_on.get(role) != day})
    if Role.GLOBAL_ADMIN not in new.stored:
        policies.require_admin_left(row.tenant, row)
    Membership.objects.filter(pk=row.pk).update(roles=new.stored, version=F("version") + 1)
    _set_timed(row, old, new, by.user)
    membership.roles, membership.version = new.stored, row.version + 1
    changes = old.changes(new)
    audit.record("member.roles_changed", by=by, target=row, tenant=row.tenant, changes=changes)


@transaction.atomic
def end_roles(*, membership: Membership, by: SystemActor) -> None:
    """Of roles whose end has come: written down, and their rows taken away. Nothing to do is no error."""
    _end_what_is_over(_hold(membership), by)


def _end_what_is_over(row: Membership, by: SystemActor = CLOCK) -> None:
    """Also before roles are changed: the event of the end comes first."""
    over = dict(TimedRole.objects.over().filter(membership=row).values_list("pk", "role"))
    if not over:
        return
    with tenancy.system(reason="roles whose end has come"):
        TimedRole.objects.filter(pk__in=over).delete()
    left = Roles.held_by(row).names
    changes = {"roles": [sorted({*left, *over.values()}), left]}
    audit.record("member.role_ended", by=by, target=row, tenant=row.tenant, changes=changes)


def _set_timed(membership: Membership, old: Roles, new: Roles, given_by: User | None) -> None:
    """Those whose end is another one now are given anew, and warned of anew."""
    gone = [role for role in old.ends_on if new.ends_on.get(role) != old.ends_on[role]]
    if gone:
        with tenancy.system(reason="a role that is taken away"):
            TimedRole.objects.filter(membership=membership, role__in=gone).delete()
    for role, ends_at in new.ends_at.items():
        if old.ends_on.get(role) != new.ends_on[role]:
            TimedRole.objects.create(
                membership=membership,
                role=role,
                ends_at=ends_at,
                given_by=given_by,
                warn_at=first_warning(ends_at),
            )


@transaction.atomic
def name_global_admin(*, tenant: Tenant, user: User, by: OperatorActor) -> Membership:
    """For an organisation that has lost sight of its global admins: a member becomes one, or a person a member.

    Raises DomainError("unchanged") where the person is one.
    """
    row = Membership.objects.filter(tenant=tenant, user=user).first()
    if row is None:
        return add_member(tenant=tenant, user=user, roles=[Role.GLOBAL_ADMIN], by=by)
    held = Roles.held_by(_hold(row))
    if Role.GLOBAL_ADMIN in held.stored:
        raise DomainError("unchanged", _("Somebody did this already."))
    ends_on = {role: day for role, day in held.ends_on.items() if role != Role.GLOBAL_ADMIN}
    change_roles(membership=row, roles={*held.names, Role.GLOBAL_ADMIN}, ends_on=ends_on, by=by)
    return row


@transaction.atomic
def block_member(*, membership: Membership, by: AnyActor) -> None:
    """No access to this organisation from the next request on; roles and licences stay.

    Raises DomainError: gone, wrong_role, oneself, global_admin, unchanged, last_admin.
    """
    row = _hold(membership)
    _require_own_rules(row, by)
    policies.require_admin_left(row.tenant, row)
    _set_blocked(row, blocked=True, by=by)


@transaction.atomic
def unblock_member(*, membership: Membership, by: AnyActor) -> None:
    """Raises DomainError: gone, wrong_role, oneself, global_admin, unchanged."""
    row = _hold(membership)
    _require_own_rules(row, by)
    _set_blocked(row, blocked=False, by=by)


def _set_blocked(membership: Membership, *, blocked: bool, by: AnyActor) -> None:
    rows = Membership.objects.filter(pk=membership.pk, blocked_at__isnull=blocked)
    if rows.update(blocked_at=Now() if blocked else None) != 1:
        raise DomainError("unchanged", _("Somebody did this already."))
    action = "member.blocked" if blocked else "member.unblocked"
    partner = by.tenant if by.tenant and by.tenant != membership.tenant else None
    audit.record(action, by=by, target=membership, tenant=membership.tenant, counterparty=partner)


@transaction.atomic
def remove_member(*, membership: Membership, by: AnyActor) -> None:
    """The person leaves the organisation and what hangs on it, e.g. licences, is released; the account stays.

    Raises DomainError: unchanged where it was done, wrong_role, oneself, global_admin, last_admin.
    """
    row = _hold(membership, gone="unchanged")
    _require_own_rules(row, by)
    _remove(row, "member.removed", by)


@transaction.atomic
def leave_organisation(*, membership: Membership, by: Actor) -> None:
    """As `remove_member`, by the person. Raises DomainError: unchanged, last_admin."""
    row = _hold(membership, gone="unchanged")
    if row.user_id != by.user.pk:
        raise DomainError("not_yours", _("Only the person can leave. A colleague can remove them."))
    _remove(row, "member.left", by)


def _remove(row: Membership, action: str, by: AnyActor) -> None:
    policies.require_admin_left(row.tenant, row)
    roles = Roles.held_by(row).names
    with tenancy.system(reason="who leaves an organisation"):
        for follow in before_member_removal:  # with the membership locked: nobody assigns anything meanwhile
            follow(membership=row, by=by)
        Membership.objects.filter(pk=row.pk).delete()
    changes = {"roles": [roles, []], "person": [row.user.email, ""]}
    audit.record(action, by=by, target=row, tenant=row.tenant, changes=changes)


def _require_own_rules(row: Membership, by: AnyActor) -> None:
    """Among colleagues. Whether a partner may manage its customer's users, `customers` has asked."""
    if by.tenant is None or by.tenant == row.tenant:
        policies.require_manages_members(by)
        policies.require_may_change(row, by)


def _hold(membership: Membership, *, gone: str = "gone") -> Membership:
    row = Membership.objects.for_change(membership)
    if row is None:
        words = {
            "gone": _("This user has left the organisation."),
            "unchanged": _("Somebody did this already."),
        }
        raise DomainError(gone, words[gone])
    return row


def _require_no_last_admin(user: User) -> None:
    """Of an account that is to be closed. Raises DomainError("last_admin")."""
    rows = Membership.objects.filter(user=user).lasting_admins().select_related("user", "tenant")
    for row in rows.order_by("tenant_id"):
        policies.require_admin_left(row.tenant, _hold(row))
