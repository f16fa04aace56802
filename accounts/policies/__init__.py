"""Rules about tenants by themselves. Each returns, or raises DomainError with a sentence for the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Agreement,
    AgreementAcceptance,
    Location,
    Membership,
    PartnerProfile,
    TemporaryPassword,
    Tenant,
    User,
)
from accounts.permissions import Permission, Role
from accounts.states import AgreementKind, Programme, TenantKind
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError


def has_signed_mpa(tenant: Tenant) -> bool:
    """S004-5: every transacting partner must have signed the Microsoft Partner Agreement, for its region (reference 3.13)."""
    rows = AgreementAcceptance.objects.filter(tenant=tenant, kind=AgreementKind.MPA)
    return rows.filter(region__countries=tenant.country_id).exists()


def require_not_suspended(tenant: Tenant) -> None:
    """While the operator has suspended an organisation, nothing new is done with it."""
    if tenant.is_suspended:
        raise DomainError(
            "suspended",
            _("%(name)s is suspended by the operator, so nothing new is possible with it.")
            % {"name": tenant},
        )


def require_may_transact(tenant: Tenant) -> None:
    """S004-5, S004-6, S004-7: no new business with a partner that has not signed the MPA (D13: connecting is free)."""
    require_not_suspended(tenant)
    if not has_signed_mpa(tenant):
        raise DomainError(
            "mpa_unsigned",
            _(
                "%(name)s has not signed the Microsoft Partner Agreement yet, so no new business is possible with it."
            )
            % {"name": tenant},
        )


def require_partner_kind(tenant: Tenant) -> None:
    """S004-14: an organisation is partner type or customer type; a customer does not become a partner."""
    if tenant.kind != TenantKind.PARTNER:
        raise DomainError("not_partner", _("%(name)s is not a partner organisation.") % {"name": tenant})


def require_customer_kind(tenant: Tenant) -> None:
    """S004-14: what is bought goes to a customer-type tenant, never to a partner's own."""
    if tenant.kind != TenantKind.CUSTOMER:
        raise DomainError(
            "partner_tenant",
            _(
                "%(name)s is a partner organisation. What it buys for its own use belongs to a separate customer"
                " organisation."
            )
            % {"name": tenant},
        )


def require_onboarded(profile: PartnerProfile | None, tenant: Tenant) -> PartnerProfile:
    """S000-11: a programme role is given to a partner that is onboarded, with profile and location."""
    if profile is None:
        raise DomainError("not_onboarded", _("%(name)s is not set up as a partner yet.") % {"name": tenant})
    return profile


def require_programme(profile: PartnerProfile, programme: Programme, code: str) -> None:
    """The partner holds the programme role that the step is for."""
    if programme not in profile.programmes:
        message = _("%(name)s does not hold this programme role: %(programme)s.")
        raise DomainError(code, message % {"name": profile.tenant, "programme": programme.label})


def require_mpa_signer(agreement: Agreement, by: Actor) -> None:
    """S004-5: a global admin of a partner signs, and what is signed is the MPA."""
    if agreement.kind != AgreementKind.MPA:
        raise DomainError("not_mpa", _("This is not the Microsoft Partner Agreement."))
    require_partner_kind(by.tenant)
    if Role.GLOBAL_ADMIN not in by.roles:
        raise DomainError("wrong_role", _("Only a global admin can sign the agreement."))


def require_location(tenant: Tenant) -> None:
    """Reference 3.2: while the location is postponed, the MPA is not signed."""
    if not Location.objects.filter(tenant=tenant, is_default=True).exists():
        raise DomainError(
            "no_location",
            _(
                "Your organisation has no location with an MPN ID yet. Add it in the partner profile, then sign."
            ),
        )


def require_mca_signer(agreement: Agreement, by: Actor) -> None:
    """S002-12, S002-13: a global admin of a customer accepts, and what is accepted is the MCA."""
    if agreement.kind != AgreementKind.MCA:
        raise DomainError("not_mca", _("This is not the Microsoft Customer Agreement."))
    if by.tenant.kind != TenantKind.CUSTOMER:
        raise DomainError("not_customer", _("Only a customer organisation accepts this agreement."))
    if Role.GLOBAL_ADMIN not in by.roles:
        raise DomainError("wrong_role", _("Only a global admin can accept the agreement."))


def require_attestable(agreement: Agreement, agreed_on: date) -> None:
    """Reference 3.4: the MCA, and a day that has been."""
    if agreement.kind != AgreementKind.MCA:
        raise DomainError("not_mca", _("This is not the Microsoft Customer Agreement."))
    require_day_that_has_been(agreed_on)


