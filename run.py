#!/usr/bin/env python3
"""Set up survey_app on this machine, then serve it, test it, or hand a command to it.

python3 run.py                    set up, then serve on http://127.0.0.1:8000
python3 run.py test               set up what the tests need, then run every check and test
python3 run.py test --quick       the checks, and the tests that drive no browser and kill no server: the inner loop
python3 run.py test --long        the same, with the long forms of the fault and load tests
python3 run.py test --interop     the same, with checks against LibreOffice
python3 run.py test ARGUMENT...   pytest alone, with these arguments
python3 run.py COMMAND ...        a command of the app; python3 run.py COMMAND --help explains it

Needs Python 3.11 or newer and nothing else: this file uses the standard library alone. What it installs
goes into .venv beside it. System packages (pip for a Python that has none; browsers and fonts for the
tests) it installs with apt-get when it may; else it names the one command that does.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Command = Sequence[str | Path]

OLDEST_PYTHON = (3, 11)
# Says whether a .venv fits its Python: after an upgrade of the system's Python its packages are out of reach.
FITS = (
    "import os, sys, sysconfig\n"
    f"sys.exit(sys.version_info < {OLDEST_PYTHON} or not os.path.isdir(sysconfig.get_path('purelib')))"
)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"  # holds everything in requirements.lock, and more
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# The flask command, under the name that people know it by.
APP = "from flask.cli import cli; cli.main(prog_name='python3 run.py')"
PIP_OPTIONS = (
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--root-user-action=ignore",
    "--require-hashes",
    "--only-binary=:all:",  # a source package would fetch its build tools unpinned
)


class SetupError(Exception):
    """The machine lacks something; the message names it and the remedy."""


class SystemPackage(NamedTuple):
    """Something outside Python that a kind of test cannot do without."""

    purpose: str
    name: str  # of the Debian package
    is_present: Callable[[], bool]


class Check(NamedTuple):
    """One thing that `test` runs, with the arguments for .venv's Python."""

    name: str
    arguments: tuple[str, ...]


class Outcome(NamedTuple):
    """One line of the summary."""

    verdict: str  # passed or FAILED
    subject: str


def has_gurmukhi_font() -> bool:
    """Tell whether the Noto fonts are here, by the one that other font packages lack."""
    return any(next(folder.rglob("NotoSansGurmukhi*"), None) for folder in FONT_FOLDERS if folder.is_dir())


def has_libatomic() -> bool:
    """Tell whether the library is here that Playwright's own driver is linked against."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def has_gi() -> bool:
    """Tell whether Debian's own Python can import gi."""
    return succeeds(["/usr/bin/python3", "-c", "import gi"])


def has_webkit_for_python() -> bool:
    """Tell whether gi would find WebKit."""
    return any(Path("/usr/lib").glob("*/girepository-1.0/WebKit2-4.1.typelib"))


CHROMIUM = SystemPackage(
    "browser tests", "chromium-headless-shell", lambda: shutil.which("chromium-headless-shell") is not None
)
WHOLE_CHROMIUM = SystemPackage(
    "tests of what a browser writes to disk", "chromium", lambda: shutil.which("chromium") is not None
)
FIREFOX = SystemPackage(
    "tests on three engines", "firefox-esr", lambda: shutil.which("firefox-esr") is not None
)
WEBKIT = SystemPackage(
    "tests on three engines", "webkit2gtk-driver", lambda: shutil.which("WebKitWebDriver") is not None
)
# Without these WebKit has no way to be given a profile, and no screen.
WEBKIT_FOR_PYTHON = SystemPackage("tests on three engines", "gir1.2-webkit2-4.1", has_webkit_for_python)
PYTHON_GI = SystemPackage("tests on three engines", "python3-gi", has_gi)
XVFB = SystemPackage("tests on three engines", "xvfb", lambda: shutil.which("Xvfb") is not None)
FONTS = SystemPackage("browser tests in every script", "fonts-noto-core", has_gurmukhi_font)
LIBATOMIC = SystemPackage("browser tests", "libatomic1", has_libatomic)
LIBREOFFICE = SystemPackage("--interop", "libreoffice-calc", lambda: shutil.which("soffice") is not None)
PSPP = SystemPackage("--interop", "pspp", lambda: shutil.which("pspp") is not None)
R = SystemPackage("--interop", "r-base-core", lambda: shutil.which("Rscript") is not None)

ENGINES = (FIREFOX, WEBKIT, WEBKIT_FOR_PYTHON, PYTHON_GI, XVFB)

# Arguments of `test` that choose tests; with others, pytest runs alone.
FORMS = {"--quick", "--long", "--interop"}

