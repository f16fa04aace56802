"""What the operations on accounts ask for, besides a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms_members import RoleFields
from accounts.models import Country, Membership, Region, Tenant, User
from accounts.models.partner import mpn_id
from accounts.permissions import Role
from accounts.roles import Roles
from accounts.states import AgreementKind, Cloud, TenantKind
from partnercenter.core.admin_actions import KeyField, ReasonForm
from partnercenter.core.forms import CleanCharField, CleanTextField

_domain = RegexValidator(
    r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$",
    _("Write a domain like contoso.com."),
)
_iso = RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, e.g. KR."))
_currency = RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, e.g. KRW."))


class NewTenantForm(ReasonForm):
    name = CleanCharField(label=_("Name"))
    domain = CleanCharField(
        label=_("Domain"), max_length=253, validators=[_domain], help_text=_("e.g. contoso.com")
    )
    slug = forms.SlugField(
        label=_("Address in URLs"), max_length=50, required=False, help_text=_("Empty: made from the domain.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=TenantKind.choices)
    country = forms.ModelChoiceField(Country.objects.all(), label=_("Country"))
    cloud = forms.ChoiceField(label=_("Cloud"), choices=Cloud.choices)
    company_group = CleanCharField(
        label=_("Company group"),
        max_length=100,
        required=False,
        help_text=_("Organisations of one group are affiliates."),
    )


class RenameForm(ReasonForm):
    name = CleanCharField(label=_("Name"))

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["name"].initial = obj.name if obj else ""


class RenameRegionForm(RenameForm):
    name = CleanCharField(label=_("Name"), max_length=80)


class CompanyGroupForm(ReasonForm):
    company_group = CleanCharField(label=_("Company group"), max_length=100, required=False)

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["company_group"].initial = obj.company_group if obj else ""


class NewProfileForm(ReasonForm):
    """S000-23: the location's MPN ID transacts, the global account's does not."""

    global_account_id = CleanCharField(label=_("Global account ID"), max_length=7, validators=[mpn_id])
    mpn_id = CleanCharField(label=_("MPN ID of the location"), max_length=7, validators=[mpn_id])
    primary_contact = forms.EmailField(label=_("Primary contact"), max_length=254)


class RejectionForm(ReasonForm):
    answer = CleanTextField(
        label=_("What the applicant reads"),
        max_length=2000,
        help_text=_(
            "Why not, and what to mend before applying again. It is mailed and shown on Program info."
        ),
    )


class NewUserForm(ReasonForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    full_name = CleanCharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class EraseForm(ReasonForm):
    """The address typed again: this cannot be undone."""

    address = CleanCharField(
        label=_("E-mail address of the person"), max_length=254, help_text=_("Type it to confirm.")
    )


class OperatorGroupsForm(ReasonForm):
    groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"), label=_("Groups"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["groups"].initial = obj.groups.all() if obj else []


class RolesForm(ReasonForm, RoleFields):
    """Every role, whatever the organisation is offered: the reason says why."""

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.offer(Role)
        if isinstance(obj, Membership):
            self.show(Roles.held_by(obj))
        self.order_fields([name for name in self.fields if name != "reason"])

    def values(self) -> dict[str, Any]:
        values = {name: value for name, value in super().values().items() if not name.startswith("until_")}
        return values | {"ends_on": self.ends_on}


def _tenant(key: str) -> Tenant | None:
    return Tenant.objects.filter(slug=key.lower()).first()


def _user(key: str) -> User | None:
    return User.objects.filter(email__iexact=key).first()


class NewMemberForm(RolesForm):
    tenant = KeyField(_tenant, label=_("Organisation"), help_text=_("Its address in URLs, e.g. contoso."))
    user = KeyField(_user, label=_("Person"), help_text=_("The e-mail address the person signs in with."))


class GlobalAdminForm(ReasonForm):
    user = KeyField(_user, label=_("Person"), help_text=_("The e-mail address the person signs in with."))


class AgreementForm(ReasonForm):
    kind = forms.ChoiceField(label=_("Agreement"), choices=AgreementKind.choices)
    title = CleanCharField(label=_("Title"))
    text = CleanTextField(label=_("Text"), max_length=200_000, rows=25)


class RegionForm(ReasonForm):
    name = CleanCharField(label=_("Name"), max_length=80)


class CountryForm(ReasonForm):
    code = CleanCharField(label=_("ISO code"), max_length=2, validators=[_iso])
    name = CleanCharField(label=_("Name"), max_length=80)
    currency = CleanCharField(label=_("Currency"), max_length=3, required=False, validators=[_currency])
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"))

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Country.objects.filter(pk=code).exists():
            raise forms.ValidationError(_("There is a country of this code already. Open it to change it."))
        return code


class CountryFactsForm(CountryForm):
    """The code of a known country stays."""

    code = None  # type: ignore[assignment]

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        for name in ("name", "currency", "region"):
            self.fields[name].initial = getattr(obj, name, "")
