"""What this app keeps about people: who asked a partner to get in touch."""

from __future__ import annotations

from django.db.models import Q

from accounts.personal import Kept, keep


def register_all() -> None:
    keep(
        Kept(
            "leads",
            "directory.Lead",
            lambda person: Q(email_key=person.key),
            (
                "created_at",
                "partner__name",
                "status",
                "company",
                "contact_name",
                "email",
                "phone",
                "message",
            ),
        )
    )