def require_day_that_has_been(agreed_on: date) -> None:
    """Reference 3.4: nobody accepted tomorrow."""
    if agreed_on > timezone.localdate():
        raise DomainError("future_date", _("The day of acceptance cannot be in the future."), "agreed_on")


def require_other_signer(earlier: AgreementAcceptance | None, person: Mapping[str, str]) -> None:
    """Reference 3.4 (600061): to attest again, something about the person has to differ."""
    if earlier and all(getattr(earlier, name) == value for name, value in person.items()):
        raise DomainError(
            "attested_already",
            _("Your organisation has attested this already, with the same person."),
            "signer_name",
        )


def require_indirect_reseller(tenant: Tenant) -> None:
    """S000-11, S004-8: the reseller is onboarded (a partner tenant here) and enrolled as indirect reseller."""
    if tenant.kind != TenantKind.PARTNER or Programme.INDIRECT_RESELLER not in tenant.programmes:
        raise DomainError(
            "not_enrolled", _("%(name)s is not enrolled as an indirect reseller.") % {"name": tenant}
        )


def require_indirect_provider(tenant: Tenant) -> None:
    """S004-1, S000-2: only an indirect provider buys for resellers."""
    if Programme.INDIRECT_PROVIDER not in tenant.programmes:
        raise DomainError("not_provider", _("%(name)s is not an indirect provider.") % {"name": tenant})


def require_programmes_compatible(programmes: Iterable[str]) -> None:
    """D14: provider and reseller at once is refused; direct-bill and reseller only through the transition (S001)."""
    if {Programme.INDIRECT_PROVIDER, Programme.INDIRECT_RESELLER} <= set(programmes):
        raise DomainError(
            "provider_and_reseller",
            _("An organisation cannot be indirect provider and indirect reseller at once."),
        )


def must_have_second_step(user: User) -> bool:
    """By setting (MFA_REQUIRED_FOR): operators, and everybody in a partner organisation."""
    is_operator = "operators" in settings.MFA_REQUIRED_FOR and user.is_staff
    return is_operator or ("partners" in settings.MFA_REQUIRED_FOR and _is_in_partner(user))


def _is_in_partner(user: User) -> bool:
    return Membership.objects.filter(user=user, tenant__kind=TenantKind.PARTNER).exists()


def require_second_step_optional(user: User) -> None:
    """Who has to have two-step verification keeps one app or passkey at least."""
    if must_have_second_step(user):
        raise DomainError(
            "second_step_needed",
            _(
                "You need two-step verification here. Add another app or passkey before you remove the last one."
            ),
        )


_SET_UP_PEOPLE = (Permission.CUSTOMER_USERS_MANAGE, Permission.CUSTOMER_CREATE, Permission.OWN_USERS_MANAGE)


def require_may_reveal(issued: TemporaryPassword, by: Actor) -> None:
    """S000-52: whoever asked for it sees it, while still in a role that sets up people; nobody else, ever."""
    is_theirs = issued.issuer_id == by.tenant.pk and issued.issued_by_id in (None, by.user.pk)
    if not is_theirs or not any(by.may(permission) for permission in _SET_UP_PEOPLE):
        raise DomainError(
            "not_yours",
            _(
                "Only the person who set it up sees this password. Who may manage the users resets it for a new one."
            ),
        )


def require_resettable(user: User, directory: Tenant | None = None) -> None:
    """Reference 3.3: a password is given to accounts of a customer's directory alone, and to those that open nothing
    else: never to a person's own account, an operator's, or one that belongs to another organisation, too. `directory`:
    whose it has to be.

    In system scope. Raises DomainError: own_account, used_elsewhere, closed_account.
    """
    is_foreign = directory is not None and user.directory_id != directory.pk
    if user.directory_id is None or is_foreign or user.is_staff:
        raise DomainError(
            "own_account",
            _(
                "%(person)s signs in with an account of their own. They choose a new password by e-mail: Forgotten your"
                " password?"
            )
            % {"person": user},
        )
    if Membership.objects.filter(user=user).exclude(tenant=user.directory_id).exists():
        raise DomainError(
            "used_elsewhere",
            _(
                "%(person)s works in another organisation with this account, too. They choose a new password by e-mail:"
                " Forgotten your password?"
            )
            % {"person": user},
        )
    if not user.is_active:
        raise DomainError("closed_account", _("The account of %(person)s is closed.") % {"person": user})
