from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.permissions import Permission

register = template.Library()
_LOGS = {
    Permission.ACTIVITY_VIEW: "accounts:activity-list",
    Permission.OWN_ACTIVITY_VIEW: "accounts:own-activity-list",
}


@register.simple_tag(takes_context=True)
def activity_link(
    context: template.Context, *, about: Any = None, side: Any = None, person: Any = None
) -> SafeString | str:
    """Below a history: to the activity log of this object, this other side, or this member; for who may read it."""
    actor = context["actor"]
    name = next((name for permission, name in _LOGS.items() if actor.may(permission)), "")
    if not name:
        return ""
    query = {"side": side.public_id} if side else {"person": person.public_id} if person else {}
    if about:
        query = {"about": f"{about._meta.label_lower}:{about.public_id}"}  # noqa: SLF001  Django's public way
    url = reverse(name, args=[actor.tenant.slug], query=query)
    words = _("All of it in the activity log")
    return format_html('<p class="pc-panel-body"><a href="{}">{}</a></p>', url, words)
