"""Three servers on two databases, and one machine: what they acknowledge is there once, whatever fails.

Here we look at what is stored. `python -m benchmarks.servers` also measures the pauses, on a machine that is quiet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.servers import sites
from benchmarks.servers.faults import FAULTS, Fault, primary_killed, server_killed
from benchmarks.servers.programs import Program, workplace
from benchmarks.servers.runs import ENGINES, Outcome, try_fault, try_faults
from benchmarks.servers.sites import three_servers
from survey_app.actions.demo.sample_district import load_sample_district
from tests.cli.serving.forks import Fork
from tests.installation import Installation, be_flask

pytestmark = [pytest.mark.servers, pytest.mark.kill]
LONGEST = 60.0  # seconds without a success, on a machine that does many other things
# Seconds between two responses of a client. With less, all that this does is to keep the other tests from the machine.
REST = 0.2


class Forked(Program):
    """A command of the app in a process that need not load it first."""

    def __init__(self, command: Sequence[str | Path], log: Path, environment: dict[str, str]) -> None:
        arguments = [str(word) for word in command]
        arguments = arguments[arguments.index("--app") + 2 :]
        self.log = log
        self.running = Fork(be_flask, *arguments, environment=environment, out=log, err=log)


def run_here(environment: Mapping[str, str], *arguments: str) -> None:
    """Run a command of the app in this process, which has loaded it."""
    Installation(Path(environment["INSTANCE_PATH"]), **environment).flask(*arguments)


@pytest.fixture
def place(static_builds: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for a site that is set up soon: with static files and a small sample, and without loading the app."""
    monkeypatch.setattr(sites, "Program", Forked)
    monkeypatch.setattr(sites, "run_flask", run_here)
    monkeypatch.setitem(load_sample_district.__kwdefaults__, "responses", 200)
    with workplace() as folder:
        (folder / "instance").mkdir(mode=0o700)
        (folder / "instance" / "static").symlink_to(static_builds)
        yield folder


def is_whole(outcome: Outcome) -> bool:
    verdict = outcome.verdict
    return verdict.acknowledged > 0 and verdict.lost == verdict.extra == 0 and outcome.gap < LONGEST


def test_nothing_is_lost_with_a_server_and_then_with_the_primary(place: Path) -> None:
    with three_servers(place) as site:
        site.order = replace(site.order, rest=REST)
        outcomes = [
            try_fault(site, "Postgres", Fault(act.__name__, act)) for act in (server_killed, primary_killed)
        ]

    assert [str(outcome) for outcome in outcomes if not is_whole(outcome)] == []
    assert outcomes[1].gap > 1, "the primary was never gone: this proves nothing"


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_lost_whatever_fails(engine: str) -> None:
    outcomes, _rates = try_faults(engine, FAULTS, with_rate=False)

    assert [f"{outcome.fault.name}: {outcome}" for outcome in outcomes if not is_whole(outcome)] == []
