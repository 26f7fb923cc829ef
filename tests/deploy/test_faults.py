"""Three servers on two databases, and one machine: what they acknowledge is there once, whatever fails.

Here we look at what is stored. `python -m benchmarks.servers` also measures the pauses, on a machine that is quiet.
"""

from dataclasses import replace

import pytest

from benchmarks.servers.faults import FAULTS, Fault, primary_killed, server_killed
from benchmarks.servers.programs import workplace
from benchmarks.servers.runs import ENGINES, Outcome, try_fault, try_faults
from benchmarks.servers.sites import three_servers

pytestmark = [pytest.mark.servers, pytest.mark.kill]
LONGEST = 60.0  # seconds without a success, on a machine that does many other things
# Seconds between two responses of a client. With less, all that this does is to keep the other tests from the machine.
REST = 0.2


def is_whole(outcome: Outcome) -> bool:
    verdict = outcome.verdict
    return verdict.acknowledged > 0 and verdict.lost == verdict.extra == 0 and outcome.gap < LONGEST


def test_nothing_is_lost_with_a_server_and_then_with_the_primary() -> None:
    with workplace() as folder, three_servers(folder) as site:
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
