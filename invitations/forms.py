from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.forms_members import day_field
from accounts.labels import role_with_words
from accounts.permissions import Role
from invitations import policies
from invitations.models import Invitation
from invitations.recipients import Recipient, parse_many, parse_one
from invitations.states import Delivery
from partnercenter.core.dates import zone_words
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanCharField, CleanTextField, PortalForm, SubmissionMixin
from partnercenter.core.numbers import WholeNumberField
from relationships.states import Capacity

MAX_PASTED = 20_000  # characters


def as_sent(data: QueryDict, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """The entries of a form that was sent, unjudged: another form may begin with them."""
    several = forms.MultipleChoiceField
    return {
        name: data.getlist(name) if isinstance(field, several) else data.get(name, "")
        for name, field in fields.items()
    }


class LetterForm(PortalForm):
    """What every invitation says, and for how long (S000-15, S000-19, D5)."""

    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    )
    days = WholeNumberField(
        label=_("Valid for (days)"),
        least=1,
        most=90,
        initial=settings.INVITATION_DAYS,
        help_text=_("1 to 90. After that the link no longer works; you can send a new one."),
    )
    subject = CleanCharField(label=_("Subject"), max_length=70)
    text = CleanTextField(
        label=_("Message"),
        rows=12,
        help_text=_("Change the words as you like. {link} stands where each recipient's personal link goes."),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            policies.require_link_in_text(text)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error
        return text


class RequestForm(SubmissionMixin, LetterForm):
    recipients = CleanTextField(
        label=_("Recipients"),
        max_length=MAX_PASTED,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("One or several e-mail addresses, separated by commas or lines. “Name <mail>” is fine."),
    )
    drafted = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    field_order: tuple[str, ...] = ("recipients", "language", "days", "subject", "text")

    def clean_recipients(self) -> list[Recipient]:
        found = parse_many(self.cleaned_data["recipients"])
        if not found:
            raise ValidationError(self.fields["recipients"].error_messages["required"], code="required")
        return found

    @property
    def batch(self) -> UUID:
        """The same page with the same entries is the same request (C-021, C-022); other entries are another one."""
        data = self.cleaned_data
        asked = sorted((recipient.key, recipient.name) for recipient in data["recipients"])
        entries = [asked, data["language"], data["days"], data["subject"], data["text"], *self.terms]
        return uuid5(data["submission"], json.dumps(entries))

    @property
    def terms(self) -> list[Any]:
        """What is asked for, as far as the person chose it."""
        return []


class CustomerRequestForm(RequestForm):
    """S002-6: with delegated administration privileges or without; and, where there are several, in which capacity."""

    admin_access = forms.BooleanField(
        label=_(
            "Include delegated administration privileges for Azure Active Directory and Office 365"
        ),  # to the letter
        required=False,
        initial=True,
        help_text=_(
            "Needed to manage the customer's services. Not needed to manage only Azure subscriptions that you set up yourselves."
        ),
    )
    capacity = forms.ChoiceField(label=_("You ask as"), widget=forms.RadioSelect)
    field_order = ("admin_access", "capacity", "recipients", "language", "days", "subject", "text")

    def __init__(
        self,
        *args: Any,
        capacities: Sequence[Capacity] = (),
        always_admin: str = "",
        **kwargs: Any,
    ) -> None:
        """`always_admin`: the sentence that says why this is no choice (S002-3)."""
        super().__init__(*args, **kwargs)
        self.capacities = list(capacities)
        if always_admin:
            self.initial["admin_access"] = True
            self.fields["admin_access"].disabled = True
            self.fields["admin_access"].help_text = always_admin
        if len(self.capacities) > 1:
            self.fields["capacity"].choices = [(each.value, CAPACITIES[each]) for each in self.capacities]  # type: ignore[attr-defined]
        else:
            del self.fields["capacity"]

    @property
    def terms(self) -> list[Any]:
        return [self.cleaned_data["admin_access"], self.cleaned_data.get("capacity", "")]

    @property
    def asks_admin_access(self) -> bool:
        """As the form shows it, valid or not."""
        value = self["admin_access"].value()
        return bool(value) and value != "False"

    @property
    def shown_capacity(self) -> str:
        """As the form shows it, or the only one there is; empty where the form has none."""
        known = [each.value for each in self.capacities]
        value = str(self["capacity"].value()) if "capacity" in self.fields else ""
        return value if value in known else next(iter(known), "")


class RolesField(forms.MultipleChoiceField):
    """Ticked one by one, or together, with blanks between, where two versions are compared. `names`: without purposes."""

    names = dict(Role.choices)

    def to_python(self, value: Any) -> list[str]:
        return [part for one in super().to_python(value) for part in one.split()]


class OfferedRoles(forms.Form):
    """The roles a colleague gets, until a day or for good."""

    roles = RolesField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    roles_end_on = day_field(_("Until"))

    def offer(self, offered: Sequence[Role]) -> None:
        choices = [(role.value, role_with_words(role)) for role in offered]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]
        self.fields["roles_end_on"].help_text = _(
            "The roles end with that day (time zone: %(zone)s). Empty: they have no end."
        ) % {"zone": zone_words()}


