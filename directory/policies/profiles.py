from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.states import Programme
from directory.models import BusinessProfile
from partnercenter.core.errors import DomainError, DomainErrors

_is_address = URLValidator(schemes=["https"])


def require_self_kept(tenant: Tenant) -> None:
    """S000-7: a provider's entry is the operator's to change; every other partner keeps its own profile."""
    if Programme.INDIRECT_PROVIDER in tenant.programmes:
        message = _("The operator of the programme keeps your entry. Ask for the change you need.")
        raise DomainError("operators_keep_it", message)


def require_official(tenant: Tenant) -> None:
    """S000-6, S000-7: only indirect providers stand in the official list."""
    if Programme.INDIRECT_PROVIDER not in tenant.programmes:
        raise DomainError("not_provider", _("%(name)s is not an indirect provider.") % {"name": tenant})


def require_web_address(url: str, field: str, *, host: str = "") -> None:
    """C-011: a link leads to a web site by https, or to a page of `host`; nothing that a browser would run."""
    if not url:
        return
    message = _("Write a whole address that begins with https://.")
    try:
        _is_address(url)
    except ValidationError as error:
        raise DomainError("not_https", message, field) from error
    parts = urlsplit(url)
    found = parts.hostname or ""
    if parts.username or parts.password or "." not in found:
        raise DomainError("not_https", message, field)
    if host and found != host and not found.endswith(f".{host}"):
        raise DomainError("other_site", _("This address is not one of %(host)s.") % {"host": host}, field)


def require_places(tenant: Tenant, countries: Collection[str]) -> None:
    """S004-21, S004-22: a partner serves its own region, and no country beyond."""
    own = set(tenant.region.countries.values_list("pk", flat=True))
    if not set(countries) <= own:
        message = _("A partner serves countries of its own region only (%(region)s).")
        raise DomainError("other_region", message % {"region": tenant.region}, "countries")


def require_complete(profile: BusinessProfile) -> None:
    """S003-7: what everybody finds says at least what the company does, where, and in which language."""
    missing = {
        "description": _("Describe what your company does."),
        "countries": _("Choose the countries you serve."),
        "services": _("Choose the services you offer."),
        "languages": _("Choose the languages you serve in."),
    }
    errors = [
        DomainError("incomplete", sentence, name)
        for name, sentence in missing.items()
        if not getattr(profile, name)
    ]
    if errors:
        raise DomainErrors(errors)


def require_publishable(profile: BusinessProfile) -> None:
    """S003-7: a partner of the programme, whose profile is whole and was not taken down."""
    if profile.is_held:
        message = _(
            "The operator has taken your profile down. It can be published again once that is settled."
        )
        raise DomainError("held", message)
    if not profile.tenant.programmes:
        message = _("%(name)s holds no programme role yet, so nothing can be published.")
        raise DomainError("not_enrolled", message % {"name": profile.tenant})
    require_complete(profile)
