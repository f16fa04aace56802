"""Forms of the link's pages: accept, and decline with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.forms import CleanTextField, PortalForm


class AcceptForm(PortalForm):
    """The checkbox of the acceptance page; and which organisation accepts, where several could."""

    organisation = forms.ChoiceField(
        label=_("Which of your organisations accepts?"), widget=forms.RadioSelect, required=False
    )
    confirmed = forms.BooleanField(
        label="", error_messages={"required": _("Tick the box to confirm the partnership.")}
    )

    def __init__(self, *args: Any, inviter: Tenant, organisations: list[Tenant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {tenant.slug: tenant for tenant in organisations}
        self.fields["confirmed"].label = _(
            "I confirm the partnership: %(name)s becomes an indirect provider of my organisation and may do what is listed above."
        ) % {"name": inviter}
        if len(organisations) > 1:
            choice = self.fields["organisation"]
            choice.required = True
            choice.choices = [(tenant.slug, f"{tenant} · {tenant.domain}") for tenant in organisations]  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]

    @property
    def tenant(self) -> Tenant:
        """The organisation that accepts."""
        slug = self.cleaned_data.get("organisation") or next(iter(self.organisations))
        return self.organisations[slug]


class DeclineForm(PortalForm):
    reason = CleanTextField(label=_("Reason"), required=False, max_length=1000, rows=3)
