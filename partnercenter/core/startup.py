"""What must hold before the portal serves or works."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from partnercenter.core.checks import role_problems


def refuse_unsafe_role() -> None:
    """With DEBUG off, raise ImproperlyConfigured where the database role would take the tenants' wall away."""
    if settings.DEBUG:
        return
    try:
        problems = role_problems()
    except OperationalError:
        return  # away for the moment: pages answer 503 until it is back, and the check is `manage.py check`'s too
    if problems:
        user = settings.DATABASES["default"]["USER"]
        raise ImproperlyConfigured(
            f"DATABASE_URL names the role {user!r}, which {' and '.join(problems)}. "
            "Set DATABASE_URL to a role that owns no tables and bypasses no policy; keep the owner in DATABASE_OWNER_URL."
        )
