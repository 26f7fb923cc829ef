"""Nobody can use a batch as a bell: to send own responses until it is one short tells nothing about the next person."""

from collections.abc import Callable

import pytest

from survey_app.web.metrics.counting import FEWEST_IN_A_BATCH, Batches
from survey_app.web.metrics.series import SIZE, outcome_count
from survey_app.web.metrics.shared_counts import SharedCounts

STORED = outcome_count("stored")
(NUMBER,) = STORED
TRIES = 1500


class Watched:
    """A server with one kind of event, and what a monitor sees of it."""

    def __init__(self, ends: Callable[[], bool] | None = None) -> None:
        self._period = 1
        self._counts = SharedCounts(SIZE, lambda: self._period)
        self._batches = Batches(self._counts, ends)

    def happens(self, kind: str = "submission") -> None:
        self._batches.count(kind, [STORED])

    def fails(self) -> None:
        self._batches.count_failure([STORED])

    def seen(self) -> int:
        """What a monitor sees after the clock has moved on."""
        self._period += 1
        return self._counts.told()[NUMBER]


def test_a_batch_is_told_whole() -> None:
    watched = Watched(lambda: True)
    for _ in range(FEWEST_IN_A_BATCH - 1):
        watched.happens()
    assert watched.seen() == 0

    watched.happens()
    assert watched.seen() == FEWEST_IN_A_BATCH

    watched.happens()
    assert watched.seen() == FEWEST_IN_A_BATCH


def test_each_kind_has_a_batch_of_its_own() -> None:
    watched = Watched(lambda: True)
    for kind in ("submission", "public_page") * (FEWEST_IN_A_BATCH // 2):
        watched.happens(kind)

    assert watched.seen() == 0


def test_a_failure_waits_for_no_batch() -> None:
    watched = Watched(lambda: False)
    watched.fails()

    assert watched.seen() == 1


def test_in_the_long_run_nothing_is_missing_but_the_last_batch() -> None:
    watched = Watched()
    for _ in range(5000):
        watched.happens()

    assert 4500 < watched.seen() <= 5000


def rings(own: int, ends: Callable[[], bool] | None) -> float:
    """How often an insider, who has sent so many and seen nothing change, sees a change when one person answers."""
    heard = tried = 0
    while tried < TRIES:
        watched = Watched(ends)
        for _ in range(own):
            watched.happens()
        if watched.seen():
            continue
        tried += 1
        watched.happens()
        heard += watched.seen() > 0
    return heard / TRIES


@pytest.mark.parametrize("own", [FEWEST_IN_A_BATCH - 1, FEWEST_IN_A_BATCH + 30])
def test_however_many_an_insider_sends_the_next_response_seldom_rings(own: int) -> None:
    # A chance of 1 in 30; more than 1 in 15 would be seen once in a million runs.
    assert rings(own, None) < 1 / 15


def test_with_batches_of_one_size_it_rings_every_time() -> None:
    assert rings(FEWEST_IN_A_BATCH - 1, lambda: True) == 1
