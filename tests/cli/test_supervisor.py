"""The supervisor: what dies is started again, and what gives up ends it."""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from survey_app.cli.serving.supervisor import Supervisor, gunicorn_command
from survey_app.cli.serving.worker import WaitressWorker
from survey_app.config import read_settings
from tests.cli.serving.forks import Fork

STAY = "import time; time.sleep(600)"


def be_a_supervisor(server: str, sealer: str, announce: Callable[[], bool], patience: float) -> None:
    """Run programs as children."""
    # These tests may themselves have been started with nohup.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    roles = [partial(exec, program, {}) for program in (server, sealer)]
    raise SystemExit(Supervisor(roles[0], roles[1:], announce, os.getpid, patience).run())


def is_announced() -> bool:
    return True


def supervise(server: str, sealer: str, patience: float = 60) -> Fork:
    return Fork(be_a_supervisor, server, sealer, is_announced, patience)


def test_a_server_that_gives_up_ends_the_supervisor_with_its_code() -> None:
    assert supervise("import sys; sys.exit(3)", STAY).wait(timeout=60) == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_it_cleanly_with_its_children(tmp_path: Path, number: signal.Signals) -> None:
    started = tmp_path / "started"
    supervisor = supervise(f"open({str(started)!r}, 'w').close(); {STAY}", STAY)
    wait_for(started)

    supervisor.send_signal(number)

    assert supervisor.wait(timeout=60) == 0


def be_a_supervisor_whose_first_child_is_told_to_end(folder: Path, number: signal.Signals) -> None:
    """It is told before it can say what it does then. A child that plays its role writes its number and gives up."""
    true_setsid = os.setsid

    def set_session() -> None:
        if not (folder / "told").exists():
            (folder / "told").write_text(str(os.getpid()))
            os.kill(os.getpid(), number)
        true_setsid()

    server = f"import os, sys; open({str(folder / 'played')!r}, 'w').write(str(os.getpid())); sys.exit(7)"
    with patch.object(os, "setsid", set_session):
        be_a_supervisor(server, STAY, is_announced, 60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_child_that_is_told_to_end_as_it_begins_does_not_begin(
    tmp_path: Path, number: signal.Signals
) -> None:
    supervisor = Fork(
        be_a_supervisor_whose_first_child_is_told_to_end, tmp_path, number, err=tmp_path / "said"
    )

    code = supervisor.wait(timeout=60)

    # Who is interrupted gives up, which ends the supervisor; others are started again, and then play.
    assert code == (1 if number == signal.SIGINT else 7), (tmp_path / "said").read_text()
    played = tmp_path / "played"
    assert (tmp_path / "told").read_text() != (played.read_text() if played.exists() else "")


def stubborn(path: Path) -> str:
    """A program that does not end when asked. It notes its number, and that it was asked."""
    return f"""
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: open({str(path) + "-asked"!r}, "w").close())
open({str(path)!r}, "w").write(str(os.getpid()))
while True: time.sleep(600)
"""


def test_a_child_that_does_not_end_is_killed(tmp_path: Path) -> None:
    supervisor = supervise(stubborn(tmp_path / "server"), STAY, patience=0.5)
    wait_for(tmp_path / "server")

    supervisor.terminate()

    assert supervisor.wait(timeout=60) == 0
    assert not Path(f"/proc/{(tmp_path / 'server').read_text()}").exists()


def test_a_second_signal_ends_the_waiting(tmp_path: Path) -> None:
    supervisor = supervise(stubborn(tmp_path / "server"), STAY, patience=600)
    wait_for(tmp_path / "server")

    supervisor.terminate()
    wait_for(tmp_path / "server-asked")
    supervisor.terminate()

    assert supervisor.wait(timeout=60) == 0


def test_a_killed_sealer_is_started_again(tmp_path: Path) -> None:
    """The sealer notes each start and kills itself the first time; the server ends once there were two starts."""
    starts = tmp_path / "starts"
    sealer = (
        f"import os, signal, time; open({str(starts)!r}, 'a').write('x'); n = len(open({str(starts)!r}).read());"
        "os.kill(os.getpid(), signal.SIGKILL) if n == 1 else time.sleep(600)"
    )
    server = f"""
import os, sys, time
while not os.path.exists({str(starts)!r}) or len(open({str(starts)!r}).read()) < 2: time.sleep(0.05)
sys.exit(7)
"""

    assert supervise(server, sealer).wait(timeout=60) == 7
    assert starts.read_text() == "xx"


def test_the_server_waits_for_nobody_in_a_thread_of_its_own(tmp_path: Path) -> None:
    """What the worker does is tested in tests/cli/serving; this is that it is the one that serves."""
    command = gunicorn_command(read_settings({"INSTANCE_PATH": str(tmp_path)}))
    proxied = gunicorn_command(read_settings({"INSTANCE_PATH": str(tmp_path), "TRUSTED_PROXIES": "1"}))

    assert command[command.index("--worker-class") + 1] == f"{WaitressWorker.__module__}.WaitressWorker"
    assert [each[each.index("--keep-alive") + 1] for each in (command, proxied)] == ["20", "75"]


def test_a_supervisor_that_fails_leaves_nobody_behind(tmp_path: Path) -> None:
    started = tmp_path / "started"
    server = f"import os; open({str(started)!r}, 'w').write(str(os.getpid())); {STAY}"
    said = tmp_path / "said"
    supervisor = Fork(be_a_supervisor, server, STAY, partial(fail_if_there, started), 60, err=said)

    assert supervisor.wait(timeout=60) == 1
    assert "ZeroDivisionError" in said.read_text()

    assert not Path(f"/proc/{started.read_text()}").exists()


def fail_if_there(path: Path) -> bool:
    return bool(1 / (not (path.exists() and path.read_text())))


def wait_for(path: Path) -> None:
    latest = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < latest
        time.sleep(0.02)