STATIC_CHECKS = (
    Check("ruff check", ("-m", "ruff", "check", "--quiet", ".")),
    Check("ruff format", ("-m", "ruff", "format", "--check", ".")),
    Check("mypy", ("-m", "mypy")),
    Check("import-linter", ("-c", "import sys; from importlinter.cli import lint_imports_command as c; c()")),
    Check("djlint", ("-m", "djlint", "--lint", "survey_app/templates")),
)


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; return the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        say(f"survey_app needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    try:
        return dispatch(list(arguments))
    except (SetupError, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def dispatch(arguments: list[str]) -> int:
    """Choose between help, serve, test and a command of the app."""
    command = arguments[0] if arguments else "serve"
    if command in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if command == "test":
        return test(arguments[1:])
    install(LOCK)
    if command == "serve":
        prepare()
    become(flask(arguments or ["serve"]))


def say(line: str) -> None:
    """Tell the person what goes on; on stderr, so that what a command prints can be kept in a file."""
    print(line, file=sys.stderr, flush=True)


# --- Setting up ---------------------------------------------------------------------------------------


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


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages when we may; tell whether that worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"Installing with apt-get: {' '.join(packages)}")
    for command in (("update",), ("install", "--yes", "--no-install-recommends", *packages)):
        done = run_unseen(["apt-get", "-qq", *command])
        if done.returncode != 0:
            say(done.stderr.strip())
            return False
    return True


def apt_command(packages: Sequence[str]) -> str:
    """Give the command that a person runs to install Debian packages."""
    return f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(packages)}"


# --- Running ------------------------------------------------------------------------------------------


def prepare() -> None:
    """Bring translations and database up to date; load the sample district into an empty database.

    Raises SetupError when the app refuses; it has said why.
    """
    if run(flask(["prepare"]), ROOT) != 0:
        raise SetupError("The app could not be prepared; the lines above say why.")


def flask(arguments: Iterable[str]) -> list[str]:
    """Give the command line of a command of the app; nothing in the caller's folder can be taken for a module."""
    return [str(PYTHON), "-P", "-c", APP, "--app", str(ROOT / "wsgi.py"), *arguments]


def become(command: list[str]) -> NoReturn:
    """Turn this process into another, in the caller's folder, so that signals and exit code are its own."""
    sys.stdout.flush()
    os.execve(command[0], command, surroundings())  # noqa: S606 (no shell is what we want)


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

    .venv comes first; files are UTF-8 whatever the locale; Debian's packages ask no questions.
    """
    path = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    ours = {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONUTF8": "1", "DEBIAN_FRONTEND": "noninteractive"}
    return {**os.environ, **ours}


# --- Testing ------------------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """Run every check and test, or pytest alone when it is given arguments of its own.

    Returns 0 only if all that was asked for ran and passed; the last lines name what did not.
    """
    install(TEST_LOCK)
    missing = bring(needed(arguments))
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(run_quietly, checks_before(arguments)))
    outcomes.append(run_pytest(arguments))
    print("\n".join(summary(outcomes, missing)))
    return int(bool(missing) or any(outcome.verdict == "FAILED" for outcome in outcomes))


def needed(arguments: Sequence[str]) -> list[SystemPackage]:
    """List the system packages that these tests cannot do without."""
    browsers = [] if "--quick" in arguments else [CHROMIUM, WHOLE_CHROMIUM, LIBATOMIC, FONTS, *ENGINES]
    return [*browsers, *([LIBREOFFICE, PSPP, R] if "--interop" in arguments else [])]


def bring(packages: Iterable[SystemPackage]) -> list[SystemPackage]:
    """Install the system packages that are not here; return those that could not be installed."""
    absent = [package for package in packages if not package.is_present()]
    if absent:
        apt_install([package.name for package in absent])
    return [package for package in absent if not package.is_present()]


def checks_before(arguments: Iterable[str]) -> tuple[Check, ...]:
    """List the checks that run before pytest: all of them, unless pytest was given arguments of its own."""
    return STATIC_CHECKS if set(arguments) <= FORMS else ()


def run_quietly(check: Check) -> Outcome:
    """Run a check; show what it says only if it fails."""
    say(f"Running {check.name}")
    done = run_unseen([PYTHON, *check.arguments])
    if done.returncode != 0:
        say(done.stdout + done.stderr)
    return Outcome("passed" if done.returncode == 0 else "FAILED", check.name)


def run_pytest(arguments: Iterable[str]) -> Outcome:
    """Run pytest on the processors, in full view: on two at least, on eight at most. It names the ten slowest."""
    say("Running pytest")
    workers = str(min(max(2, os.cpu_count() or 1), 8))
    command = [str(PYTHON), "-m", "pytest", "-n", workers, "--durations", "10", *arguments]
    return Outcome("passed" if run(command, ROOT) == 0 else "FAILED", "pytest")


def summary(outcomes: Iterable[Outcome], missing: Sequence[SystemPackage]) -> list[str]:
    """Lay out for a person what passed, what failed, what was missing and how to bring it."""
    lines = ["", "Summary", *(f"  {outcome.verdict:<8}{outcome.subject}" for outcome in outcomes)]
    lines += [f"  MISSING {package.name}, for {package.purpose}" for package in missing]
    if missing:
        lines.append(f"Bring what is missing, as root: {apt_command([package.name for package in missing])}")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
