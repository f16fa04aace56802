"""Why a mail did not arrive, in plain words: from what the mail server answered (situation C-048)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_ENHANCED = re.compile(r"^[245]\d\d[ -][245]\.(\d{1,3}\.\d{1,3})\b")

NO_MAILBOX = _("There is no such mailbox. The address may be mistyped, or the person may have left.")
NO_DOMAIN = _("The domain of the address does not exist or takes no mail.")
DISABLED = _("The mailbox exists, but is switched off.")
FULL = _("The mailbox is full.")
MOVED = _("The mailbox has moved.")
MALFORMED = _("The mail server does not know addresses of this form.")
REFUSED = _("The recipient's organisation does not accept this message.")
TOO_LATE = _(
    "The recipient's mail server asked us to come back later, several times, and took the message at no time."
)
OUR_SIDE = _("Partner Center could not deliver this message. The reason lies on our side.")

# Enhanced status codes (RFC 3463) without their class, then plain reply codes.
_BY_DETAIL = {
    "1.1": NO_MAILBOX,
    "1.2": NO_DOMAIN,
    "1.3": MALFORMED,
    "1.6": MOVED,
    "1.10": NO_DOMAIN,
    "2.1": DISABLED,
    "2.2": FULL,
    "4.4": NO_DOMAIN,
    "7.1": REFUSED,
}
_BY_CODE = {"550": NO_MAILBOX, "551": MOVED, "552": FULL, "553": MALFORMED, "554": REFUSED, "556": NO_DOMAIN}


def plain_reason(reply: str) -> _StrPromise:
    """One sentence for the person who sent it; the server's own words are shown beside it."""
    if reply[:1] == "4" and reply[:3].isdigit():
        return TOO_LATE
    found = _ENHANCED.match(reply)
    by_detail = _BY_DETAIL.get(found.group(1)) if found else None
    return by_detail or _BY_CODE.get(reply[:3], OUR_SIDE)
