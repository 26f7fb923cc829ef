"""Migrations: up and down on both engines, and the schema that they make is that of the tables."""

import zlib

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from nacl.public import PublicKey, SealedBox
from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.actions.responses.store_responses import Submission
from survey_app.actions.results.approval import OLD_DESIGN
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.mixing import without_language
from survey_app.store.database.engine import writing
from survey_app.store.database.schema import migration_config
from survey_app.store.responses.received_once import ReceivedRow, mark_received
from survey_app.store.rounds.rounds import set_round_state
from survey_app.store.tables import (
    AccessCode,
    Base,
    Comment,
    District,
    ReceivedDay,
    ReceivedOnce,
    Release,
    ReleasePart,
    Round,
    School,
)
from tests.actions.responses.response_samples import (
    ROUND,
    SCHOOLS,
    a_submission,
    all_waiting,
    open_everything,
)

ANONYMOUS = {
    "access_code",
    "received_once",
    "inbox_even",
    "inbox_odd",
    "box",
    "comment",
    "comment_review",
} | {
    "received_day",
    "received_language",
    "received_channel",
}
OLD_HEADER = '{"parts": {"": "forgotten"}}'


def differences(engine: Engine, metadata: MetaData) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))


def test_the_migrated_schema_is_that_of_the_tables(engine):
    assert differences(engine, Base.metadata) == []


def test_a_table_without_a_migration_is_found(engine):
    wider = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(wider)
    Table("forgotten", wider, Column("id", Integer, primary_key=True))

    assert len(differences(engine, wider)) == 1


