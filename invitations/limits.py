"""Caps on invitations: per person, organisation and recipient a day (situation C-092). Counted in the request's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from invitations.models import Invitation
from invitations.recipients import Recipient
from partnercenter.core.actor import Actor
from partnercenter.core.errors import RateLimited
from partnercenter.core.ratelimit import Limit, counted, hit

DAY = timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)


def _limit(name: str) -> Limit:
    return Limit(f"invitations-{name}", settings.INVITATION_LIMITS[name], DAY)


def count_invitations(recipients: Sequence[Recipient], *, by: Actor) -> None:
    """Raises RateLimited; nothing is counted then, for the transaction is rolled back."""
    wait = hit(_limit("per_user_day"), str(by.user.pk), cost=len(recipients))
    wait = wait or hit(_limit("per_tenant_day"), str(by.tenant.pk), cost=len(recipients))
    if wait:
        raise RateLimited(
            "too_many",
            _("You have sent as many invitations as are allowed in a day. Go on tomorrow."),
            retry_after=wait,
        )
    for recipient in sorted(recipients, key=lambda one: one.key):  # two requests cannot block one another
        if wait := hit(_limit("per_recipient_day"), recipient.key):
            message = _(
                "%(email)s has received as many invitations as are allowed in a day. Try again tomorrow."
            )
            raise RateLimited(
                "recipient_full", message % {"email": recipient.email}, retry_after=wait, field="recipients"
            )


def left_today(by: Actor) -> int:
    """How many more this person may send today, in this organisation."""
    parts = (("per_user_day", str(by.user.pk)), ("per_tenant_day", str(by.tenant.pk)))
    limits = [(_limit(name), subject) for name, subject in parts]
    return max(0, min(limit.count - counted(limit, [subject]).get(subject, 0) for limit, subject in limits))


def full_today(keys: Iterable[str]) -> set[str]:
    """Those of these recipients who have had as many invitations as are allowed in a day."""
    limit = _limit("per_recipient_day")
    return {key for key, count in counted(limit, keys).items() if count >= limit.count}


def count_resend(invitation: Invitation) -> None:
    if wait := hit(Limit("invitation-resend", 5, DAY), invitation.public_id):
        raise RateLimited(
            "too_many", _("This invitation was sent five times today. Try again tomorrow."), retry_after=wait
        )


def is_first_refusal(invitation: Invitation, user: User) -> bool:
    """Whether this person has not been refused at this invitation today."""
    return not hit(Limit("invitation-refusal", 1, DAY), f"{invitation.public_id}:{user.pk}")


def count_ask(invitation: Invitation, *people: User | None) -> str:
    """Returns a key for the mail: the same people ask once a day. Raises RateLimited after three in a day."""
    if wait := hit(Limit("invitation-ask", 3, DAY), invitation.public_id):
        raise RateLimited(
            "too_many", _("The sender has been asked already. Try again tomorrow."), retry_after=wait
        )
    who = "-".join(str(person.pk if person else 0) for person in people)
    return f"{invitation.public_id}:{invitation.generation}:{who}:{timezone.now():%Y%m%d}"


def count_code(invitation: Invitation) -> None:
    """The mailbox of the invited is not filled by whoever holds the link."""
    wait = hit(Limit("invitation-code-day", 10, DAY), invitation.public_id)
    wait = wait or hit(Limit("invitation-code", 3, HALF_HOUR), invitation.public_id)
    if wait:
        message = _("Codes were sent several times already. Use the newest one, or wait a while.")
        raise RateLimited("too_many", message, retry_after=wait)


def count_code_try(invitation: Invitation) -> None:
    """Eight digits, few tries: guessing leads nowhere. To be counted outside of what a wrong code rolls back."""
    wait = hit(Limit("invitation-code-tries-day", 40, DAY), invitation.public_id)
    wait = wait or hit(Limit("invitation-code-tries", 10, HALF_HOUR), invitation.public_id)
    if wait:
        message = _("Too many wrong codes. Wait half an hour, then ask for a new one.")
        raise RateLimited("too_many_tries", message, retry_after=wait, field="code")
