"""How the mails of leads behave: one that somebody has answered meanwhile is news to nobody."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import emails
from directory.models import Lead
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import OutgoingMail


def _stop_news(mail: OutgoingMail) -> str:
    is_waiting = Lead.objects.filter(pk=mail.about_id or 0).received().exists()
    return "" if is_waiting else _("The lead is not waiting any more.")


def register_all() -> None:
    register(MailKind(name=emails.RECEIVED, stop=_stop_news, action=gettext_lazy("Look at the lead")))
    for name in (emails.DECLINED, emails.EXPIRED):
        register(MailKind(name=name, action=gettext_lazy("Find another one")))
    register(MailKind(name=emails.ENTRY_ANSWERED, action=gettext_lazy("See the entry")))
