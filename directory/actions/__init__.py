"""Every write of the directory: change, audit event and mail in one transaction."""

from directory.actions.asking import CUSTOMER, ask_partner, ask_provider
from directory.actions.entries import (
    describe_entry,
    hold_profile,
    list_entry,
    open_entry,
    release_profile,
    set_entry_logo,
    unlist_entry,
)
from directory.actions.entry_requests import ask_for_change, decline_request, settle_request
from directory.actions.followers import erase_leads_of, follow_rename, follow_suspension
from directory.actions.leads import (
    accept_lead,
    archive_lead,
    care_for_lead,
    decline_lead,
    forget_person,
)
from directory.actions.locations import add_location, edit_location, remove_location
from directory.actions.profiles import (
    confirm_profile,
    edit_profile,
    publish_profile,
    remove_logo,
    set_logo,
    withdraw_profile,
)

__all__ = [
    "CUSTOMER",
    "accept_lead",
    "add_location",
    "archive_lead",
    "ask_for_change",
    "ask_partner",
    "ask_provider",
    "care_for_lead",
    "confirm_profile",
    "decline_lead",
    "decline_request",
    "describe_entry",
    "edit_location",
    "edit_profile",
    "erase_leads_of",
    "follow_rename",
    "follow_suspension",
    "forget_person",
    "hold_profile",
    "list_entry",
    "open_entry",
    "publish_profile",
    "release_profile",
    "remove_location",
    "remove_logo",
    "set_entry_logo",
    "set_logo",
    "settle_request",
    "unlist_entry",
    "withdraw_profile",
]
