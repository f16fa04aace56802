"""The directory on the overview: a profile that was taken down, or that nobody has looked at for half a year (S003-7)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.overview import Card, Task
from accounts.permissions import Permission
from accounts.states import Programme
from directory.models import BusinessProfile
from partnercenter.core.actor import Actor


def profile_cards(actor: Actor) -> Iterator[Card]:
    """For whoever keeps it; a provider's entry is an operator's to keep (S000-7)."""
    if not actor.may(Permission.BUSINESS_PROFILE_EDIT):
        return
    if Programme.INDIRECT_PROVIDER in actor.tenant.programmes:
        return
    profile = BusinessProfile.objects.visible_to(actor.tenant).first()
    if profile is None:
        return
    url = reverse("directory:business-profile", kwargs={"tenant_slug": actor.tenant.slug})
    if profile.is_held:
        title, text = _("Your business profile was taken down"), profile.held_reason
        yield Task(title, text, url, _("Show"), tone="danger", order=25)
    elif profile.is_due:
        title = _("Is your business profile still current?")
        text = _("Nobody has looked at it for half a year. Customers rely on what it says.")
        yield Task(title, text, url, _("Look at it"), tone="info", order=60)
