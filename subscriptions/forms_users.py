"""Forms around a customer's users and their licences."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from customers.actions import NewUser
from customers.policies import roles_to_give
from partnercenter.core.forms import CleanCharField, PortalForm
from subscriptions.models import Subscription
from subscriptions.rooms import Room


class UserForm(PortalForm):
    """A new user of the customer; the address ends in the customer's domain."""

    full_name = CleanCharField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    user_name = CleanCharField(
        label=_("User name"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), widget=forms.CheckboxSelectMultiple, initial=[Role.DEFAULT_USER.value]
    )

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = room
        self.fields["user_name"].help_text = _("What comes before @%(domain)s.") % {
            "domain": room.customer.domain
        }
        given = roles_to_give(room.actor)
        self.fields["roles"].choices = [(role.value, role.label) for role in given]  # type: ignore[attr-defined]
        if len(given) == 1:
            del self.fields["roles"]

    def clean_user_name(self) -> str:
        """The whole address will do, where its domain is the right one (situation C-001)."""
        name, at, domain = str(self.cleaned_data["user_name"]).strip().partition("@")
        if at and domain.casefold() != self.room.customer.domain.casefold():
            message = _("The address has to end in @%(domain)s.")
            raise forms.ValidationError(message % {"domain": self.room.customer.domain})
        return name

    @property
    def user(self) -> NewUser:
        data = self.cleaned_data
        return NewUser(
            user_name=data["user_name"],
            full_name=data["full_name"],
            language=data["language"],
            roles=data.get("roles", [Role.DEFAULT_USER.value]),
        )


class LicenceForm(PortalForm):
    """Of which subscription; those of which nothing can be assigned now are said beside it."""

    subscription = forms.ChoiceField(label=_("Subscription"))

    def __init__(self, *args: Any, room: Room, held: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in room.live() if one.pk not in held]
        refused = [(one, room.why_not_assign(one)) for one in others]
        self.refused = [(one, why) for one, why in refused if why]
        self.free = [one for one, why in refused if not why]
        field = cast(forms.ChoiceField, self.fields["subscription"])
        field.choices = list(map(_choice, others))  # the last licence may go meanwhile: then that is said
        field.widget.choices = list(map(_choice, self.free))


def _choice(one: Subscription) -> tuple[str, str]:
    left = _("%(name)s (%(count)d of %(all)d left)")
    return one.public_id, left % {"name": one.name, "count": one.unassigned, "all": one.quantity}
