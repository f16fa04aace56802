"""Who can be erased. Each returns, or raises DomainError with a sentence for the operator."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import PartnerProfile, User
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError


def require_may_erase(user: User, by: OperatorActor, address: str) -> None:
    """Raises DomainError: unchanged, oneself, address."""
    if user.is_erased:
        raise DomainError("unchanged", _("Somebody did this already."))
    if user.pk == by.user.pk:
        raise DomainError("oneself", _("This is your own account. A colleague can do it."))
    if address.strip().lower() != user.email:
        raise DomainError("address", _("This is not the e-mail address of this person."), "address")


def require_no_contact(email: str) -> None:
    """An organisation stays within reach. In system scope. Raises DomainError("contact")."""
    profile = PartnerProfile.objects.filter(Q(primary_contact=email) | Q(mpn_email=email)).first()
    if profile is not None:
        message = _("%(name)s is reached at this address. Have it name another contact first.")
        raise DomainError("contact", message % {"name": profile.tenant})
