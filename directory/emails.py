"""Mails of leads: to the partner's people that one has come, and to who asked what became of it; and of entries."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.permissions import Role
from directory.models import EntryRequest, Lead
from directory.policies import carers
from partnercenter.core import mail, tenancy
from partnercenter.core.text import short

RECEIVED = "lead_received"
DECLINED = "lead_declined"
EXPIRED = "lead_expired"
ENTRY_ANSWERED = "entry_answered"
MOST_TOLD = 20  # people of one partner


def tell_received(lead: Lead) -> None:
    """Those who sell hear of it; where nobody does, the global admins. The mail names nobody: the page does."""
    for person in _people(lead):
        with translation.override(person.language):
            mail.enqueue(
                kind=RECEIVED,
                key=f"{RECEIVED}:{lead.public_id}:{person.pk}",
                to=person.email,
                to_name=person.full_name,
                language=person.language,
                subject=_("%(name)s asks you to get in touch") % {"name": short(lead.company)},
                text=render_to_string(f"emails/{RECEIVED}.txt", {"lead": lead, "person": person}).strip(),
                tenant=lead.partner,
                about=lead,
            )


def _people(lead: Lead) -> list[User]:
    members = list(carers(lead.partner).order_by("pk"))
    sellers = [each for each in members if {Role.SALES_AGENT, Role.ADMIN_AGENT} & set(each.current_roles)]
    return [each.user for each in (sellers or members)[:MOST_TOLD]]


def tell_declined(lead: Lead) -> None:
    _to_asker(DECLINED, lead, gettext_noop("%(name)s cannot help you at present"))


def tell_expired(lead: Lead) -> None:
    _to_asker(EXPIRED, lead, gettext_noop("%(name)s has not answered"))


def _to_asker(kind: str, lead: Lead, subject: str) -> None:
    """In the language in which they asked; where else to look stands in it. No partner reads along."""
    reason = "a mail that no partner reads"
    with tenancy.system(reason=reason), translation.override(lead.language):
        mail.enqueue(
            kind=kind,
            key=f"{kind}:{lead.public_id}",
            to=lead.email,
            to_name=lead.contact_name,
            language=lead.language,
            subject=_(subject) % {"name": short(lead.partner.name)},
            text=render_to_string(f"emails/{kind}.txt", {"lead": lead}).strip(),
            tenant=None,
            about=lead,
        )


def tell_entry_answered(request: EntryRequest) -> None:
    """Who asked for the change, if they still have an account."""
    person = request.asked_by
    if person is None:
        return
    with translation.override(person.language):
        mail.enqueue(
            kind=ENTRY_ANSWERED,
            key=f"{ENTRY_ANSWERED}:{request.public_id}",
            to=person.email,
            to_name=person.full_name,
            language=person.language,
            subject=_("Your request to change the entry is answered"),
            text=render_to_string(
                f"emails/{ENTRY_ANSWERED}.txt", {"request": request, "person": person}
            ).strip(),
            tenant=request.tenant,
            about=request,
        )
