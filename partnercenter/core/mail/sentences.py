"""What operators do with mails, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from partnercenter.core.sentences import Field, Sentence, register
from partnercenter.core.states_mail import MailStatus

_MAILS = {
    "mail.retried": Sentence(
        gettext_noop("%(who)s had the mail to %(object)s sent again."), "refresh", "info"
    ),
    "mail.stopped": Sentence(
        gettext_noop("%(who)s stopped the mail to %(object)s."), "minus-circle", "warning"
    ),
    "mail.resumed": Sentence(gettext_noop("%(who)s had the portal go on sending mails."), "check", "success"),
}


def register_all() -> None:
    fields = {"status": Field(_("State"), MailStatus.choices), "reason": Field(_("Reason"))}
    register("mail", _("Mails"), _MAILS, fields)
