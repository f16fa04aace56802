"""The incentives of indirect resellers: an invitation, once, and enrolling in them (S001-42 to S001-44)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import emails_enrolment as emails
from accounts.models import Enrolment, IncentiveInvitation
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError


@transaction.atomic
def invite_to_incentives(*, enrolment: Enrolment, by: AnyActor) -> IncentiveInvitation:
    """S001-42, S001-43: to the address that the MPN account has now. In system scope.

    Raises DomainError: no_address, invited_already.
    """
    address = enrolment.tenant.profile.mpn_email
    if not address:
        raise DomainError("no_address", _("The e-mail address of the MPN account is not known."))
    invitation = IncentiveInvitation(enrolment=enrolment, tenant=enrolment.tenant, to_address=address)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError("invited_already", _("Somebody did this already.")) from error
    changes = {"to_address": ["", address]}
    audit.record("incentives.invited", by=by, target=invitation, tenant=enrolment.tenant, changes=changes)
    emails.invite_to_incentives(invitation)
    return invitation


@transaction.atomic
def enrol_in_incentives(*, by: Actor) -> IncentiveInvitation:
    """The organisation takes part, for its reseller business; direct-bill incentives stay as they are (S001-44). Twice is once.

    Raises DomainError("not_invited").
    """
    rows = IncentiveInvitation.objects.visible_to(by.tenant).select_for_update(of=("self",), no_key=True)
    invitation = rows.order_by("id").first()
    if invitation is None:
        raise DomainError("not_invited", _("Your organisation has not been invited to incentives yet."))
    if invitation.enrolled_at is not None:
        return invitation
    IncentiveInvitation.objects.filter(pk=invitation.pk).update(enrolled_at=Now(), enrolled_by=by.user)
    audit.record("incentives.enrolled", by=by, target=invitation)
    return invitation
