"""Mails of customers: context and recipient."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import AgreementAcceptance, Tenant, User
from customers.models import Customer
from partnercenter.core import mail
from relationships.emails import SUBJECT_NAME

ATTESTED = "agreement_attested"


def tell_attested(acceptance: AgreementAcceptance, *, partner: Tenant, attester: User) -> None:
    """Reference 3.4: the person for whom a partner attested the agreement hears of it, in the customer's language."""
    details = Customer.objects.filter(pk=acceptance.tenant_id).first()
    language = details.language if details else settings.LANGUAGE_CODE
    with translation.override(language):
        context = {"acceptance": acceptance, "partner": partner, "attester": attester}
        mail.enqueue(
            kind=ATTESTED,
            key=f"{ATTESTED}:{acceptance.public_id}",
            to=acceptance.signer_email,
            to_name=acceptance.signer_name,
            language=language,
            subject=_("Your customer agreement, attested by %(name)s")
            % {"name": Truncator(partner.name).chars(SUBJECT_NAME)},
            text=render_to_string("emails/agreement_attested.txt", context).strip(),
            tenant=partner,
            about=acceptance,
            from_name=partner.name,
            reply_to=attester.email,
        )