class ColleagueRequestForm(RequestForm, OfferedRoles):
    """`seen`: the foreign domains that the page has named."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("recipients", "roles", "roles_end_on", "language", "days", "subject", "text")

    def __init__(self, *args: Any, offered: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offered)

    @property
    def terms(self) -> list[Any]:
        day = self.cleaned_data["roles_end_on"]
        return [sorted(self.cleaned_data["roles"]), day.isoformat() if day else ""]

    @property
    def shown_roles(self) -> tuple[str, ...]:
        """As the form shows them, valid or not."""
        known = [value for value, _words in self.fields["roles"].choices]  # type: ignore[attr-defined]
        return tuple(value for value in self["roles"].value() or () if value in known)

    @property
    def shown_end(self) -> date | None:
        try:
            day: date | None = self.fields["roles_end_on"].clean(self["roles_end_on"].value())
        except ValidationError:
            return None
        return day

    def strangers(self, domain: str) -> list[str]:
        """Domains of recipients that are not the organisation's own."""
        hosts = (recipient.key.rpartition("@")[2] for recipient in self.cleaned_data["recipients"])
        return sorted({host for host in hosts if host != domain and not host.endswith(f".{domain}")})


CAPACITIES = {
    Capacity.DIRECT: _("Direct partner: you order for the customer yourselves"),
    Capacity.RESELLER: _("Indirect reseller: an indirect provider orders for the customer"),
}


class EditForm(LetterForm):
    recipient = CleanCharField(
        label=_("Recipient"),
        max_length=600,
        help_text=_("Another address gets a mail with a new link, and the old link stops working."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    field_order: tuple[str, ...] = ("recipient", "language", "days", "subject", "text")

    def clean_recipient(self) -> Recipient:
        return parse_one(self.cleaned_data["recipient"])

    def clean_version(self) -> int:
        """A version that cannot be read is never the current one."""
        text: str = self.cleaned_data["version"]
        return int(text) if text.isascii() and text.isdigit() else 0

    def add_domain_error(self, error: DomainError) -> None:
        """Rules speak of `recipients`; here there is one."""
        for one in getattr(error, "errors", [error]):
            if one.field == "recipients":
                one.field = "recipient"
        super().add_domain_error(error)


class ColleagueEditForm(EditForm, OfferedRoles):
    """Other roles, like another address, mean a new link."""

    field_order = ("recipient", "roles", "roles_end_on", "language", "days", "subject", "text")

    def __init__(self, *args: Any, offered: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offered)


def shown_values(invitation: Invitation) -> dict[str, Any]:
    """The invitation as the form's fields show it."""
    name, email = invitation.recipient_name, invitation.recipient_email
    return {
        "recipient": f"{name} <{email}>" if name else email,
        "language": invitation.language,
        "days": invitation.days,
        "subject": invitation.subject,
        "text": invitation.text,
        **_offered(invitation),
    }


def _offered(invitation: Invitation) -> dict[str, Any]:
    if not invitation.is_for_colleague:
        return {}
    return {"roles": list(invitation.roles), "roles_end_on": invitation.roles_end_on}


class ResendForm(PortalForm):
    """`generation` is that of the page: a second click finds a newer one and does nothing."""

    delivery = forms.ChoiceField(
        label=_("How"),
        choices=[
            (Delivery.PORTAL, _("The portal sends the mail")),
            (Delivery.SELF, _("I send it myself, from my own mail program")),
        ],
        widget=forms.RadioSelect,
    )
    generation = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
