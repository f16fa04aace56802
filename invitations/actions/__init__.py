"""Every write to invitations: rules, compare-and-set, audit event, mail, in one transaction."""

from invitations.actions.answering import (
    accept_invitation,
    ask_for_new_link,
    decline_invitation,
    lift_opt_out,
    note_refusal,
    opt_out,
    stop_invitations,
)
from invitations.actions.changing import edit_invitation, resend_invitation, revoke_invitation
from invitations.actions.erasing import revoke_invitations_to
from invitations.actions.joining import create_account, send_code
from invitations.actions.sending import send_invitations

__all__ = [
    "accept_invitation",
    "ask_for_new_link",
    "create_account",
    "decline_invitation",
    "edit_invitation",
    "lift_opt_out",
    "note_refusal",
    "opt_out",
    "resend_invitation",
    "revoke_invitation",
    "revoke_invitations_to",
    "send_code",
    "send_invitations",
    "stop_invitations",
]
