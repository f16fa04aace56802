"""How the mails of leads behave: one that somebody has answered meanwhile is news to nobody."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import inbox, mail_topics
from accounts.inbox import Way
from accounts.mail_topics import Topic, heard_by
from accounts.permissions import Permission
from directory import emails
from directory.models import BusinessProfile, EntryRequest, Lead
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import OutgoingMail

FOUND = "found"
_PROFILE = (Permission.BUSINESS_PROFILE_EDIT, Permission.ENTRY_CHANGE_ASK)
_HEARD = (
    heard_by(("lead.received", "lead.expired"), Permission.LEADS_MANAGE)
    | heard_by(("entry_request.done", "entry_request.declined"), Permission.ENTRY_CHANGE_ASK)
    | heard_by(("business_profile.held", "business_profile.released"), *_PROFILE)
)


def _stop_news(mail: OutgoingMail) -> str:
    is_waiting = Lead.objects.filter(pk=mail.about_id or 0).received().exists()
    return "" if is_waiting else _("The lead is not waiting any more.")


def register_all() -> None:
    register(MailKind(name=emails.RECEIVED, stop=_stop_news, action=gettext_lazy("Look at the lead")))
    for name in (emails.DECLINED, emails.EXPIRED):
        register(MailKind(name=name, action=gettext_lazy("Find another one")))
    register(MailKind(name=emails.ENTRY_ANSWERED, action=gettext_lazy("See the entry")))
    title = gettext_lazy("Leads and business profile")
    mail_topics.register(Topic(FOUND, title, "", order=25, heard=_HEARD, by_mail=False))
    profile, view = "directory:business-profile", Permission.BUSINESS_PROFILE_VIEW
    inbox.lead_to(
        "directory.lead",
        Way(Permission.LEADS_MANAGE, "directory:lead-detail", "lead_id", Lead.objects.visible_to),
    )
    inbox.lead_to("directory.entryrequest", Way(view, profile, "", EntryRequest.objects.visible_to))
    inbox.lead_to("directory.businessprofile", Way(view, profile, "", BusinessProfile.objects.visible_to))
