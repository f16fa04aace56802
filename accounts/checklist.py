"""The first steps of a partner, on its overview until all are done. Apps add theirs in ready(): each tick is a fact, never a click.

def first_partnership(actor): yield Step(_("First partnership"), is_done, url, order=70)
checklist.register(first_partnership)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import overview
from accounts.agreements import MpaState
from accounts.models import Membership
from accounts.permissions import Permission
from accounts.policies.programme import missing_facts
from partnercenter.core.actor import Actor
from partnercenter.core.components import Badge

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

DONE, OPEN, BLOCKED = (
    Badge(gettext_lazy("Completed"), "success"),
    Badge(gettext_lazy("Not yet started"), "info", "clock"),
    Badge(gettext_lazy("Cannot start yet"), "neutral"),
)


@dataclass(frozen=True)
class Step:
    """`blocked` says why it cannot be done yet, and there is no link then."""

    label: Words
    is_done: bool
    url: str
    blocked: Words = ""
    order: int = 100

    @property
    def badge(self) -> Badge:
        if self.is_done:
            return DONE
        return BLOCKED if self.blocked else OPEN


@dataclass(frozen=True)
class Checklist:
    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.steps)


Source = Callable[[Actor], Iterable[Step]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source; the same one twice counts once."""
    if source not in _sources:
        _sources.append(source)


def steps_of(actor: Actor) -> list[Step]:
    return sorted((step for source in _sources for step in source(actor)), key=lambda step: step.order)


def own_steps(actor: Actor) -> Iterator[Step]:
    """Company, contact, location, agreement, second step, colleague."""
    slug, profile = actor.tenant.slug, actor.tenant.profile
    missing = {fact.code for fact in missing_facts(actor.tenant)}
    where = reverse("accounts:profile", args=[slug])
    by_operator = _("The operator fills it in for you.")
    yield Step(_("Company details"), "company" not in missing, where, by_operator, order=10)
    is_confirmed = profile.contact_confirmed_at is not None
    yield Step(_("Primary contact confirmed"), is_confirmed, where, by_operator, order=20)
    location = reverse("accounts:location-add", args=[slug])
    yield Step(_("Location with its MPN ID"), "location" not in missing, location, order=30)
    state = MpaState(actor.tenant)
    why_not = "" if state.is_concerned else _("First your organisation has to be enrolled.")
    if "location" in missing:
        why_not = _("First add the location.")
    signing = reverse("accounts:mpa-sign", args=[slug])
    yield Step(_("Microsoft Partner Agreement signed"), state.is_signed, signing, why_not, order=40)
    has_second_step = actor.user.has_second_step
    yield Step(_("Two-step verification of your account"), has_second_step, reverse("mfa_index"), order=50)
    colleagues = Membership.objects.visible_to(actor.tenant).unblocked()[:2].count() > 1
    yield Step(_("First colleague"), colleagues, reverse("invitations:team-list", args=[slug]), order=60)


def checklist_section(actor: Actor) -> Iterator[overview.Section]:
    """For a global admin of a partner; gone once it is complete."""
    if not actor.may(Permission.PROGRAMME_ENROL) or getattr(actor.tenant, "profile", None) is None:
        return
    found = Checklist(steps_of(actor))
    if not found.is_complete:
        yield overview.Section(_("First steps"), "accounts/_checklist.html", found, "first-steps", order=50)
