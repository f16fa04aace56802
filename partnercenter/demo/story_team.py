"""Contoso's team: a role that ends soon, one that ends next month, somebody who is kept out, and one who is invited."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts import actions
from accounts.models import Membership
from accounts.permissions import Role
from accounts.roles import Roles
from accounts.states import MailDelivery
from invitations.offers import Offer
from invitations.states import InvitationKind
from partnercenter.core.actor import SystemActor
from partnercenter.demo.asking import PORTAL, ask
from partnercenter.demo.organisations import global_admin, member, tenant


def tell() -> None:
    _for_some_days("robin@contoso.example", Role.BILLING_ADMIN, days=5)
    _for_some_days("sofia@contoso.example", Role.USER_ADMIN, days=40)
    _kept_out("jan.petersen@contoso.example", "Jan Petersen")
    actions.choose_mails(
        choices={"partners": MailDelivery.DAILY, "orders": MailDelivery.OFF},
        by=member("contoso", Role.USER_ADMIN),
    )
    _invited("Nadia Rahman <nadia.rahman@contoso.example>", days=90)


def _for_some_days(email: str, role: Role, *, days: int) -> None:
    """One more role, until the end of that day."""
    row = Membership.objects.get(tenant=tenant("contoso"), user__email=email)
    ends_on = {role.value: timezone.localdate() + timedelta(days=days)}
    roles = [*Roles.held_by(row).names, role]
    actions.change_roles(membership=row, roles=roles, ends_on=ends_on, by=global_admin("contoso"))


def _kept_out(email: str, name: str) -> None:
    """Nobody signs in with this account: it has no password."""
    by = SystemActor("demo")
    person = actions.create_user(email=email, full_name=name, by=by)
    row = actions.add_member(tenant=tenant("contoso"), user=person, roles=[Role.SALES_AGENT], by=by)
    actions.block_member(membership=row, by=member("contoso", Role.USER_ADMIN))


def _invited(whom: str, *, days: int) -> None:
    """For the quarter; by mail, in which the link is found."""
    roles_end_on = timezone.localdate() + timedelta(days=days)
    offer = Offer(
        InvitationKind.MEMBER, roles=(Role.SALES_AGENT, Role.HELPDESK_AGENT), roles_end_on=roles_end_on
    )
    ask(member("contoso", Role.USER_ADMIN), whom, offer, delivery=PORTAL)
