"""Lets things fail one after the other, under load, and says what the clients saw and what is stored."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.servers.census import Verdict
from benchmarks.servers.clients import Answer
from benchmarks.servers.faults import Fault, small_disk
from benchmarks.servers.programs import say, wait_until, workplace
from benchmarks.servers.sites import Site, one_machine, three_servers

ENGINES = ("SQLite", "Postgres")
ENOUGH = 100
"""Answers before and after a fault."""
THE_END = Fault("after all of these, by the words", lambda _site: None)
CLIENTS_OF_RATE, SECONDS_OF_RATE = 24, 10.0


@dataclass(frozen=True)
class Outcome:
    """What a fault came to. gap: the longest time without a success, in seconds. refused: answers that say "later".

    broken: requests without an answer.
    """

    fault: Fault
    engine: str
    verdict: Verdict
    gap: float
    refused: int
    broken: int

    def __str__(self) -> str:
        gap = f"{self.gap:.1f} s without a success"
        return f"{self.verdict}; {gap}; {self.refused} refused, {self.broken} broken"

    @property
    def limit(self) -> float:
        """Seconds without a success that are allowed."""
        return self.fault.most if self.engine == "Postgres" else self.fault.alone

    @property
    def is_kept(self) -> bool:
        """Whether everything is as promised."""
        return self.verdict.lost == self.verdict.extra == 0 and self.gap <= self.limit


@dataclass(frozen=True)
class Rate:
    """What an engine does without faults. p99: milliseconds."""

    engine: str
    submissions: float
    submissions_p99: float
    pages: float
    pages_p99: float


def try_fault(site: Site, engine: str, fault: Fault) -> Outcome:
    """Let one thing fail under load."""
    say(f"{engine}: {fault.name}")
    with site.load() as load:
        wait_until(load.has_more(ENOUGH), "responses are stored before the fault")
        wait_until(lambda: site.census.waiting() >= fault.waiting, "enough responses wait", 300)
        began = time.monotonic()
        fault.act(site)
        wait_until(load.has_more(ENOUGH), "responses are stored after the fault")
    ended = time.monotonic()
    answers, census = load.answers(), site.census
    site.acknowledged |= load.acknowledged().keys()
    outcome = Outcome(
        fault,
        engine,
        census.judge(load.acknowledged()),
        longest_gap(answers, began, ended),
        sum(answer.status >= 400 for answer in answers),
        sum(answer.status == 0 for answer in answers),
    )
    say(f"  {outcome}")
    return outcome


def finish(site: Site, engine: str) -> Outcome:
    """Finish the round. Then the words of every response can be read: look for each that was ever acknowledged."""
    say(f"{engine}: {THE_END.name}")
    site.run("round", "finish", site.census.open_round())
    verdict = site.census.judge_by_words(site.acknowledged)
    say(f"  {verdict}")
    return Outcome(THE_END, engine, verdict, 0.0, 0, 0)


def longest_gap(answers: Iterable[Answer], began: float, ended: float) -> float:
    """Return the longest time between two successes, from the last one before the fault. Seconds."""
    moments = sorted(answer.at for answer in answers if answer.receipt)
    first = max((moment for moment in moments if moment <= began), default=began)
    looked_at = [first, *(moment for moment in moments if first < moment <= ended), ended]
    return max(later - earlier for earlier, later in pairwise(looked_at))


def measure_rate(site: Site, engine: str) -> Rate:
    """Measure a site on which nothing fails."""
    say(f"{engine}: rates")
    submissions = _answers_of_load(site, pages=False)
    pages = _answers_of_load(site, pages=True)
    return Rate(
        engine,
        len(submissions) / SECONDS_OF_RATE,
        percentile(submissions, 0.99),
        len(pages) / SECONDS_OF_RATE,
        percentile(pages, 0.99),
    )


def percentile(answers: Sequence[Answer], share: float) -> float:
    """Return the milliseconds within which this share of answers came."""
    ranked = sorted(answer.seconds for answer in answers)
    return 1000 * ranked[int(share * (len(ranked) - 1))]


def _answers_of_load(site: Site, *, pages: bool) -> list[Answer]:
    """The good answers of SECONDS_OF_RATE."""
    with site.load(pages=pages, clients=CLIENTS_OF_RATE) as load:
        wait_until(load.has_more(ENOUGH * 3), "the load is under way")
        began = time.monotonic()
        time.sleep(SECONDS_OF_RATE)
    within = [each for each in load.answers() if began <= each.at < began + SECONDS_OF_RATE]
    return [each for each in within if each.status in (200, 201)]


@contextmanager
def site_of(engine: str, *, on_small_disk: bool) -> Iterator[Site]:
    """A site in a folder of its own."""
    with ExitStack() as stack:
        folder = stack.enter_context(workplace())
        disk = stack.enter_context(small_disk(folder)) if on_small_disk else folder
        yield stack.enter_context(one_machine(disk) if engine == "SQLite" else three_servers(folder, disk))


def try_faults(engine: str, faults: Sequence[Fault], *, with_rate: bool) -> tuple[list[Outcome], list[Rate]]:
    """Let these things fail, as far as they exist on this engine."""
    mine = [fault for fault in faults if engine == "Postgres" or not fault.of_postgres]
    outcomes, rates = [], []
    for on_small_disk in (False, True):
        chosen = [fault for fault in mine if fault.needs_disk is on_small_disk]
        if not chosen:
            continue
        with site_of(engine, on_small_disk=on_small_disk) as site:
            if with_rate and not on_small_disk:
                rates.append(measure_rate(site, engine))
            outcomes += [try_fault(site, engine, fault) for fault in chosen]
            outcomes.append(finish(site, engine))
    return outcomes, rates
