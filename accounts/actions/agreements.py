"""Agreements and who accepted them."""

from __future__ import annotations

from django.db import transaction

from accounts.models import (
    Agreement,
    AgreementAcceptance,
)
from accounts.states import (
    AgreementKind,
)
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor


@transaction.atomic
def publish_agreement(*, kind: AgreementKind, title: str, text: str, by: AnyActor) -> Agreement:
    """A new version; earlier ones stay as they were accepted."""
    newest = Agreement.objects.current(kind)
    agreement = Agreement.objects.create(
        kind=kind, version=newest.version + 1 if newest else 1, title=title, text=text
    )
    audit.record(
        "agreement.published", by=by, target=agreement, changes={"version": [None, agreement.version]}
    )
    return agreement


@transaction.atomic
def sign_mpa(*, agreement: Agreement, by: Actor) -> AgreementAcceptance:
    """S004-5: the global admin signs for the organisation. Signing the same version twice is one acceptance."""
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
