"""Pages are compressed well one after the other, with rests, and nothing waits for ever."""

import threading

from survey_app.web.files.recompressing import Recompressor


class Done:
    """Counts what is done, and waits for it."""

    def __init__(self) -> None:
        self._count = threading.Semaphore(0)

    def one(self) -> None:
        self._count.release()

    def wait_for(self, number: int) -> None:
        assert all(self._count.acquire(timeout=60) for _ in range(number))


def test_all_work_is_done_and_the_thread_ends() -> None:
    done, rests = Done(), Done()
    recompressor = Recompressor(lambda _: rests.one())
    for _ in range(20):
        recompressor.add(done.one)

    done.wait_for(20)
    rests.wait_for(20)


def test_one_piece_runs_at_a_time() -> None:
    running, most, done = threading.Semaphore(1), [], Done()

    def work() -> None:
        most.append(running.acquire(blocking=False))
        running.release()
        done.one()

    recompressor = Recompressor(lambda _: None)
    for _ in range(20):
        recompressor.add(work)
    done.wait_for(20)

    assert most == [True] * 20


def test_work_that_comes_after_the_thread_has_ended_is_done_too() -> None:
    done = Done()
    recompressor = Recompressor(lambda _: None)
    for _ in range(50):
        recompressor.add(done.one)
        done.wait_for(1)
