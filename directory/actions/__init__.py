"""Every write of the directory: change, audit event and mail in one transaction."""

from directory.actions.entries import (
    describe_entry,
    hold_profile,
    list_entry,
    open_entry,
    release_profile,
    set_entry_logo,
    unlist_entry,
)
from directory.actions.followers import follow_rename, follow_suspension
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
    "add_location",
    "confirm_profile",
    "describe_entry",
    "edit_location",
    "edit_profile",
    "follow_rename",
    "follow_suspension",
    "hold_profile",
    "list_entry",
    "open_entry",
    "publish_profile",
    "release_profile",
    "remove_location",
    "remove_logo",
    "set_entry_logo",
    "set_logo",
    "unlist_entry",
    "withdraw_profile",
]
