"""Every write to invitations: rules, compare-and-set, audit event, mail, in one transaction."""

from invitations.actions.answering import (
    accept_invitation,
    ask_for_new_link,
    decline_invitation,
    lift_opt_out,
    note_refusal,
    opt_out,
)
from invitations.actions.sending import (
    edit_invitation,
    request_partnerships,
    resend_invitation,
    revoke_invitation,
)

__all__ = [
    "accept_invitation",
    "ask_for_new_link",
    "decline_invitation",
    "edit_invitation",
    "lift_opt_out",
    "note_refusal",
    "opt_out",
    "request_partnerships",
    "resend_invitation",
    "revoke_invitation",
]
