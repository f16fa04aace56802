"""Rules of becoming a partner, and of becoming an indirect reseller beside direct-bill."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts import company_names, country_rules
from accounts.company import Company
from accounts.models import Agreement, Enrolment, LegalProfile, Location, PartnerProfile, Tenant
from accounts.permissions import Role
from accounts.states import AgreementKind, Programme
from partnercenter.core.actor import Actor
from partnercenter.core.addresses import address_key
from partnercenter.core.errors import DomainError, DomainErrors
from partnercenter.core.mailboxes import is_free_mailbox

BOTH = frozenset({Programme.DIRECT_BILL, Programme.INDIRECT_RESELLER})


def is_transition(profile: PartnerProfile, programme: str) -> bool:
    """S001-2: a direct-bill partner that becomes an indirect reseller, too."""
    return programme == Programme.INDIRECT_RESELLER and Programme.DIRECT_BILL in profile.programmes


def require_may_apply(profile: PartnerProfile, programme: str) -> None:
    """D14, S001-7: one programme role a partner; beside direct-bill only indirect reseller, and only for partners that
    are identified for offboarding. One application at a time.

    Raises DomainError: enrolled_already, not_identified, other_programme, applied_already.
    """
    if programme in profile.programmes:
        raise DomainError("enrolled_already", _("Your organisation holds this programme role already."))
    if is_transition(profile, programme):
        if profile.offboarding_since is None:
            raise DomainError("not_identified", _("This is not possible for your organisation."))
    elif profile.programmes:
        raise DomainError(
            "other_programme",
            _("An organisation holds one programme role. For another one, enrol another organisation."),
        )
    if (
        Enrolment.objects.filter(tenant=profile.tenant_id)
        .alive()
        .exclude(programme__in=profile.programmes)
        .exists()
    ):
        raise DomainError("applied_already", _("Your organisation has applied already."))


def missing_facts(tenant: Tenant) -> Iterator[DomainError]:
    """S001-4: what the partner profile lacks to be current, each with where it belongs."""
    profile: PartnerProfile | None = getattr(tenant, "profile", None)
    legal = LegalProfile.objects.filter(tenant=tenant).first()
    if legal is None or not is_complete(tenant, legal):
        yield DomainError("company", _("The company details are not complete."), "company")
    if profile is None or not profile.primary_contact:
        yield DomainError("contact", _("There is no primary contact."), "contact")
    if not Location.objects.filter(tenant=tenant, is_default=True, country=tenant.country_id).exists():
        yield DomainError("location", _("There is no location with an MPN ID in your country."), "location")
    if profile is None or not profile.mpn_email:
        yield DomainError("mpn_email", _("The e-mail address of the MPN account is not known."), "mpn_email")


def is_complete(tenant: Tenant, legal: LegalProfile) -> bool:
    """The company details are what the country asks for today (reference 3.3)."""
    try:
        country_rules.tidy(tenant.country_id, Company(email="", **_facts(legal)))
    except DomainErrors:
        return False
    return True


def _facts(legal: LegalProfile) -> dict[str, str]:
    return {name: getattr(legal, name) for name in Company.names() if name != "email"}


def require_profile_current(tenant: Tenant) -> None:
    """S001-4: profile and MPN ID are current before the transition. Raises DomainErrors with all that is missing."""
    missing = list(missing_facts(tenant))
    if missing:
        raise DomainErrors(missing)


def require_company_mailbox(email: str, domain: str) -> None:
    """Reference 3.2: the primary contact has an address of the company; free web-mail is refused.

    Raises DomainError: free_mailbox, foreign_mailbox.
    """
    host = email.rpartition("@")[2].lower()
    if is_free_mailbox(host):
        raise DomainError(
            "free_mailbox",
            _("%(host)s is a mail provider. Write an address of the company.") % {"host": host},
            "email",
        )
    if host != domain and not host.endswith(f".{domain}"):
        raise DomainError(
            "foreign_mailbox",
            _("Write an address at %(domain)s, the company's domain.") % {"domain": domain},
            "email",
        )


def require_location_id(mpn_id: str, global_account_id: str) -> None:
    """S000-23, reference 3.2: the ID of a location, not of the company as a whole, and of nobody else's.

    Whose it is is not told (C-018). In system scope. Raises DomainError: global_id, mpn_taken.
    """
    if mpn_id == global_account_id:
        raise DomainError(
            "global_id",
            _("This is the global account ID. A location has an MPN ID of its own."),
            "mpn_id",
        )
    taken = Location.objects.filter(mpn_id=mpn_id).exists()
    if taken or PartnerProfile.objects.filter(global_account_id=mpn_id).exists():
        raise DomainError("mpn_taken", _("This MPN ID cannot be used. Check it."), "mpn_id")


def require_transition(profile: PartnerProfile, enrolment: Enrolment) -> None:
    """D14, S001-7: both roles at once only by the transition, for a direct-bill partner that is identified for it."""
    becomes_both = {*profile.programmes, enrolment.programme} >= BOTH
    is_open = enrolment.is_transition and profile.offboarding_since is not None
    if becomes_both and not (is_open and Programme.DIRECT_BILL in profile.programmes):
        raise DomainError(
            "transition_only",
            _(
                "An organisation is direct-bill partner and indirect reseller at once only after it has been"
                " identified for direct-bill offboarding."
            ),
        )


def require_reseller_signer(agreement: Agreement, by: Actor) -> None:
    """S001-12: a global admin accepts, and what is accepted is the indirect reseller agreement."""
    if agreement.kind != AgreementKind.INDIRECT_RESELLER:
        raise DomainError("not_reseller_agreement", _("This is not the indirect reseller agreement."))
    if Role.GLOBAL_ADMIN not in by.roles:
        raise DomainError("wrong_role", _("Only a global admin can accept the agreement."))


def is_confirmed(enrolment: Enrolment) -> bool:
    """S001-9, reference 3.2: a code that was mailed to the address that hears of the decision has come back."""
    profile: PartnerProfile | None = getattr(enrolment.tenant, "profile", None)
    if profile is None or profile.contact_confirmed_at is None:
        return False
    return address_key(profile.primary_contact) == address_key(enrolment.primary_contact)


def remarks(enrolment: Enrolment) -> Iterator[str]:
    """S001-8: why a person has to look before this is approved; nothing: it is approved by rule, at once."""
    tenant = enrolment.tenant
    if enrolment.programme != Programme.INDIRECT_RESELLER:
        yield str(_("An operator decides on this programme role."))
    for fact in missing_facts(tenant):
        if fact.code != "mpn_email" or enrolment.is_transition:
            yield str(fact.message)
    yield from (str(doubt.question) for doubt in company_names.name_doubts(tenant.name))
    yield from (str(doubt.question) for doubt in company_names.domain_doubts(tenant.domain))
    try:
        require_company_mailbox(enrolment.primary_contact, tenant.domain)
    except DomainError as error:
        yield str(error.message)
    if not is_confirmed(enrolment):
        yield str(_("The address of the primary contact has not been confirmed by mail."))
    namesakes = Tenant.objects.filter(name_key=tenant.name_key, country__region=tenant.country.region_id)
    if namesakes.exclude(pk=tenant.pk).exists():
        yield str(_("There is another organisation of this name in the region."))
