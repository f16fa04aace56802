from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from invitations.querysets import InvitationQuerySet
from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core.filters import SearchFilter


class InvitationFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = SearchFilter(label=_("Search invitations by the recipient's address"), columns=["recipient_key"])
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=InvitationStatus.choices, empty_label=_("Every state"), method="in_state"
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=InvitationKind.choices, empty_label=_("Every kind")
    )
    needs = django_filters.ChoiceFilter(
        label=_("Needs attention"),
        choices=[("expiring", _("Expires within 7 days")), ("undeliverable", _("Could not be delivered"))],
        empty_label=_("All"),
        method="needing",
    )

    class Meta:
        fields = ("q", "state", "kind", "needs")

    def in_state(self, rows: InvitationQuerySet, name: str, value: str) -> InvitationQuerySet:
        return rows.in_state(value)

    def needing(self, rows: InvitationQuerySet, name: str, value: str) -> InvitationQuerySet:
        """What the overview's tasks lead to; who only reads an invitation has nothing to do."""
        rows = rows.sent_by(self.request.actor.tenant)
        return rows.undeliverable() if value == "undeliverable" else rows.expiring()
