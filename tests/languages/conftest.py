"""What tests of languages share: the way of a made-up language, gone once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import made_once
from tests.installation import PROJECT
from tests.languages.made_up import add_language


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, static_builds: Path) -> Path:
    """What was seen on the way; gone once, by a process that loads the project with the language in it."""

    def go(folder: Path) -> None:
        project = folder / "project"
        project.mkdir()
        add_language(project)
        instance = folder / "instance"
        instance.mkdir(mode=0o700)
        shutil.copy(sqlite_template, instance / "survey.sqlite")
        (instance / "static").symlink_to(static_builds)
        command = [sys.executable, str(Path(__file__).with_name("journey.py")), str(folder)]
        both = os.pathsep.join([str(project), str(PROJECT)])
        subprocess.run(command, cwd=project, env={**os.environ, "PYTHONPATH": both}, check=True)

    return made_once(tmp_path_factory, "made-up", go)
