from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnercenter.core.forms import CleanTextField, PortalForm
from relationships.states import RemovalReason

# S000-36, in our words: good faith, a legitimate purpose, the agreements, and who answers for claims.
STATEMENT = _(
    "We made this decision in good faith, for a legitimate business purpose and in accordance with our agreement"
    " with the customer or partner. We will defend the owner of this platform against claims of third parties"
    " that come of it, and hold it harmless."
)


class RemovePartnershipForm(PortalForm):
    """S000-33: the page itself is the confirmation; nothing is ticked beforehand."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *RemovalReason.choices],
        help_text=_("For your own records: the reseller does not see it."),
    )
    note = CleanTextField(
        label=_("Note"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("For your colleagues: the reseller does not see it."),
    )
    courtesy = forms.BooleanField(
        label=_("Send the reseller's global admins a courtesy message"),
        required=False,
        help_text=_("It says that the partnership has ended. It is not a legal notice."),
    )
    statement_accepted = forms.BooleanField(
        label=STATEMENT, error_messages={"required": _("Tick the statement to remove the partnership.")}
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
