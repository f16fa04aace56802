"""Organisations."""

from __future__ import annotations

from itertools import chain, count

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import emails
from accounts.followers import after_rename, after_suspension
from accounts.models import (
    Country,
    Tenant,
)
from accounts.states import (
    Cloud,
    TenantKind,
)
from partnercenter.core import audit
from partnercenter.core.actor import AnyActor, OperatorActor
from partnercenter.core.errors import DomainError

LONGEST_SLUG = 50  # characters


@transaction.atomic
def create_tenant(
    *,
    name: str,
    domain: str,
    kind: TenantKind,
    country: Country,
    by: AnyActor,
    slug: str = "",
    cloud: Cloud = Cloud.PUBLIC,
    company_group: str = "",
) -> Tenant:
    """A new organisation; without a slug it gets one made from the domain, numbered where it is in use.

    Raises DomainError: domain_taken, slug_taken, without saying whose they are (situation C-070).
    """
    tenant = Tenant(
        name=name,
        domain=domain.lower(),
        kind=kind,
        country=country,
        cloud=cloud,
        company_group=company_group,
        slug=slug or _free_slug(domain),
    )
    try:
        with transaction.atomic():
            tenant.save()
    except IntegrityError as error:
        raise _taken(error) from error
    audit.record("tenant.created", by=by, target=tenant, tenant=tenant)
    return tenant


def _free_slug(domain: str) -> str:
    """`contoso`, `contoso-2`, … : two organisations may have the same word before the dot."""
    word = slugify(domain.split(".")[0]) or "organisation"
    stem = word[: LONGEST_SLUG - len("-99999")].rstrip("-")
    used = set(Tenant.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = (f"{stem}-{number}" for number in count(2))
    return next(name for name in chain([word[:LONGEST_SLUG].rstrip("-")], names) if name not in used)


def _taken(error: IntegrityError) -> DomainError:
    """Which of the two unique words it was."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if "slug" in str(getattr(diagnosis, "constraint_name", "")):
        return DomainError("slug_taken", _("This address cannot be used. Choose another one."), "slug")
    return DomainError("domain_taken", _("This domain cannot be used. Choose another one."), "domain")


@transaction.atomic
def rename_tenant(*, tenant: Tenant, name: str, by: AnyActor) -> None:
    old = tenant.name
    if old == name:
        return
    tenant.name = name
    tenant.save(update_fields=["name", "name_key"])
    for follow in after_rename:
        follow(tenant)
    audit.record("tenant.renamed", by=by, target=tenant, tenant=tenant, changes={"name": [old, name]})


@transaction.atomic
def set_company_group(*, tenant: Tenant, company_group: str, by: OperatorActor) -> None:
    """D12: organisations of one company group are affiliates."""
    changes = {"company_group": [tenant.company_group, company_group]}
    rows = Tenant.objects.filter(pk=tenant.pk).exclude(company_group=company_group)
    if not rows.update(company_group=company_group):
        return
    audit.record("tenant.company_group_changed", by=by, target=tenant, tenant=tenant, changes=changes)


@transaction.atomic
def suspend_tenant(*, tenant: Tenant, by: OperatorActor) -> None:
    """From the next request on nobody of the organisation gets in, its links and mails to others stand still, and
    nothing new is done with it. What runs goes on. Its global admins are told, with the reason.

    Raises DomainError("unchanged").
    """
    _set_suspended(tenant, suspended=True)
    audit.record("tenant.suspended", by=by, target=tenant, tenant=tenant)
    emails.tell_suspended(tenant, by.reason)


@transaction.atomic
def lift_suspension(*, tenant: Tenant, by: OperatorActor) -> None:
    """Everything is as it was. Raises DomainError("unchanged")."""
    _set_suspended(tenant, suspended=False)
    audit.record("tenant.suspension_lifted", by=by, target=tenant, tenant=tenant)
    emails.tell_suspension_lifted(tenant)


def _set_suspended(tenant: Tenant, *, suspended: bool) -> None:
    rows = Tenant.objects.filter(pk=tenant.pk, suspended_at__isnull=suspended)
    if rows.update(suspended_at=Now() if suspended else None) != 1:
        raise DomainError("unchanged", _("Somebody did this already."))
    tenant.refresh_from_db(fields=["suspended_at"])
    for follow in after_suspension:
        follow(tenant)
