"""systemd reads the units, and finds them well shut off."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import run
from benchmarks.servers.programs import DEPLOY, find

pytestmark = pytest.mark.servers

SOURCE = DEPLOY / "systemd"
SERVICES = sorted(path.name for path in SOURCE.glob("*.service"))
# systemd counts from 0, shut off from everything, to 10, which is what a unit gets that says nothing; this is 2.0.
MOST_EXPOSED = "20"


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder, as systemd would find them."""
    return Path(shutil.copytree(SOURCE, tmp_path / "units"))


def complaints(units: Path, *options: str) -> str:
    """What systemd-analyze says about the units in a folder; it also only warns of misspelt keys."""
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"}
    done = subprocess.run(
        [find("systemd-analyze"), *options], capture_output=True, text=True, check=False, env=environment
    )
    return done.stderr or (done.stdout if done.returncode else "")


def faults(units: Path) -> str:
    paths = [str(path) for path in (*units.glob("*.service"), *units.glob("*.timer"))]
    return complaints(units, "verify", "--man=no", *paths)


def exposure(units: Path, service: str) -> str:
    return complaints(
        units, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(units / service)
    )


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_systemd_understands_every_unit(units: Path) -> None:
    assert faults(units) == ""


def test_a_misspelt_key_and_a_program_that_is_not_there_are_found(units: Path) -> None:
    change(units / "survey-web.service", "Restart=always", "Restarts=always")
    change(units / "survey-worker.service", "/usr/bin/python3", "/usr/bin/python-of-nobody")

    said = faults(units)

    assert "Restarts" in said
    assert "python-of-nobody" in said


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_shut_off_from_the_system(units: Path, service: str) -> None:
    assert exposure(units, service) == ""


def test_a_service_without_our_hardening_is_too_exposed(units: Path) -> None:
    shutil.rmtree(units / "survey-.service.d")

    assert "exposure level" in exposure(units, "survey-web.service")


def test_the_units_start_what_run_py_knows() -> None:
    started = {name: re.findall(r"run\.py (\w+)", (SOURCE / name).read_text()) for name in SERVICES}

    assert started.pop("survey-backup.service") == ["backup"]
    assert started == {f"survey-{role}.service": [role] for role in run.ROLES}


def test_only_the_sealer_and_the_backup_reach_the_keys_of_what_waits() -> None:
    shut_out = {
        name for name in SERVICES if "InaccessiblePaths=-/srv/survey/keys" in (SOURCE / name).read_text()
    }

    assert shut_out == {"survey-web.service", "survey-worker.service"}


def test_the_command_for_operators_runs_any_command_as_the_user_of_the_units(tmp_path: Path) -> None:
    (tmp_path / "systemd-run").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "systemd-run").chmod(0o755)
    command = [DEPLOY / "survey-app", "round", "list"]
    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"PATH": f"{tmp_path}:/bin"}
    )

    assert said.stdout.endswith("/usr/bin/python3 /opt/survey/run.py round list\n")
    assert {"--uid=survey", "--property=EnvironmentFile=/etc/survey/survey.env"} <= {*said.stdout.split()}
