"""The demo's processes: each a group of its own with a log, and all of them gone at the end."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from partnercenter.local import handles
from partnercenter.local.paths import CHECKOUT

PATIENCE = 10.0  # seconds between asking a process to end and ending it


class Failed(Exception):
    """A process ended that should not have; the text says which, and what it said last."""


class Stopped(Exception):
    """Somebody asked the demo to end."""


class Processes:
    """Starts processes and ends them."""

    def __init__(self, local: Path, stop: threading.Event, patience: float = PATIENCE) -> None:
        self.environment: dict[str, str] = {}
        self.patience = patience
        self._stop = stop
        self._logs = local / "logs"
        self._register = local / "run" / "processes.json"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs.mkdir(exist_ok=True)
        end_leftovers(self._register, patience)

    def start(self, name: str, command: list[str], output: Path | None = None) -> None:
        """Start a process that is to run until the end."""
        log_file = self._logs / f"{name}.log"
        with log_file.open("wb") as log, (output or log_file).open("ab") as out:
            process = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the demo alone, which ends them in order
            )
        self._running[name] = process
        self._register.write_text(json.dumps([process.pid for process in self._running.values()]))

    def run(self, name: str, command: list[str]) -> str:
        """Run a process to its end; what it wrote to standard output."""
        output = self._logs / f"{name}.out"
        output.unlink(missing_ok=True)
        self.start(name, command, output)
        while (code := self._running[name].poll()) is None:
            self.watch(0.05, besides=name)
        del self._running[name]
        if code != 0:
            raise Failed(self._obituary(name, code))
        return output.read_text()

    def watch(self, seconds: float, besides: str = "") -> None:
        """Wait; raise if a process has ended, or if the demo is to end."""
        if self._stop.wait(seconds):
            raise Stopped
        for name, process in self._running.items():
            code = process.poll()
            if code is not None and name != besides:
                raise Failed(self._obituary(name, code))

    def stop(self) -> None:
        """Ask every group to end, youngest first, then end what is left."""
        groups = [process.pid for process in reversed(self._running.values())]
        _signal(groups, signal.SIGTERM)
        deadline = time.monotonic() + self.patience
        for process in self._running.values():
            try:
                process.wait(timeout=max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                continue
        _signal(groups, signal.SIGKILL)
        for process in self._running.values():
            process.wait()
        self._register.unlink(missing_ok=True)

    def _obituary(self, name: str, code: int) -> str:
        log = self._logs / f"{name}.log"
        tail = "\n".join(f"  {line}" for line in log.read_text(errors="replace").splitlines()[-15:])
        return f"The process {name} ended with code {code}. The end of {log}:\n{tail or '  (nothing)'}"


def end_leftovers(register: Path, patience: float) -> None:
    """End what an earlier demo left because it was killed itself."""
    try:
        pids: list[int] = json.loads(register.read_text())
    except (OSError, ValueError):
        return
    ours = [pid for pid in pids if handles.alive(pid, "python")]
    _signal(ours, signal.SIGTERM)
    deadline = time.monotonic() + patience
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
