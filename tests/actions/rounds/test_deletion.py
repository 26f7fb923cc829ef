"""What a finished round received is deleted when two people want it, and then it is gone: rows, files, traces."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor, verify_log
from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.deletion import agree_deletion, ask_deletion, call_off_deletion, delete_due
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.mixed_responses import find_closed_round
from survey_app.actions.sealing.seal import finish_seal
from survey_app.errors import NotFound, RoundError
from survey_app.store.database.engine import writing
from survey_app.store.rounds.deletion import delete_some, deletion_of
from survey_app.store.tables import (
    AccessCode,
    Account,
    AuditEntry,
    Base,
    Box,
    Comment,
    CommentReview,
    Deletion,
    Job,
    Link,
    Release,
    ReleasePart,
    Round,
    SchoolPlan,
)
from tests.actions.responses.response_samples import DAY, ROUND, SCHOOLS, a_submission, open_everything

NOW = datetime(2027, 6, 1, 19, 0, tzinfo=UTC)
TODAY, LATER = date(2027, 6, 1), date(2030, 6, 30)
ANA, BEN = Actor("ana@example.org", NOW), Actor("ben@example.org", NOW)
SECRET = "zanahoria-amarilla"
STAY = {"round", "audit", "deletion", "district", "school", "survey_version", "account", "epoch"}


@pytest.fixture
def finished(engine: Engine, keys: EpochKeys) -> Engine:
    """A finished round with 40 responses, half of them with a comment, and something in every table about a round."""
    open_everything(engine)
    begin_epoch(engine, keys, DAY)
    said = [a_submission({"belong": "some", "open_change": f"{SECRET} {n}"}) for n in range(20)]
    with writing(engine) as connection:
        store_responses(connection, [*said, *(a_submission() for _ in range(20))], DAY)
    finish_round(engine, keys, ROUND)
    with Session(engine) as session:
        comment = session.scalars(select(Comment.id).limit(1)).one()
        session.add(CommentReview(id=comment, state="shown", body=SECRET))
        session.add(AccessCode(code_hash=uuid4().bytes, round=ROUND, link="merced-high/student"))
        session.add(SchoolPlan(round=ROUND, school=SCHOOLS[0], json="{}"))
        session.add(Account(id=1, email=ANA.who, name="Ana", role="district_admin", created_at=NOW))
        session.flush()
        for number, key in ((1, ROUND), (2, "other-round")):
            job = Job(id=f"job-{number}", kind="export", account=1, state="done", created_at=NOW)
            job.wanted = json.dumps({"round": key})
            session.add(job)
        session.commit()
    return engine


def add_release(engine: Engine, number: int, state: str) -> None:
    about = {"round": ROUND, "survey": "student", "number": number}
    with writing(engine) as connection:
        connection.execute(insert(Release).values(**about, json="{}", sha256="", state=state, reason=""))
        connection.execute(insert(ReleasePart).values(**about, unit="", json="{}"))


def rows_about(engine: Engine) -> dict[str, int]:
    """Table → rows about the round, where there are any."""
    with engine.connect() as connection:
        counts = {
            table.name: connection.scalar(
                select(func.count()).select_from(table).where(table.c.round == ROUND)
            )
            for table in Base.metadata.sorted_tables
            if "round" in table.c
        }
    return {name: count for name, count in counts.items() if count}


def want(engine: Engine, due_on: date = TODAY) -> None:
    """Let two people want it."""
    with Session(engine) as session:
        ask_deletion(session, ROUND, "the board has decided", due_on, ANA, TODAY)
        agree_deletion(session, ROUND, BEN, due_on)


def files_of(engine: Engine) -> Iterator[bytes]:
    path = Path(str(engine.url.database))
    for each in (path, path.with_name(f"{path.name}-wal")):
        if each.exists():
            yield each.read_bytes()


def test_everything_that_came_is_deleted(finished: Engine, tmp_path: Path) -> None:
    add_release(finished, 1, "withdrawn")
    add_release(finished, 2, "draft")
    before = rows_about(finished)
    want(finished)

    assert delete_due(finished, tmp_path, TODAY, NOW) == 1

    assert {"access_code", "box", "comment", "link", "received_once", "release", "release_part"} < set(before)
    assert {"received_day", "received_language", "received_channel", "school_plan"} < set(before)
    assert rows_about(finished) == {"deletion": 1}
    with finished.connect() as connection:
        assert connection.scalars(select(CommentReview.id)).all() == []
    assert delete_due(finished, tmp_path, TODAY, NOW) == 0


def test_files_that_were_made_for_it_are_deleted(finished: Engine, tmp_path: Path) -> None:
    for name in ("job-1.zip", "job-1.part", "job-2.zip"):
        (tmp_path / name).write_text("rows")
    want(finished)

    delete_due(finished, tmp_path, TODAY, NOW)

    with finished.connect() as connection:
        assert connection.scalars(select(Job.id)).all() == ["job-2"]
    assert [path.name for path in tmp_path.glob("job-*")] == ["job-2.zip"]


def test_the_log_says_who_wanted_it_and_why(finished: Engine, tmp_path: Path) -> None:
    want(finished)

    delete_due(finished, tmp_path, TODAY, NOW)

    with Session(finished) as session:
        acts = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        verify_log(session)
    assert [(act.action, act.who) for act in acts[-3:]] == [
        ("round delete ask", ANA.who),
        ("round delete agree", BEN.who),
        ("round delete", BEN.who),
    ]
    said = {"asked by": ANA.who, "on": "2027-06-01", "reason": "the board has decided"}
    assert json.loads(acts[-1].details) == said


def test_approved_results_stay_with_what_shows_them(finished: Engine, tmp_path: Path) -> None:
    add_release(finished, 1, "withdrawn")
    add_release(finished, 2, "approved")
    want(finished)

    delete_due(finished, tmp_path, TODAY, NOW)

    assert set(rows_about(finished)) == {"deletion", "link", "release", "release_part", "school_plan"}
    with Session(finished) as session:
        assert session.scalars(select(Release.number)).all() == [2]
        assert set(session.scalars(select(Link.codes))) == {0}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_file_of_the_database_holds_what_was_deleted(
    finished: Engine, keys: EpochKeys, tmp_path: Path
) -> None:
    assert any(SECRET.encode() in each for each in files_of(finished)), "the control: it was there"
    want(finished)

    delete_due(finished, tmp_path, TODAY, NOW)
    finish_seal(finished, keys)

    assert not any(SECRET.encode() in each for each in files_of(finished))
    with finished.connect() as connection:
        assert connection.scalar(select(Round.has_traces).where(Round.key == ROUND)) is False


def test_other_rounds_keep_everything(finished: Engine, keys: EpochKeys, tmp_path: Path) -> None:
    other = [a_submission(round="other-round") for _ in range(3)]
    with writing(finished) as connection:
        connection.execute(
            insert(Link).values(
                round="other-round", school=SCHOOLS[0], audience="student", version="student-2026.1"
            )
        )
        store_responses(connection, other, DAY)
    want(finished)

    delete_due(finished, tmp_path, TODAY, NOW)

    with finished.connect() as connection:
        waiting = connection.scalar(
            text("SELECT (SELECT count(*) FROM inbox_even) + (SELECT count(*) FROM inbox_odd)")
        )
        noted = connection.scalar(text("SELECT count(*) FROM received_once WHERE round = 'other-round'"))
    assert (waiting, noted) == (3, 3)


# --- two people -------------------------------------------------------------------------------------------


def test_whoever_asked_cannot_agree(finished: Engine, tmp_path: Path) -> None:
    with Session(finished) as session:
        ask_deletion(session, ROUND, "why not", TODAY, ANA, TODAY)
        with pytest.raises(RoundError, match="somebody else must agree"):
            agree_deletion(session, ROUND, ANA)

    assert delete_due(finished, tmp_path, TODAY, NOW) == 0
    with pytest.raises(IntegrityError), writing(finished) as connection:
        connection.execute(Deletion.__table__.update().values(state="agreed", agreed_by=ANA.who))


def test_nothing_is_deleted_before_its_day(finished: Engine, tmp_path: Path) -> None:
    want(finished, LATER)
    before = rows_about(finished)

    assert delete_due(finished, tmp_path, LATER - timedelta(days=1), NOW) == 0
    assert rows_about(finished) == before
    assert delete_due(finished, tmp_path, LATER, NOW) == 1


def test_nobody_agrees_to_another_day_than_they_saw(finished: Engine) -> None:
    with Session(finished) as session:
        ask_deletion(session, ROUND, "why not", TODAY, ANA, TODAY)
        with pytest.raises(RoundError, match="has changed"):
            agree_deletion(session, ROUND, BEN, LATER)


def test_it_can_be_called_off_until_it_begins(finished: Engine, tmp_path: Path) -> None:
    want(finished, LATER)
    with Session(finished) as session:
        call_off_deletion(session, ROUND, ANA)
        with pytest.raises(RoundError, match="nobody has asked"):
            call_off_deletion(session, ROUND, ANA)
    assert delete_due(finished, tmp_path, LATER, NOW) == 0

    want(finished)
    delete_due(finished, tmp_path, TODAY, NOW)
    with Session(finished) as session, pytest.raises(RoundError, match="are deleted"):
        call_off_deletion(session, ROUND, ANA)


def test_what_cannot_be_asked_says_why(finished: Engine) -> None:
    with Session(finished) as session:
        for key, reason, due_on, code in (
            ("other-round", "why", TODAY, "deletion_not_finished"),
            (ROUND, " \n", TODAY, "reason_missing"),
            (ROUND, "x" * 501, TODAY, "reason_too_long"),
            (ROUND, "why", TODAY - timedelta(days=1), "deletion_day_wrong"),
            (ROUND, "why", date(2040, 1, 1), "deletion_day_wrong"),
        ):
            with pytest.raises(RoundError) as refused:
                ask_deletion(session, key, reason, due_on, ANA, TODAY)
            assert refused.value.code == code
        with pytest.raises(NotFound):
            ask_deletion(session, "summer", "why", TODAY, ANA, TODAY)
        ask_deletion(session, ROUND, "why", TODAY, ANA, TODAY)
        with pytest.raises(RoundError, match="already asked"):
            ask_deletion(session, ROUND, "why", TODAY, BEN, TODAY)


def test_a_deletion_that_was_killed_goes_on_and_nobody_reads_what_is_left(
    finished: Engine, tmp_path: Path
) -> None:
    want(finished)
    with writing(finished) as connection:
        connection.execute(Deletion.__table__.update().values(state="begun"))
        assert delete_some(connection, ROUND, 5) == 5

    with Session(finished) as session, pytest.raises(RoundError, match="are being deleted now"):
        find_closed_round(session, ROUND)
    assert delete_due(finished, tmp_path, TODAY, NOW) == 1

    with finished.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Box)) == 0
        row = deletion_of(connection, ROUND)
        assert row is not None
        assert (row.state, row.done_on) == ("done", TODAY)
