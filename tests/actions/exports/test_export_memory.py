"""Export: memory hardly grows with the number of responses: a byte per answer is held, not what was sent."""

import tracemalloc

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import OPERATOR, Actor
from survey_app.actions.exports import format_files
from survey_app.actions.exports.export import ExportRequest, export_zip
from survey_app.actions.sealing.mixed_responses import read_sources
from survey_app.store.database.engine import make_engine
from tests.actions.exports.export_samples import NOW, ROUND, fill, set_up

FEW, MANY = 5_100, 10_200  # the risk is measured on up to 5,000 rows, which are held: both have more
ALLOWED = 100 * (MANY - FEW)  # bytes: a few per column, and 40 for the order and the names of the rows
ANSWERS = [
    {"grade": grade, "needs": needs, "know": {"food": "yes"}}
    for grade in ("9", "10")
    for needs in (["tutor"], ["facil"], ["tutor", "facil"], None)
]


@pytest.fixture
def measure(sqlite_url):
    """Fill the round up to so many responses and work on them; gives the most memory that took, in bytes."""
    engine = make_engine(sqlite_url)
    set_up(engine)
    filled = 0

    def most(work, responses):
        nonlocal filled
        fill(engine, (ANSWERS[number % len(ANSWERS)] for number in range(responses - filled)))
        filled = responses
        with Session(engine) as session:
            tracemalloc.start()
            work(session)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return peak

    yield most
    engine.dispose()


def test_twice_the_responses_take_no_more_memory(measure, tmp_path, monkeypatch):
    # The one file that is made in memory; it is for 20,000 rows at most.
    monkeypatch.setattr(format_files, "can_write_sav", lambda: False)

    def export(session):
        export_zip(session, ExportRequest(ROUND, "test"), tmp_path / "out.zip", Actor(OPERATOR, NOW))

    few = measure(export, FEW)
    assert measure(export, MANY) - few < ALLOWED


def test_holding_all_responses_would_be_noticed(measure):
    """Positive control: a list of all responses is far above what is allowed."""

    def hold(session):
        return [list(source.in_order()) for source in read_sources(session, ROUND)]

    few = measure(hold, FEW)
    assert measure(hold, MANY) - few > ALLOWED
