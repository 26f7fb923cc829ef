"""logrotate reads its file."""

import subprocess
from pathlib import Path

import pytest

from benchmarks.servers.programs import DEPLOY, find

pytestmark = pytest.mark.servers

SOURCE = DEPLOY / "logrotate" / "survey"


def dry_run(conf: Path) -> subprocess.CompletedProcess[str]:
    """Let logrotate say what it would do."""
    command = [find("logrotate"), "--debug", str(conf), "--state", str(conf.with_suffix(".state"))]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """The file, with a log to rotate. logrotate wants a file that nobody else writes."""
    (tmp_path / "staff.log").write_text("GET /staff/\n")
    conf = tmp_path / "survey"
    conf.write_text(SOURCE.read_text().replace("/var/log/survey", str(tmp_path)))
    conf.chmod(0o644)
    return conf


def test_logrotate_understands_the_file(conf: Path) -> None:
    said = dry_run(conf)

    assert said.returncode == 0
    assert "error" not in said.stderr
    assert "after 1 days (14 rotations)" in said.stderr
    assert "considering log" in said.stderr


def test_a_misspelt_word_is_found(conf: Path) -> None:
    conf.write_text(conf.read_text().replace("daily", "dayly"))

    said = dry_run(conf)

    assert "unknown option 'dayly'" in said.stderr