def test_migrations_go_down_to_nothing_and_each_goes_up_down_and_up_again(engine):
    command.downgrade(migration_config(engine), "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}

    for _ in migrations_in_order(engine):
        command.upgrade(migration_config(engine), "+1")
        command.downgrade(migration_config(engine), "-1")
        command.upgrade(migration_config(engine), "+1")

    assert differences(engine, Base.metadata) == []


def migrations_in_order(engine: Engine) -> list[str]:
    from_config = command.ScriptDirectory.from_config(migration_config(engine))
    return [script.revision for script in from_config.walk_revisions()][::-1]


def tables_without_rowid(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    return {name for name, sql in rows if sql.rstrip().endswith("WITHOUT ROWID")}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_tables_that_a_response_touches_have_no_row_numbers(engine):
    assert tables_without_rowid(engine) == ANONYMOUS


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_table_with_row_numbers_is_told_apart(engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE naive (id BLOB PRIMARY KEY)")

    assert "naive" not in tables_without_rowid(engine)


def let_wait_as_before(engine: Engine, public_key: bytes, submission: Submission, number: int) -> None:
    """Put a response into the inbox of version 0013 under an epoch, sealed as that version did."""
    old = zlib.compress(without_language(submission.payload())) + b"\x80"
    waits = {"nullifier": submission.nullifier, "epoch": number}
    waits["sealed"] = SealedBox(PublicKey(public_key)).encrypt(old.ljust(976, b"\0"))
    with engine.begin() as connection:
        epoch = {"number": number, "key": public_key}
        connection.execute(text("INSERT INTO epoch VALUES (:number, :key, 'current', 0)"), epoch)
        connection.execute(text("INSERT INTO inbox VALUES (:nullifier, :epoch, :sealed)"), waits)


@pytest.mark.parametrize("number", [6, 7])
def test_responses_that_wait_outlive_the_parting_of_the_inbox(engine, keys, number):
    """Under an even and an odd epoch; sealed as older versions did it, and counted when it came."""
    open_everything(engine)
    submission = a_submission({"belong": "some", "open_change": "Más baños"})
    with writing(engine) as connection:
        set_round_state(connection, "other-round", "closed")
        mark_received(
            connection, [ReceivedRow(submission.nullifier, submission.round, submission.response_hash)]
        )
    command.downgrade(migration_config(engine), "0013")
    let_wait_as_before(engine, keys.make(), submission, number)

    command.upgrade(migration_config(engine), "head")

    with Session(engine) as session:
        traces = dict(session.execute(select(Round.key, Round.has_traces)).all())
    assert traces == {ROUND: False, "other-round": True}
    assert [(nullifier, epoch) for nullifier, epoch, _ in all_waiting(engine)] == [
        (submission.nullifier, number)
    ]
    assert finish_round(engine, keys, ROUND) == 1
    with Session(engine) as session:
        assert list(session.scalars(select(Comment.body))) == ["Más baños"]
        assert list(session.scalars(select(ReceivedDay.n))) == []
        assert not any(session.scalars(select(Round.has_traces)))


def release_as_before(engine: Engine) -> None:
    """Put a release and one of its parts into a database of version 0014."""
    released = text("INSERT INTO release VALUES (:round, 'family', 1, :text, :sha256)")
    part = text("INSERT INTO release_part VALUES (:round, 'family', 1, '', 'numbers', '{}')")
    with engine.begin() as connection:
        connection.execute(released.bindparams(round=ROUND, text=OLD_HEADER, sha256="a" * 64))
        connection.execute(part.bindparams(round=ROUND))


def test_releases_from_before_are_withdrawn_and_kept(engine):
    """Each keeps its text and its part. The way down drops what an older version cannot read."""
    config = migration_config(engine)
    open_everything(engine)
    command.downgrade(config, "0014")
    release_as_before(engine)

    command.upgrade(config, "head")

    with Session(engine) as session:
        (found,) = session.scalars(select(Release)).all()
        assert (found.state, found.reason) == ("withdrawn", OLD_DESIGN)
        assert (found.json, found.sha256) == (OLD_HEADER, "a" * 64)
        assert list(session.scalars(select(ReleasePart.json))) == ["numbers"]
        release_anew(session)

    command.downgrade(config, "0014")

    with engine.connect() as connection:
        assert connection.execute(text("SELECT number, json FROM release")).all() == [(1, OLD_HEADER)]
        parts = connection.execute(text("SELECT number, json, answered FROM release_part")).all()
    assert parts == [(1, "numbers", "{}")]
    command.upgrade(config, "head")


def release_anew(session: Session) -> None:
    """Add a draft and a withdrawn release; beside a draft, none can be approved."""
    for number, state in ((2, "draft"), (3, "withdrawn")):
        session.add(newer(number, state))
    session.flush()
    session.add(ReleasePart(round=ROUND, survey="family", number=2, unit="", json="newer"))
    session.commit()
    session.add(newer(4, "approved"))
    with pytest.raises(IntegrityError):
        session.commit()


def newer(number: int, state: str) -> Release:
    return Release(
        round=ROUND, survey="family", number=number, json="{}", sha256="", state=state, reason="why"
    )


OLD_DISTRICT = "INSERT INTO district (code, name) VALUES ('24-65789', 'Merced Union High')"
OLD_SCHOOL = (
    "INSERT INTO school (slug, district, cds, name, city, grade_low, grade_high, enrolment_by_grade,"
    " languages, language_counts, is_archived) VALUES ('merced-high', '24-65789', '24657892435204',"
    " 'Merced High', 'Merced', 9, 12, '{}', '[]', '{}', :no)"
)
OLD_ROUND = (
    "INSERT INTO round (key, district, name, state, opens_on, closes_on, sample)"
    " VALUES ('spring', '24-65789', 'Spring', 'open', '2027-04-01', '2027-05-01', :no)"
)
OLD_COUNTER = "INSERT INTO received VALUES ('spring', 'merced-high', 'family', :language, :channel, :day, :n)"


def count_as_before(engine: Engine) -> None:
    """Count responses in a database of version 0007: by language, channel and day in one table."""
    counters = (
        {"language": "es", "channel": "web", "day": "2027-04-02", "n": 5},
        {"language": "es", "channel": "paper", "day": "2027-04-02", "n": 2},
        {"language": "ar", "channel": "web", "day": "2027-04-03", "n": 1},
    )
    with engine.begin() as connection:
        connection.execute(text(OLD_DISTRICT))
        connection.execute(text(OLD_SCHOOL), {"no": False})
        connection.execute(text(OLD_ROUND), {"no": False})
        connection.execute(text(OLD_COUNTER), counters)


def test_counters_are_parted_and_put_together_again(engine):
    """As far as possible: nobody can tell any more which language came through which channel."""
    config = migration_config(engine)
    command.downgrade(config, "0007")
    count_as_before(engine)

    command.upgrade(config, "head")
    parted = {cut: counted(engine, cut) for cut in ("day", "language", "channel")}
    command.downgrade(config, "0007")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT language, channel, day, n FROM received ORDER BY day"))
        together = [(language, channel, str(day), n) for language, channel, day, n in rows]
    command.upgrade(config, "head")

    assert parted == {
        "day": {"2027-04-02": 7, "2027-04-03": 1},
        "language": {"ar": 1, "es": 7},
        "channel": {"paper": 2, "web": 6},
    }
    assert together == [("und", "web", "2027-04-02", 7), ("und", "web", "2027-04-03", 1)]
    assert counted(engine, "day") == parted["day"]


def test_plain_words_lose_nothing_on_the_way_up_and_down(engine, session):
    open_everything(engine)
    code, came = (
        AccessCode(code_hash=b"c", round=ROUND, link="merced-high/family", is_void=True),
        a_submission({}),
    )
    with writing(engine) as connection:
        mark_received(connection, [ReceivedRow(came.nullifier, ROUND, came.response_hash)])
    session.add(code)
    session.get_one(District, "24-65789").color = "#145c48"
    session.get_one(School, SCHOOLS[0]).enrollment = 1975
    session.commit()

    config = migration_config(engine)
    command.downgrade(config, "0015")
    with engine.connect() as connection:
        old = [
            connection.execute(text(query)).one()
            for query in ("SELECT h FROM voucher", "SELECT s FROM spent")
        ]
    command.upgrade(config, "head")

    session.expire_all()
    assert [bytes(value) for (value,) in old] == [b"c", came.response_hash]
    (row,) = session.scalars(select(AccessCode))
    assert (row.code_hash, row.round, row.link, row.is_void) == (b"c", ROUND, "merced-high/family", True)
    (row,) = session.scalars(select(ReceivedOnce))
    assert (row.nullifier, row.round, row.response_hash) == (came.nullifier, ROUND, came.response_hash)
    assert session.get_one(District, "24-65789").color == "#145c48"
    assert session.get_one(School, SCHOOLS[0]).enrollment == 1975


def counted(engine: Engine, cut: str) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {cut}, n FROM received_{cut}"))
        return {str(value): n for value, n in rows}
