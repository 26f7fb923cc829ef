"""Progress: told in hundredths, in order, and never about people."""

from survey_app.actions.jobs.progress import Progress


def test_long_work_reports_progress_a_hundred_times():
    told = []
    progress = Progress(2000, lambda *step: told.append(step))

    for _ in range(2):
        assert list(progress.through(range(1000))) == list(range(1000))

    assert len(told) <= 101
    assert told == sorted(told)
    assert told[-1] == (100, 100)
    assert {total for _, total in told} == {100}


def test_short_work_reports_every_step():
    told = []

    list(Progress(4, lambda *step: told.append(step)).through("abcd"))

    assert told == [(25, 100), (50, 100), (75, 100), (100, 100)]


def test_having_nothing_to_do_is_not_a_fault():
    assert list(Progress(0, lambda *_: None).through([])) == []
