"""The operators' groups: least privilege in Django admin. Set anew after every `migrate`.

`view` opens pages, `add` and `change` allow the operations that an admin page offers (never a free edit).
Nobody may delete. Who needs other rights gets a group of another name.
"""

from __future__ import annotations

from typing import Any, Final

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

OPERATORS: Final = "Operators"
AUDITORS: Final = "Auditors"

# Models that have a page in Django admin, and what operators may do there besides looking.
RIGHTS: Final[dict[str, tuple[str, ...]]] = {
    "accounts.region": ("add", "change"),
    "accounts.country": ("add", "change"),
    "accounts.tenant": ("add", "change"),
    "accounts.user": ("add", "change"),
    "accounts.membership": ("add", "change"),
    "accounts.partnerprofile": ("add", "change"),
    "accounts.location": ("add", "change"),
    "accounts.enrolment": ("change",),
    "accounts.agreement": ("add",),
    "accounts.agreementacceptance": (),
    "accounts.temporarypassword": (),
    "accounts.visit": (),
    "relationships.partnership": ("change",),
    "relationships.resellerrelationship": ("change",),
    "customers.customer": (),
    "customers.customerimport": (),
    "customers.candidate": (),
    "subscriptions.product": ("add", "change"),
    "subscriptions.offer": ("add", "change"),
    "subscriptions.order": (),
    "subscriptions.subscription": (),
    "subscriptions.statement": (),
    "invitations.invitation": ("change",),
    "invitations.optout": ("change",),
    "directory.businessprofile": ("add", "change"),
    "directory.entryrequest": ("change",),
    "directory.lead": ("change",),
    "core.outgoingmail": ("change",),
    "core.mailcircuit": ("change",),
    "core.heartbeat": (),
    "core.raisedrights": (),
    "core.auditevent": (),
    "core.auditcheckpoint": (),
}


def set_groups(*, app_config: AppConfig, using: str, **_: Any) -> None:
    """After `migrate` of each app: give both groups exactly its rights of the table."""
    wanted = {
        label.split(".")[1]: verbs
        for label, verbs in RIGHTS.items()
        if label.split(".")[0] == app_config.label
    }
    if not wanted:
        return
    create_permissions(app_config, verbosity=0, using=using)
    permissions = Permission.objects.using(using).filter(content_type__app_label=app_config.label)
    by_codename = {permission.codename: permission for permission in permissions}
    for name, acts in ((OPERATORS, True), (AUDITORS, False)):
        group, _created = Group.objects.using(using).get_or_create(name=name)
        codenames = [
            f"{verb}_{model}"
            for model, verbs in wanted.items()
            for verb in ("view", *(verbs if acts else ()))
        ]
        group.permissions.remove(*by_codename.values())
        group.permissions.add(*(by_codename[codename] for codename in codenames))
