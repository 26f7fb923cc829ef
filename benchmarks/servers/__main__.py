"""Lets servers fail, and says what came of it.

`python -m benchmarks.servers` tries all on both engines; words choose: `python -m benchmarks.servers postgres killed`.
"""

import sys
from collections.abc import Sequence

from benchmarks.servers.faults import FAULTS
from benchmarks.servers.report import capacity, table_of_faults, table_of_rates
from benchmarks.servers.runs import ENGINES, Outcome, Rate, try_faults


def main(words: Sequence[str]) -> int:
    """Print the tables; 1 when a promise is broken. words: engines, and words of names of faults; none means all."""
    engines = [engine for engine in ENGINES if engine.lower() in words] or ENGINES
    wanted = [word for word in words if word.lower() not in {engine.lower() for engine in ENGINES}]
    faults = [fault for fault in FAULTS if not wanted or any(word in fault.name for word in wanted)]
    outcomes: list[Outcome] = []
    rates: list[Rate] = []
    for engine in engines:
        some, rate = try_faults(engine, faults, with_rate=not wanted)
        outcomes += some
        rates += rate
    print(table_of_faults(outcomes))
    if rates:
        print(table_of_rates(rates))
        print(capacity(rates[-1]))
    return 0 if all(outcome.is_kept for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
