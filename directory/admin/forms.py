"""What the operations on entries ask for, besides a reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from directory.forms import LogoField, ProfileForm
from directory.models import BusinessProfile
from directory.values import ProfileValues
from partnercenter.core.admin_actions import KeyField, ReasonForm
from partnercenter.core.forms import CleanTextField


def _tenant(key: str) -> Tenant | None:
    rows = Tenant.objects.select_related("profile", "country__region")
    return rows.filter(slug=key.lower()).first()


class NewEntryForm(ReasonForm):
    tenant = KeyField(_tenant, label=_("Organisation"), help_text=_("Its address in URLs, e.g. contoso."))


class EntryForm(ProfileForm, ReasonForm):
    """S000-7: the words of a provider's entry."""

    def __init__(self, *args: Any, obj: BusinessProfile | None = None, **kwargs: Any) -> None:
        tenant = obj.tenant if obj else None
        super().__init__(*args, tenant=tenant, **kwargs)
        del self.fields["version"]
        if obj:
            self.initial = {**ProfileValues.of(obj).as_dict(), **self.initial}

    def values(self) -> dict[str, Any]:
        return {"values": self.profile}


class EntryLogoForm(ReasonForm):
    logo = LogoField(required=False)

    def values(self) -> dict[str, Any]:
        """Without a file the logo is taken away."""
        return {"picture": self.cleaned_data["logo"]}


class SettledForm(ReasonForm):
    answer = CleanTextField(label=_("What the provider reads"), max_length=2000, rows=4, required=False)


class DeclinedForm(ReasonForm):
    answer = CleanTextField(
        label=_("What the provider reads"),
        max_length=2000,
        rows=4,
        help_text=_("Why the entry stays as it is."),
    )
