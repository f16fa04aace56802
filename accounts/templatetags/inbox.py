from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.inbox import COUNTED, count_unread
from accounts.visiting import Visitor

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> dict[str, str]:
    """`count`: as the header shows it, "" for none; `words`: as it is read out. One query; none for who is on a visit."""
    actor = context["actor"]
    count = 0 if isinstance(actor, Visitor) else count_unread(actor)
    if not count:
        return {"count": "", "words": _("Notifications")}
    if count > COUNTED:
        return {
            "count": f"{COUNTED}+",
            "words": _("Notifications, more than %(count)s unread") % {"count": COUNTED},
        }
    words = ngettext("Notifications, %(count)s unread", "Notifications, %(count)s unread", count)
    return {"count": str(count), "words": words % {"count": count}}
