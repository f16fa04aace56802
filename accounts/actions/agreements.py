"""Agreements and who accepted them."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Agreement,
    AgreementAcceptance,
)
from accounts.policies import require_mpa_signer
from accounts.states import (
    AgreementKind,
)
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError


@transaction.atomic
def publish_agreement(*, kind: AgreementKind, title: str, text: str, by: AnyActor) -> Agreement:
    """A new version; earlier ones stay as they were accepted.

    Raises DomainError("published_meanwhile"): who publishes over a version has seen it.
    """
    newest = Agreement.objects.current(kind)
    agreement = Agreement(kind=kind, version=newest.version + 1 if newest else 1, title=title, text=text)
    try:
        with transaction.atomic():
            agreement.save(force_insert=True)
    except IntegrityError as error:
        message = _("Somebody published a new version at the same moment. Read it before you publish yours.")
        raise DomainError("published_meanwhile", message) from error
    audit.record(
        "agreement.published", by=by, target=agreement, changes={"version": [None, agreement.version]}
    )
    return agreement


@transaction.atomic
def sign_mpa(*, agreement: Agreement, by: Actor) -> AgreementAcceptance:
    """S004-5: the global admin signs for the organisation. Signing the same version twice is one acceptance.

    Raises DomainError: not_mpa, not_partner, wrong_role.
    """
    require_mpa_signer(agreement, by)
    acceptance, created = AgreementAcceptance.objects.get_or_create(
        tenant=by.tenant,
        agreement=agreement,
        defaults={"kind": agreement.kind, "accepted_by": by.user, "signer_name": by.user.full_name},
    )
    if created:
        audit.record(
            "agreement.accepted", by=by, target=acceptance, changes={"version": [None, agreement.version]}
        )
    return acceptance
