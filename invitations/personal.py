"""What this app keeps about people: who was invited, by whom, and who answered."""

from __future__ import annotations

from django.db.models import Q

from accounts.personal import NO_ADDRESS, Kept, keep
from partnercenter.core.models import ERASED


def register_all() -> None:
    keep(
        Kept(
            "invitations",
            "invitations.Invitation",
            lambda person: Q(recipient_key=person.key),
            (
                "created_at",
                "inviter__name",
                "kind",
                "status",
                "recipient_email",
                "recipient_name",
                "subject",
                "text",
            ),
        ),
        Kept(
            "invitations_sent",
            "invitations.Invitation",
            lambda person: Q(invited_by=person.user),
            ("created_at", "inviter__name", "kind", "status", "invited_by_name"),
            {"invited_by_name": ERASED},
        ),
        Kept(
            "invitations_answered",
            "invitations.Invitation",
            lambda person: Q(answered_by=person.user),
            ("answered_at", "inviter__name", "kind", "status", "answered_by_name", "decline_reason"),
            {"answered_by_name": ERASED, "decline_reason": ""},
        ),
        # Kept on: without it they could be asked again.
        Kept(
            "opt_outs",
            "invitations.OptOut",
            lambda person: Q(recipient_key=person.key),
            ("created_at", "tenant__name"),
        ),
        Kept(
            "invitation_recipients",
            "invitations.Invitation",
            lambda person: Q(recipient_key=person.key),
            erased={
                "recipient_email": NO_ADDRESS,
                "recipient_key": NO_ADDRESS,
                "recipient_name": "",
                "subject": ERASED,
                "text": ERASED,
            },
        ),
    )
