"""Where the embedded stack keeps its data, and short paths for its sockets."""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

#: A unix socket's path may have 107 bytes on Linux and 103 on macOS; PostgreSQL appends `/.s.PGSQL.5432`.
_LONGEST_SOCKET_DIR = 80


def local_dir() -> Path:
    """The folder of the embedded stack: `PORTAL_LOCAL_DIR`, or `.local` in the checkout.

    Tests have a folder (and so servers) of their own: they never touch what the demo shows.
    """
    chosen = os.environ.get("PORTAL_LOCAL_DIR")
    if chosen:
        return Path(chosen).expanduser().resolve()
    return CHECKOUT / ".local" / "test" if is_test_run() else CHECKOUT / ".local"


def is_test_run() -> bool:
    """True inside pytest and in every process a test starts."""
    return "PYTEST_VERSION" in os.environ


def socket_dir(data_dir: Path) -> Path:
    """A private folder for the socket of the server of `data_dir`, its path short enough."""
    inside = data_dir.parent / "run" / data_dir.name
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_DIR:
        inside.mkdir(parents=True, exist_ok=True)
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    base = Path(tempfile.gettempdir()) / f"portal-{os.geteuid()}"
    base.mkdir(mode=0o711, exist_ok=True)
    _refuse_foreign(base)
    path = base / digest
    path.mkdir(exist_ok=True)
    return path


def drop_socket_dir(data_dir: Path) -> None:
    """Take the folder away again once its server has stopped; one that is still used is not empty and stays."""
    path = socket_dir(data_dir)
    with suppress(OSError):
        path.rmdir()
        if data_dir.parent not in path.parents:
            path.parent.rmdir()


def _refuse_foreign(path: Path) -> None:
    """A shared temporary folder is no place to trust a name in: the folder must be ours."""
    info = path.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.geteuid() or info.st_mode & 0o022:
        raise SystemExit(f"{path} belongs to somebody else; set PORTAL_LOCAL_DIR to a shorter path.")
