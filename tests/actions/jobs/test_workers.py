"""Workers: whatever happens to one, the owner of a job gets one whole result, or reads why there is none."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.actions.jobs import working
from survey_app.actions.jobs.jobs import KEPT
from survey_app.errors import PaperError
from survey_app.store.database.engine import writing
from survey_app.store.jobs import SILENCE
from survey_app.store.tables import District, Job
from tests.actions.jobs.job_samples import NOW, HandClock, a_worker, ask, see, take, write_word

LATER = SILENCE + timedelta(seconds=1)


@pytest.fixture
def clock():
    return HandClock()


def files_of(folder):
    return sorted(path.read_text() for path in folder.iterdir())


def test_a_job_is_done_and_its_file_is_there_once_it_is_whole(engine, tmp_path, clock):
    number = ask(engine, tmp_path, "a word")

    a_worker(engine, tmp_path, "a", clock).work_off()

    seen = see(engine, number)
    assert (seen.state, seen.done, seen.total) == ("done", 2, 2)
    assert [path.name for path in tmp_path.glob("*.*") if path.suffix == ".zip"] == [seen.file]
    assert (tmp_path / seen.file).read_text() == "a word"


@pytest.fixture
def frozen():
    """A work that stops in the middle until it is told to go on; the second one to do it does not stop."""

    class Frozen:
        def __init__(self):
            self.has_begun, self.may_go_on = threading.Event(), threading.Event()
            self.tries = 0

        def __call__(self, wanted, path, hold):
            self.tries += 1
            word = f"by try {self.tries}"
            hold.tell(0, 2)
            if self.tries == 1:
                path.write_text(word)
                self.has_begun.set()
                self.may_go_on.wait()
                return self.wake_up(hold)
            path.write_text(word)
            return ()

        def wake_up(self, hold):
            return ()

    return Frozen()


@pytest.mark.parametrize("tells", [True, False])
def test_a_worker_that_was_frozen_and_wakes_up_changes_nothing(engine, tmp_path, clock, frozen, tells):
    """Whether it notices when it tells how far it is, or only at the end."""
    folder = tmp_path / "jobs"
    number = ask(engine, folder)
    if tells:
        frozen.wake_up = lambda hold: hold.tell(2, 2) or ()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(a_worker(engine, folder, "a", clock, frozen).do_next)
        frozen.has_begun.wait()
        clock.pass_by(LATER)
        assert a_worker(engine, folder, "b", clock, frozen).do_next()
        before = see(engine, number)
        frozen.may_go_on.set()
        assert first.result()

    assert before.state == "done"
    assert see(engine, number) == before
    assert (folder / before.file).read_text() == "by try 2"
    assert files_of(folder) == ["by try 2"]


def test_what_a_frozen_worker_stores_in_the_database_is_undone(engine, tmp_path, clock, frozen):
    def store(hold):
        with writing(engine) as connection:
            connection.execute(District.__table__.insert().values(code="0", name="by try 1"))
            hold.end_with(connection)
        return ()

    frozen.wake_up = store
    ask(engine, tmp_path)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(a_worker(engine, tmp_path, "a", clock, frozen).do_next)
        frozen.has_begun.wait()
        clock.pass_by(LATER)
        a_worker(engine, tmp_path, "b", clock, frozen).do_next()
        frozen.may_go_on.set()
        first.result()

    with engine.connect() as connection:
        assert connection.scalars(select(District.name)).all() == []


def test_what_is_stored_with_the_end_of_the_job_is_stored_once_though_the_worker_dies_after_it(
    engine, tmp_path, clock
):
    def store(_wanted, _path, hold):
        with writing(engine) as connection:
            connection.execute(District.__table__.insert().values(code="0", name="once"))
            hold.end_with(connection)
        raise OperationalError("", {}, Exception())

    number = ask(engine, tmp_path)
    with pytest.raises(OperationalError):
        a_worker(engine, tmp_path, "a", clock, store).do_next()
    clock.pass_by(LATER)

    assert not a_worker(engine, tmp_path, "b", clock, store).do_next()
    assert see(engine, number).state == "done"


def test_signs_of_life_keep_a_job_that_tells_nothing(engine, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(working, "BEAT", 0.01)
    number = ask(engine, tmp_path)

    def work_long(_wanted, _path, _hold):
        clock.pass_by(LATER)
        wait_for_a_sign(engine, number, clock().replace(tzinfo=None))
        assert take(engine, "b", clock()) is None
        return ()

    a_worker(engine, tmp_path, "a", clock, work_long).do_next()

    assert see(engine, number).state == "done"


def wait_for_a_sign(engine, number, moment):
    for _ in range(3000):
        with Session(engine) as session:
            if session.get_one(Job, number).alive_at.replace(tzinfo=None) == moment:
                return
        threading.Event().wait(0.01)
    pytest.fail("no sign of life")


def test_a_job_that_is_refused_says_why_and_leaves_no_file(engine, tmp_path, clock):
    def refuse(wanted, path, hold):
        write_word(wanted, path, hold)
        raise PaperError("typesetter", reason="no font")

    folder = tmp_path / "jobs"
    number = ask(engine, folder)
    a_worker(engine, folder, "a", clock, refuse).work_off()

    seen = see(engine, number)
    assert (seen.state, [each.code for each in seen.why], files_of(folder)) == ("failed", ["typesetter"], [])


def test_an_unexpected_error_fails_the_job_and_is_raised(engine, tmp_path, clock):
    def stumble(_wanted, _path, _hold):
        raise ZeroDivisionError

    number = ask(engine, tmp_path)
    with pytest.raises(ZeroDivisionError):
        a_worker(engine, tmp_path, "a", clock, stumble).work_off()

    assert (see(engine, number).state, see(engine, number).why) == ("failed", ())


def test_a_worker_that_is_stopped_gives_its_job_back(engine, tmp_path, clock):
    def stopped(_wanted, _path, _hold):
        raise KeyboardInterrupt

    number = ask(engine, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        a_worker(engine, tmp_path, "a", clock, stopped).work_off()

    assert see(engine, number).state == "waiting"
    assert take(engine, "b").tries == 1


def test_a_database_that_is_gone_fails_no_job(engine, tmp_path, clock):
    def lose_the_database(_wanted, _path, _hold):
        raise OperationalError("", {}, Exception())

    number = ask(engine, tmp_path)
    with pytest.raises(OperationalError):
        a_worker(engine, tmp_path, "a", clock, lose_the_database).do_next()
    clock.pass_by(LATER)
    a_worker(engine, tmp_path, "b", clock).do_next()

    assert see(engine, number).state == "done"


def test_files_go_with_their_job_after_a_day_also_what_a_dead_worker_left(engine, tmp_path, clock):
    old = ask(engine, tmp_path / "jobs", "old")
    a_worker(engine, tmp_path / "jobs", "a", clock).work_off()
    (tmp_path / "jobs" / f"{old}-9.unfinished").write_text("half")
    other = tmp_path / "jobs" / "of-another.zip"
    other.write_text("stays")

    ask(engine, tmp_path / "jobs", "new", now=NOW + KEPT + timedelta(seconds=1))

    assert [path.name for path in (tmp_path / "jobs").iterdir()] == [other.name]
