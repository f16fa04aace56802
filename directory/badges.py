"""States in words and tones, for lists and pages."""

from __future__ import annotations

from directory.states import ProfileStatus
from partnercenter.core.components import Badge

PROFILES: dict[str, Badge] = {
    ProfileStatus.DRAFT: Badge(ProfileStatus.DRAFT.label, "neutral", "minus-circle"),
    ProfileStatus.PUBLISHED: Badge(ProfileStatus.PUBLISHED.label, "success", "check-circle"),
    ProfileStatus.HELD: Badge(ProfileStatus.HELD.label, "danger", "x-circle"),
}
