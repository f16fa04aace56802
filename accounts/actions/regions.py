"""Regions and countries."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Country,
    Region,
)
from partnercenter.core import audit
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError


@transaction.atomic
def save_country(*, code: str, name: str, currency: str, region: Region, by: OperatorActor) -> Country:
    """A new country, or the facts of a known one: the programme's list changes over the years (S004-21, S004-22)."""
    old = Country.objects.select_related("region").filter(code=code).first()
    words: dict[str, Any] = {"name": name, "currency": currency, "region": region}
    changes = {key: [str(getattr(old, key)) if old else None, str(value)] for key, value in words.items()}
    country, _created = Country.objects.update_or_create(code=code, defaults=words)
    audit.record("country.saved", by=by, target=region, changes={"code": [code, code], **changes})
    return country


@transaction.atomic
def save_region(*, name: str, by: OperatorActor, region: Region | None = None) -> Region:
    """A new region, or a new name for a known one. Raises DomainError("name_taken")."""
    old = region.name if region else ""
    saved = Region(pk=region.pk if region else None, name=name)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise DomainError("name_taken", _("There is a region of this name already."), "name") from error
    audit.record("region.saved", by=by, target=saved, changes={"name": [old, name]})
    return saved
