"""Organisations."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Country,
    Tenant,
)
from accounts.renames import after_rename
from accounts.states import (
    Cloud,
    TenantKind,
)
from partnercenter.core import audit
from partnercenter.core.actor import AnyActor, OperatorActor
from partnercenter.core.errors import DomainError


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
    """A new organisation. Raises DomainError("domain_taken") without saying whose the domain is (situation C-070)."""
    tenant = Tenant(
        name=name,
        domain=domain.lower(),
        kind=kind,
        country=country,
        cloud=cloud,
        company_group=company_group,
        slug=slug or slugify(domain.split(".")[0]),
    )
    try:
        with transaction.atomic():
            tenant.save()
    except IntegrityError as error:
        raise DomainError(
            "domain_taken", _("This domain cannot be used. Choose another one."), "domain"
        ) from error
    audit.record("tenant.created", by=by, target=tenant, tenant=tenant)
    return tenant


@transaction.atomic
def rename_tenant(*, tenant: Tenant, name: str, by: AnyActor) -> None:
    old = tenant.name
    tenant.name = name
    tenant.save(update_fields=["name", "name_key"])
    for follow in after_rename:
        follow(tenant)
    audit.record("tenant.renamed", by=by, target=tenant, tenant=tenant, changes={"name": [old, name]})


@transaction.atomic
def set_company_group(*, tenant: Tenant, company_group: str, by: OperatorActor) -> None:
    """D12: organisations of one company group are affiliates."""
    changes = {"company_group": [tenant.company_group, company_group]}
    Tenant.objects.filter(pk=tenant.pk).update(company_group=company_group)
    audit.record("tenant.company_group_changed", by=by, target=tenant, tenant=tenant, changes=changes)
