"""Run other programs for run.py, in an environment in which .venv comes first. Uses the standard library alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Command = Sequence[str | Path]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class SetupError(Exception):
    """The machine lacks something; the message names it and the remedy."""


def say(line: str) -> None:
    """Tell the person what goes on; on stderr, so that what a command prints can be kept in a file."""
    print(line, file=sys.stderr, flush=True)


def run(command: Command, folder: Path | None = None) -> int:
    """Run a command in full view; return its exit code."""
    return subprocess.run(command, check=False, cwd=folder, env=surroundings()).returncode


def run_unseen(command: Command) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder, keeping what it says for the caller."""
    return subprocess.run(command, check=False, cwd=ROOT, env=surroundings(), capture_output=True, text=True)


def succeeds(command: Command) -> bool:
    """Run a command in silence; tell whether it ended well."""
    return run_unseen(command).returncode == 0


def surroundings() -> Mapping[str, str]:
    """Give the environment of everything we start.

    .venv comes first; files are UTF-8 whatever the locale; Debian's packages ask no questions. Python keeps what it
    compiles: some machines forbid that, and then each of hundreds of programs compiles the whole project again.
    """
    path = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    ours = {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONUTF8": "1", "DEBIAN_FRONTEND": "noninteractive"}
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | ours
