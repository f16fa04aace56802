"""Who was invited and has no account yet makes one on the way, and proves the mailbox with a code (ADR 0006)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import create_user
from accounts.models import User
from invitations import emails_code, limits, policies
from invitations.models import Invitation
from invitations.tokens import CODE_LIFE, is_code
from partnercenter.core import audit
from partnercenter.core.actor import Actor, SystemActor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import OutgoingMail


@transaction.atomic
def send_code(*, invitation: Invitation, generation: int) -> None:
    """A code to the invited address, whether or not it has an account: the link alone proves no mailbox.

    Raises DomainError("not_open"), StaleState for an older link, RateLimited.
    """
    _require_newest_and_open(invitation, generation)
    limits.count_code(invitation)
    emails_code.queue_code(invitation)
    audit.record("invitation.code_sent", by=SystemActor("recipient"), target=invitation)


@transaction.atomic
def create_account(
    *, invitation: Invitation, generation: int, code: str, full_name: str, password: str, language: str
) -> User:
    """An account with the invited address, for who has the code that was mailed there.

    Raises DomainError: not_open, wrong_code, email_taken (told only to who has the code); StaleState for an older link.
    """
    _require_newest_and_open(invitation, generation)
    _require_code(invitation, code)
    addresses = {invitation.recipient_email.lower(), invitation.recipient_key}
    if User.objects.filter(email__in=addresses).exists():
        raise DomainError("email_taken", _("This address has an account already."), "code")
    user = create_user(
        email=invitation.recipient_email,
        full_name=full_name,
        password=password,
        language=language,
        by=SystemActor("recipient"),
    )
    audit.record("invitation.account_created", by=Actor(user, None), target=invitation)
    return user


def _require_newest_and_open(invitation: Invitation, generation: int) -> None:
    policies.require_open(invitation)
    if generation != invitation.generation:
        raise StaleState("replaced", _("There is a newer link."))


def _require_code(invitation: Invitation, code: str) -> None:
    """Of one of the mails that were asked for in the last half an hour."""
    mails = OutgoingMail.objects.about(invitation).filter(
        kind=emails_code.CODE, generation=invitation.generation, created_at__gt=timezone.now() - CODE_LIFE
    )
    asked = list(mails.values_list("created_at", flat=True))
    if not any(is_code(invitation, when, code) for when in asked):
        message = _("This code is not right, or it is older than 30 minutes. Use the newest mail.")
        raise DomainError("wrong_code", message, "code")
