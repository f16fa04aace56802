"""People who stand outside tenants, for tests of Django admin."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.operators import AUDITORS, OPERATORS
from partnercenter.core import raising
from partnercenter.core.actor import OperatorActor
from partnercenter.core.admin_site import site
from partnercenter.core.models import AuditEvent
from partnercenter.core.sessions import SIGN_IN
from tests import factories as make
from tests.client import PortalClient

REASON = "Asked for on the telephone, ticket 4711."
RAISED_FOR = "The tickets of today."


def staff(group: str = OPERATORS) -> User:
    user = make.UserFactory(full_name=f"Member of {group}", is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    return user


def client_of(user: User) -> PortalClient:
    """Signed in, with raised rights where there is something to raise."""
    client = PortalClient()
    client.force_login(user)
    raise_rights(client, user)
    return client


def raise_rights(client: PortalClient, user: User) -> None:
    """As the page does it, at this browser."""
    if raising.may_raise(user):
        raising.raise_rights(sign_in=client.session[SIGN_IN], by=OperatorActor(user, RAISED_FOR))


def operator_client() -> PortalClient:
    return client_of(staff())


def auditor_client() -> PortalClient:
    return client_of(staff(AUDITORS))


def admins():
    """Every page of the admin: (label of the model, its ModelAdmin)."""
    return sorted(
        ((model._meta.label_lower, page) for model, page in site._registry.items()), key=lambda row: row[0]
    )


def url(model: str, what: str, *args) -> str:
    """`url("core.outgoingmail", "changelist")`"""
    return reverse(f"admin:{model.replace('.', '_')}_{what}", args=args)


def operate(client: PortalClient, obj, name: str, /, **data):
    """Carry out an operation on a row, with a reason."""
    address = url(obj._meta.label_lower, "operation", obj.pk, name)
    return client.post(address, {"reason": REASON, **data})


def begin(client: PortalClient, model: str, name: str, /, **data):
    """Carry out an operation that makes something new."""
    return client.post(url(model, "operations", name), {"reason": REASON, **data})


def last_event(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).order_by("-id")[0]
