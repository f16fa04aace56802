"""Who is using the embedded servers: they stop with their last user."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(local: Path) -> Iterator[None]:
    """Hold the folder's lock: one process at a time starts or stops its servers."""
    run = local / "run"
    run.mkdir(parents=True, exist_ok=True)
    with (run / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def add(local: Path, pid: int) -> None:
    """Count `pid` among the users; call it with the lock held."""
    _write(local, {*_read(local), pid})


def remove(local: Path, pid: int) -> bool:
    """Forget `pid`; true if nobody is left. Processes that died without saying so do not count."""
    left = {other for other in _read(local) if other != pid and alive(other)}
    _write(local, left)
    return not left


def living(local: Path) -> set[int]:
    """The processes using the servers of this folder."""
    return {pid for pid in _read(local) if alive(pid)}


def _read(local: Path) -> set[int]:
    try:
        return set(json.loads((local / "run" / "users.json").read_text()))
    except (OSError, ValueError):
        return set()


def _write(local: Path, pids: set[int]) -> None:
    (local / "run" / "users.json").write_text(json.dumps(sorted(pids)))


def alive(pid: int, name: str = "") -> bool:
    """Whether the process runs: neither gone nor a zombie, and (since numbers are reused) of that name."""
    try:
        import psutil
    except ImportError:
        return False  # then there is no embedded server either

    try:
        process = psutil.Process(pid)
        return bool(process.status() != psutil.STATUS_ZOMBIE and process.name().startswith(name))
    except psutil.NoSuchProcess:
        return False
