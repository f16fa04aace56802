"""What operators do with their own rights, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from partnercenter.core.sentences import Field, Sentence, instant, register

_OPERATORS = {
    "operator.rights_raised": Sentence(
        gettext_noop("%(who)s raised their rights as an operator."), "shield", "warning"
    ),
    "operator.rights_lowered": Sentence(gettext_noop("%(who)s gave the raised rights back."), "shield"),
    "operator.rights_lapsed": Sentence(
        gettext_noop("The raised rights of %(object)s ended with their time."), "clock"
    ),
}


def register_all() -> None:
    register("operator", _("Operators"), _OPERATORS, {"until": Field(_("Until"), show=instant)})
