"""The demo's processes: each a group of its own with a log, and all of them gone at the end."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from partnercenter.local import handles
from partnercenter.local.paths import CHECKOUT

_PATIENCE = 10.0  # seconds between asking a process to end and ending it


class Failed(Exception):  # noqa: N818 it is an outcome, said to the person at the terminal
    """A process ended that should not have; the text says which, and what it said last."""


class Processes:
    """Starts processes and ends them."""

    def __init__(self, local: Path, environment: dict[str, str]) -> None:
        self.environment = environment
        self._logs = local / "logs"
        self._register = local / "run" / "processes.json"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs.mkdir(exist_ok=True)
        end_leftovers(self._register)

    def start(self, name: str, command: list[str], **environment: str) -> None:
        """Start a process that is to run until the end."""
        self._spawn(name, command, environment)

    def run(self, name: str, command: list[str], **environment: str) -> str:
        """Run a process to its end; what it wrote to standard output."""
        process = self._spawn(name, command, environment, stdout=subprocess.PIPE)
        output = process.communicate()[0].decode()
        del self._running[name]
        if process.returncode != 0:
            raise Failed(self._obituary(name, process.returncode))
        return output

    def check(self) -> None:
        """Raise if one has ended."""
        for name, process in self._running.items():
            code = process.poll()
            if code is not None:
                raise Failed(self._obituary(name, code))

    def stop(self) -> None:
        """Ask every group to end, youngest first, then end what is left."""
        groups = [process.pid for process in reversed(self._running.values())]
        _signal(groups, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        for process in self._running.values():
            try:
                process.wait(timeout=max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                continue
        _signal(groups, signal.SIGKILL)
        for process in self._running.values():
            process.wait()
        self._register.unlink(missing_ok=True)

    def _spawn(
        self, name: str, command: list[str], environment: dict[str, str], stdout: int | None = None
    ) -> subprocess.Popen[bytes]:
        with (self._logs / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout if stdout is not None else log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the demo alone, which ends them in order
            )
        self._running[name] = process
        self._register.write_text(json.dumps([process.pid for process in self._running.values()]))
        return process

    def _obituary(self, name: str, code: int) -> str:
        log = self._logs / f"{name}.log"
        tail = "\n".join(f"  {line}" for line in log.read_text(errors="replace").splitlines()[-15:])
        return f"The process {name} ended with code {code}. The end of {log}:\n{tail or '  (nothing)'}"


def end_leftovers(register: Path) -> None:
    """End what an earlier demo left because it was killed itself."""
    try:
        pids: list[int] = json.loads(register.read_text())
    except (OSError, ValueError):
        return
    ours = [pid for pid in pids if handles.alive(pid, "python")]
    _signal(ours, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    while any(handles.alive(pid) for pid in ours) and time.monotonic() < deadline:
        time.sleep(0.1)
    _signal(ours, signal.SIGKILL)
    register.unlink(missing_ok=True)


def _signal(groups: list[int], number: signal.Signals) -> None:
    for group in groups:
        try:
            os.killpg(group, number)
        except ProcessLookupError:
            continue
