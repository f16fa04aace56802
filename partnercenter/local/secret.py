"""The secret of a folder's own portal: sessions outlive a restart, and no two folders share one."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from partnercenter.local.paths import local_dir

#: What tools sign with that only load the settings (`PORTAL_LOCAL=off`). Everybody can read it here.
NO_SECRET = "local-only-secret-key-for-the-embedded-stack-0123456789"  # noqa: S105  it is none


def local_secret() -> str:
    """The secret of the embedded stack; `NO_SECRET` where nothing is started."""
    return NO_SECRET if os.environ.get("PORTAL_LOCAL", "").lower() == "off" else secret_of(local_dir())


def secret_of(local: Path) -> str:
    """Made once. Whoever is first makes it; who comes at the same moment reads the whole of it or makes none."""
    file = local / "secret_key"
    if not file.exists():
        local.mkdir(parents=True, exist_ok=True)
        own = file.with_name(f"secret_key.{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(own, file)
        own.unlink()
    return file.read_text()
