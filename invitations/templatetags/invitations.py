from __future__ import annotations

from django import template

from accounts.labels import role_labels
from invitations import badges

register = template.Library()

register.filter("state_badge", badges.state_badge)
register.filter("mail_badge", badges.mail_badge)
register.filter("mail_reply", badges.mail_reply)
register.filter("is_from_server", badges.is_from_server)
register.filter("role_labels", role_labels)
