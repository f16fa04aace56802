"""What happens to leads, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from directory.models import Lead
from partnercenter.core.sentences import Field, Sentence, fields_of, register

_LEADS = {
    "lead.received": Sentence(
        gettext_noop("%(object)s asked %(organisation)s to get in touch."), "mail", "info"
    ),
    "lead.accepted": Sentence(gettext_noop("%(who)s accepted the lead %(object)s."), "check", "success"),
    "lead.declined": Sentence(gettext_noop("%(who)s declined the lead %(object)s."), "x", "danger"),
    "lead.edited": Sentence(gettext_noop("%(who)s changed the notes to the lead %(object)s."), "edit"),
    "lead.archived": Sentence(gettext_noop("%(who)s archived the lead %(object)s."), "box"),
    "lead.expired": Sentence(
        gettext_noop("The lead %(object)s expired without an answer; its contact data are gone."),
        "clock",
        "warning",
    ),
    "lead.erased": Sentence(
        gettext_noop("The contact data of the lead %(object)s were erased at the person's wish."), "x"
    ),
}


def register_all() -> None:
    words = fields_of(Lead, "decline_reason") | {"owner": Field(_("who cares for it"))}
    register("lead", _("Leads"), _LEADS, words)
