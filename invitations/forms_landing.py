"""Forms of the link's pages: accept, decline with a reason, and make an account on the way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms_joining import PasswordsForm
from accounts.models import Agreement, Tenant
from invitations.cases import names_of
from invitations.models import Invitation
from partnercenter.core.forms import CleanCharField, CleanTextField, PortalForm


class AcceptForm(PortalForm):
    """The checkbox of the acceptance page; and which organisation accepts, where several could."""

    organisation = forms.ChoiceField(
        label=_("Which of your organisations accepts?"), widget=forms.RadioSelect, required=False
    )
    confirmed = forms.BooleanField(label="")
    accepted: Agreement | None = None  # the agreement that is accepted with it

    def __init__(
        self, *args: Any, invitation: Invitation, organisations: list[Tenant], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.organisations = {tenant.slug: tenant for tenant in organisations}
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


class PartnershipAcceptForm(AcceptForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].label = _(
            "I confirm the partnership: %(name)s becomes an indirect provider of my organisation and may do what is listed above."
        ) % {"name": self.invitation.inviter}
        self.fields["confirmed"].error_messages["required"] = _("Tick the box to confirm the partnership.")


class JoinForm(AcceptForm):
    """Nothing to choose and nothing to sign: the button says it all."""

    confirmed = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class CustomerAcceptForm(AcceptForm):
    """S002-11, S002-12: one box authorizes, and one accepts the customer agreement where that is missing.

    `version` is the text that was read; a newer one is read before it is accepted.
    """

    agreed = forms.BooleanField(label="", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, agreement: Agreement | None, unsigned: list[Tenant], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.unsigned = agreement, unsigned
        names = {"names": names_of(self.invitation)}
        self.fields["confirmed"].label = (
            _("I authorize %(names)s to serve my organisation and to do what is listed above.") % names
        )
        self.fields["confirmed"].error_messages["required"] = _("Tick the box to authorize.")
        if unsigned:
            self._offer(agreement)
        else:
            del self.fields["agreed"], self.fields["version"]

    def _offer(self, agreement: Agreement | None) -> None:
        version = agreement.version if agreement else None
        if str(self.initial.get("version", "")) != str(version):
            self.initial.pop("agreed", None)
        self.initial["version"] = version
        self.fields["agreed"].label = _(
            "I have read the %(title)s, version %(version)s, and accept it on behalf of my organisation."
        ) % {"title": agreement.title if agreement else "", "version": version or ""}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.accepted = None
        if self.unsigned and ("organisation" not in self.fields or self.cleaned_data.get("organisation")):
            self._require_agreement()
        return cleaned

    def _require_agreement(self) -> None:
        if self.tenant not in self.unsigned:
            return
        if self.agreement is None:  # none is published, and none is asked for
            return
        if self.cleaned_data.get("version") != self.agreement.version:
            newer = {name: self.data[name] for name in self.data if name != "agreed"}
            self.data = newer | {
                "version": str(self.agreement.version)
            }  # the box is not ticked for this one yet
            message = _(
                "There is a newer version of the agreement than the one you opened. Read it, then tick the box again."
            )
            self.add_error(None, message)
        elif not self.cleaned_data.get("agreed"):
            self.add_error("agreed", _("Tick the box to accept the agreement."))
        else:
            self.accepted = self.agreement


class DeclineForm(PortalForm):
    reason = CleanTextField(label=_("Reason"), required=False, max_length=1000, rows=3)


class SignUpForm(PasswordsForm):
    """The code from the mail, and what makes an account."""

    code = CleanCharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("Eight digits."),
    )
    full_name = CleanCharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("code", "full_name")

    def clean_code(self) -> str:
        """As people copy it: with blanks or a hyphen in between."""
        return "".join(char for char in self.cleaned_data["code"] if char not in " -")
