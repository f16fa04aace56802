"""What other apps keep of a tenant's name for their sorted lists; each adds a callable in ready()."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Tenant

after_rename: list[Callable[[Tenant], None]] = []
