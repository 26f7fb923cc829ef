"""The queue is the table of jobs: each job is in the hands of one worker, whoever dies, restarts or wakes up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from survey_app.store.database.engine import make_engine, writing
from survey_app.store.jobs import (
    MOST_TRIES,
    SEALERS,
    SILENCE,
    fail_job,
    finish_job,
    has_work,
    keep_job,
    set_progress,
)
from survey_app.store.tables import Job
from tests.actions.jobs.job_samples import NOW, ask, see, set_job, take

SECOND = timedelta(seconds=1)


def test_the_oldest_job_comes_first_and_each_once(engine, tmp_path):
    asked = [ask(engine, tmp_path, str(hour), now=NOW + timedelta(hours=hour)) for hour in (2, 0, 1)]

    taken = [take(engine, "a") for _ in range(4)]

    assert [job and job.id for job in taken] == [asked[1], asked[2], asked[0], None]


def test_many_workers_at_once_take_each_job_once(database, engine, tmp_path, closing):
    asked = {ask(engine, tmp_path, str(number)) for number in range(24)}
    engines = [closing(make_engine(database)) for _ in range(4)]
    together = Barrier(4)

    def work_off(number):
        together.wait()
        taken = []
        while job := take(engines[number], f"worker {number}"):
            taken.append(job.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for jobs in pool.map(work_off, range(4)) for job in jobs]
    assert sorted(taken) == sorted(asked)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_without_skipping_two_workers_would_take_one_job(database, engine, tmp_path, closing):
    """The control: what both read before either writes is taken twice."""
    ask(engine, tmp_path)
    other = closing(make_engine(database))
    event.listen(other, "before_cursor_execute", _without_lock, retval=True)
    with writing(engine) as first, other.begin() as second:
        query = select(Job.id).with_for_update(skip_locked=True)
        assert first.execute(query).first() is not None
        assert second.execute(query).first() is not None

    with writing(engine) as first, closing(make_engine(database)).begin() as second:
        assert first.execute(query).first() is not None
        assert second.execute(query).first() is None


def _without_lock(_connection, _cursor, statement, parameters, *_context):
    return statement.replace("FOR UPDATE SKIP LOCKED", ""), parameters


def test_a_worker_takes_only_its_kinds_and_leaves_those_of_the_sealer(engine, tmp_path):
    (kind,) = SEALERS
    ask(engine, tmp_path, kind=kind)

    assert take(engine, "worker") is None
    assert take(engine, "sealer", kinds=tuple(SEALERS)).kind == kind


def test_a_job_is_left_to_its_worker_while_that_gives_signs_of_life(engine, tmp_path):
    ask(engine, tmp_path)
    job, later = take(engine, "a"), NOW + SILENCE

    with writing(engine) as connection:
        assert keep_job(connection, job, later)
    assert take(engine, "b", later + SILENCE) is None
    with writing(engine) as connection:
        assert set_progress(connection, job, 1, 2, later + SILENCE)
    assert take(engine, "b", later + 2 * SILENCE) is None


def test_a_restarted_worker_never_touches_the_job_of_another(engine, tmp_path):
    number = ask(engine, tmp_path)
    take(engine, "a")

    assert take(engine, "b, just started", NOW + SECOND) is None
    assert see(engine, number).state == "running"


def test_the_job_of_a_worker_that_died_is_taken_again(engine, tmp_path):
    number = ask(engine, tmp_path)
    take(engine, "a")
    late = NOW + SILENCE + SECOND

    with engine.connect() as connection:
        assert has_work(connection, ("kit",), late)
        assert not has_work(connection, ("kit",), NOW + SECOND)
    again = take(engine, "b", late)
    assert (again.id, again.worker, again.tries) == (number, "b", 2)


def test_a_job_that_ran_during_an_update_is_taken_again(engine, tmp_path):
    number = ask(engine, tmp_path)
    set_job(engine, number, state="running")

    assert take(engine, "a").id == number


def test_a_job_that_too_many_workers_died_of_fails_with_the_reason_and_the_next_is_taken(engine, tmp_path):
    number, next_one = ask(engine, tmp_path), ask(engine, tmp_path, "next", now=NOW + SECOND)
    now = NOW
    for each in range(MOST_TRIES):
        assert take(engine, f"worker {each}", now).id == number
        now += SILENCE + SECOND

    assert take(engine, "the next", now).id == next_one
    seen = see(engine, number)
    assert (seen.state, [problem.code for problem in seen.why]) == ("failed", ["job_given_up"])


@pytest.mark.parametrize("name", ["a", "b"])
def test_whoever_lost_a_job_cannot_write_to_it_even_under_the_same_name(engine, tmp_path, name):
    number = ask(engine, tmp_path)
    frozen = take(engine, "a")
    taker = take(engine, name, NOW + SILENCE + SECOND)

    with writing(engine) as connection:
        assert not keep_job(connection, frozen, NOW)
        assert not set_progress(connection, frozen, 1, 2, NOW)
        assert not finish_job(connection, frozen, "old.zip", None)
        assert not fail_job(connection, frozen, None)
        assert finish_job(connection, taker, "new.zip", None)
        assert not finish_job(connection, frozen, "old.zip", None)
    assert (see(engine, number).state, see(engine, number).file) == ("done", "new.zip")


def test_what_is_over_names_no_worker_and_no_time_of_work(engine, tmp_path):
    number = ask(engine, tmp_path)
    job = take(engine, "a")
    with writing(engine) as connection:
        finish_job(connection, job, None, None)

    with Session(engine) as session:
        row = session.get_one(Job, number)
        assert (row.worker, row.alive_at) == (None, None)
