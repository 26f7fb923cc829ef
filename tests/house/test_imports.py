"""Imports: the contracts in setup.cfg bite."""

import subprocess
import sys

from tests.house.project import ROOT

A_HOUSE_WITH_FAULTS = {
    "__init__.py": "",
    "errors.py": "",
    "helpers.py": "",  # a room that is on no list
    "surveys/__init__.py": "import sqlalchemy",
    "directory/__init__.py": "",
    "languages/__init__.py": "",
    "store/__init__.py": "",
    "store/left.py": "from survey_app.store import right",
    "store/right.py": "from survey_app.store import left",
    "results/__init__.py": "from survey_app import store",
    "actions/__init__.py": "import flask",
}


def test_a_house_with_faults_breaks_every_contract(tmp_path):
    for name, source in A_HOUSE_WITH_FAULTS.items():
        path = tmp_path / "survey_app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)

    check = "from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-c", check, "--config", str(ROOT / "setup.cfg"), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "0 kept, 4 broken" in done.stdout
    assert "survey_app.helpers" in done.stdout
