"""States in words and tones, for lists and pages."""

from __future__ import annotations

from directory.states import EntryRequestStatus, LeadStatus, ProfileStatus
from partnercenter.core.components import Badge

PROFILES: dict[str, Badge] = {
    ProfileStatus.DRAFT: Badge(ProfileStatus.DRAFT.label, "neutral", "minus-circle"),
    ProfileStatus.PUBLISHED: Badge(ProfileStatus.PUBLISHED.label, "success", "check-circle"),
    ProfileStatus.HELD: Badge(ProfileStatus.HELD.label, "danger", "x-circle"),
}

LEADS: dict[str, Badge] = {
    LeadStatus.RECEIVED: Badge(LeadStatus.RECEIVED.label, "info", "mail"),
    LeadStatus.ACCEPTED: Badge(LeadStatus.ACCEPTED.label, "success", "check-circle"),
    LeadStatus.DECLINED: Badge(LeadStatus.DECLINED.label, "neutral", "x-circle"),
    LeadStatus.EXPIRED: Badge(LeadStatus.EXPIRED.label, "warning", "clock"),
    LeadStatus.ARCHIVED: Badge(LeadStatus.ARCHIVED.label, "neutral", "box"),
}

ENTRY_REQUESTS: dict[str, Badge] = {
    EntryRequestStatus.OPEN: Badge(EntryRequestStatus.OPEN.label, "info", "clock"),
    EntryRequestStatus.DONE: Badge(EntryRequestStatus.DONE.label, "success", "check-circle"),
    EntryRequestStatus.DECLINED: Badge(EntryRequestStatus.DECLINED.label, "neutral", "x-circle"),
}
