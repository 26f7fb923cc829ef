"""Counts of several processes: they add up, never go back, and change only when a period of the clock ends."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkProcess

import pytest

from survey_app.web.metrics.shared_counts import SharedCounts, SharedSample

FORK = multiprocessing.get_context("fork")


class Clock:
    """The number of a period, which a test moves on."""

    period = 1

    def __call__(self) -> int:
        return self.period


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counts(clock: Clock) -> SharedCounts:
    return SharedCounts(3, clock)


@pytest.fixture
def start() -> Iterator[Callable[[Callable[[], object]], ForkProcess]]:
    """Starts a worker process; the test ends those that it leaves."""
    workers: list[ForkProcess] = []

    def start(work: Callable[[], object]) -> ForkProcess:
        workers.append(FORK.Process(target=work))
        workers[-1].start()
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.join()


def add_and_end(start: Callable[[Callable[[], object]], ForkProcess], work: Callable[[], object]) -> None:
    worker = start(work)
    worker.join(60)
    assert worker.exitcode == 0


def test_what_is_added_is_told_when_the_period_is_over(counts: SharedCounts, clock: Clock) -> None:
    counts.add({0: 2, 2: 7})
    counts.add({0: 1})
    assert counts.told() == [0, 0, 0]

    clock.period += 1
    assert counts.told() == [3, 0, 7]

    counts.add({0: 10})
    assert counts.told() == [3, 0, 7]

    clock.period += 5
    assert counts.told() == [13, 0, 7]


def test_two_workers_add_up(counts: SharedCounts, clock: Clock, start) -> None:
    for _ in range(2):
        add_and_end(start, lambda: counts.add({1: 5}))
    counts.add({1: 1})

    clock.period += 1
    assert counts.told() == [0, 11, 0]


def test_the_counts_of_a_worker_that_was_killed_stay_and_the_next_one_goes_on_with_them(
    counts: SharedCounts, clock: Clock, start
) -> None:
    begin, done = FORK.Event(), FORK.Event()

    def work() -> None:
        counts.add({0: 4})
        done.set()
        begin.wait()

    worker = start(work)
    assert done.wait(60)
    worker.kill()
    worker.join()
    clock.period += 1
    assert counts.told() == [4, 0, 0]

    add_and_end(start, lambda: counts.add({0: 1}))
    clock.period += 1
    assert counts.told() == [5, 0, 0]
    assert len([each for each in counts._starts() if counts._numbers[each]]) == 1


def test_a_worker_that_is_frozen_holds_up_nobody(counts: SharedCounts, clock: Clock, start) -> None:
    done = FORK.Event()

    def work() -> None:
        while True:
            counts.add({0: 1})
            done.set()

    worker = start(work)
    assert done.wait(60)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    counts.add({1: 1})
    clock.period += 1

    told = counts.told()
    assert told[0] > 0
    assert told[1] == 1


def test_no_count_ever_goes_back_while_others_add(start) -> None:
    counts = SharedCounts(3, lambda: 1 + int(time.monotonic() * 500))

    def work() -> None:
        while True:
            counts.add({0: 1, 1: 1, 2: 1})

    for _ in range(2):
        start(work)
    seen = [0, 0, 0]
    while seen[0] < 2000:
        told = counts.told()
        assert all(new >= old for new, old in zip(told, seen, strict=True))
        seen = told


def test_a_sample_is_looked_up_once_in_each_period(clock: Clock) -> None:
    sample, looks = SharedSample(clock), iter((100, 200, 300))

    assert [sample.value(lambda: next(looks)) for _ in range(3)] == [100, 100, 100]
    clock.period += 1
    assert [sample.value(lambda: next(looks)) for _ in range(3)] == [200, 200, 200]


def test_all_workers_tell_the_same_sample(clock: Clock, start) -> None:
    sample = SharedSample(clock)
    add_and_end(start, lambda: sample.value(lambda: 100))

    assert sample.value(lambda: 200) == 100
