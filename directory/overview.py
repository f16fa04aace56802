"""The directory on the overview: a profile that was taken down, or that nobody has looked at for half a year (S003-7);
leads that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.overview import Card, Task, count_up_to, limited
from accounts.permissions import Permission
from accounts.states import Programme
from directory.models import BusinessProfile, Lead
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


def lead_cards(actor: Actor) -> Iterator[Card]:
    """Reference 3.19: what nobody answers within 14 days is lost; what is nearly lost comes first."""
    if not actor.may(Permission.LEADS_MANAGE):
        return
    url = reverse("directory:lead-list", kwargs={"tenant_slug": actor.tenant.slug})
    rows = Lead.objects.visible_to(actor.tenant)
    count = count_up_to(rows.received())
    if not count:
        return
    title = ngettext("%(count)s lead waits for an answer", "%(count)s leads wait for an answer", count)
    text = _("Who asked is told to choose somebody else after 14 days.")
    yield Task(
        title % {"count": limited(count)}, text, f"{url}?state=received", _("Show"), tone="info", order=22
    )
    late = count_up_to(rows.expiring())
    if late:
        title = ngettext("%(count)s lead expires within 3 days", "%(count)s leads expire within 3 days", late)
        text = _("After that the contact data are gone.")
        yield Task(title % {"count": limited(late)}, text, f"{url}?needs=expiring", _("Show"), order=21)
