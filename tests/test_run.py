"""The parts of run.py and setup/ that can be seen without installing anything."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import run
from setup import debian, environment, running

RUN = Path(run.__file__)


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "requirements.lock"
    path.write_text("flask==3.1\n")
    return path


def remember(lock, folder):
    environment.stamp_file(lock, folder).write_text(environment.stamp(lock))


def test_a_lock_that_was_never_installed_is_not_installed(lock, tmp_path):
    assert not environment.is_installed(lock, tmp_path)


def test_an_installed_lock_is_not_installed_again(lock, tmp_path):
    remember(lock, tmp_path)

    assert environment.is_installed(lock, tmp_path)


def test_a_lock_that_changed_is_installed_again(lock, tmp_path):
    remember(lock, tmp_path)
    lock.write_text("flask==3.2\n")

    assert not environment.is_installed(lock, tmp_path)


def test_a_python_that_is_not_there_does_not_work(tmp_path):
    assert not environment.is_working(tmp_path / "python")
    assert environment.is_working(Path(sys.executable))


def test_an_environment_left_behind_by_an_upgrade_of_python_does_not_work(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "pyvenv.cfg").write_text(f"home = {Path(sys._base_executable).parent}\n")
    (tmp_path / "bin" / "python").symlink_to(sys._base_executable)

    assert not environment.is_working(tmp_path / "bin" / "python")


def test_an_old_python_is_told_what_is_needed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))

    assert run.main([]) == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


@pytest.mark.parametrize(
    "path", [RUN, *sorted((RUN.parent / "setup").glob("*.py"))], ids=lambda path: path.name
)
def test_an_old_python_can_read_the_files_that_tell_it(path):
    ast.parse(path.read_text(), feature_version=(3, 7))


def test_help_needs_no_set_up(capsys):
    assert run.main(["--help"]) == 0
    assert "python3 run.py test" in capsys.readouterr().out


def test_it_imports_nothing_but_the_standard_library():
    imports = "import sys; before = set(sys.modules); import run; print(*set(sys.modules) - before)"
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(RUN.parent)!r}); {imports}",
    ]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    assert {name.split(".")[0] for name in loaded} - sys.stdlib_module_names == {"run", "setup"}


def test_arguments_of_its_own_leave_pytest_alone():
    assert run.checks_beside(["tests/surveys", "-x"]) == ()


@pytest.mark.parametrize("arguments", [[], ["--quick"], ["--long"], ["--interop"], ["--long", "--interop"]])
def test_the_full_run_has_every_check(arguments):
    assert run.checks_beside(arguments) == run.STATIC_CHECKS


def test_libreoffice_is_needed_only_for_interop():
    assert debian.LIBREOFFICE not in run.needed(["--long"])
    assert debian.LIBREOFFICE in run.needed(["--long", "--interop"])


def test_the_inner_loop_needs_no_browser_and_no_server():
    assert run.needed(["--quick"]) == []
    assert {*debian.SERVERS} <= set(run.needed([]))
    assert {debian.CHROMIUM, debian.WHOLE_CHROMIUM, debian.FIREFOX, debian.WEBKIT} <= set(run.needed([]))


def test_the_last_lines_name_what_passed_what_failed_and_what_could_not_run():
    outcomes = [run.Outcome("passed", "mypy"), run.Outcome("FAILED", "pytest")]

    assert run.summary(outcomes, [debian.CHROMIUM])[2:] == [
        "  passed  mypy",
        "  FAILED  pytest",
        "  MISSING chromium-headless-shell, for browser tests",
        "Bring what is missing, as root: "
        "apt-get update && apt-get install --yes --no-install-recommends chromium-headless-shell",
    ]


def test_packages_that_are_here_are_not_fetched_again():
    assert debian.bring([debian.SystemPackage("nothing", "a-package-that-is-here", lambda: True)]) == []


def test_a_check_that_fails_shows_why_and_one_that_passes_is_silent(capsys, monkeypatch):
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))

    good = run.run_quietly(run.Check("good", ("-c", "print('all is well')")))
    bad = run.run_quietly(run.Check("bad", ("-c", "print('line 3 is wrong'); raise SystemExit(1)")))

    assert (good.verdict, bad.verdict) == ("passed", "FAILED")
    said = capsys.readouterr().err
    assert "line 3 is wrong" in said
    assert "all is well" not in said


def test_a_command_of_the_app_finds_the_app_from_any_folder_and_no_module_in_it(tmp_path):
    (tmp_path / "flask.py").write_text("raise SystemExit('taken from the folder')")
    command = [sys.executable, *run.flask(["routes", "--help"])[1:]]

    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    assert said.startswith("Usage: python3 run.py routes")


@pytest.mark.parametrize(
    ("role", "command"),
    [("web", "serve --only web"), ("sealer", "seal --watch"), ("worker", "work --watch")],
)
def test_a_role_alone_is_a_command_of_the_app(role, command, monkeypatch):
    became = []
    monkeypatch.setattr(run, "install", lambda lock: None)
    monkeypatch.setattr(run, "become", became.append)

    run.dispatch([role])

    assert became == [run.flask(command.split())]


def test_to_install_starts_nothing(monkeypatch):
    ran = []
    monkeypatch.setattr(run, "install", ran.append)
    monkeypatch.setattr(run, "run", lambda command, folder: ran.append(command[1]) or 0)

    assert run.dispatch(["install"]) == 0
    assert ran == [run.LOCK, "-c"]


def test_what_we_start_keeps_what_it_compiles_and_has_the_rest_of_the_environment(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///here.sqlite")
    ours = running.surroundings()

    assert "PYTHONDONTWRITEBYTECODE" not in ours
    assert ours["DATABASE_URL"] == "sqlite:///here.sqlite"
    assert ours["PATH"].split(":")[0] == str(running.VENV / "bin")
