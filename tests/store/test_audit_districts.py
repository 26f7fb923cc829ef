"""Entries from before there were districts: each gets its own, the chain stays whole, and exports join it."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import record, show_log, verify_log
from survey_app.errors import AuditError
from survey_app.store.database.schema import migration_config

HERE, THERE = "24-65789", "24-65771"
AT = "2027-04-06 19:00:00"
ACTS = [
    ("operator", "schools import", HERE),
    ("operator", "account invite", "ana@example.org"),
    ("ana@example.org", "round create", "ours"),
    ("bo@example.org", "comment shown", "theirs rivera-middle"),
    ("bo@example.org", "round delete", "gone"),
    ("operator@localhost", "sign in by link", "operator@localhost"),
    ("ana@example.org", "school change", "merced-high"),
]
DISTRICTS = [HERE, HERE, HERE, THERE, THERE, None, HERE]


OLD_ACCOUNT = (
    "INSERT INTO account (id, email, name, role, district, schools, is_disabled, created_at) "
    "VALUES (:n, :e, 'A', 'district_admin', :d, '[]', :no, :at)"
)
OLD_ROUND = (
    "INSERT INTO round (key, district, name, state, opens_on, closes_on, goal, per, sample) "
    "VALUES (:k, :d, :k, 'closed', '2027-04-01', '2027-05-01', 75, 'child', :no)"
)
OLD_SCHOOL = (
    "INSERT INTO school (slug, district, cds, name, city, grade_low, grade_high, enrolment_by_grade, "
    "languages, language_counts, is_archived) "
    "VALUES ('merced-high', :d, '24657892435204', 'M', 'M', 9, 12, '{}', '[]', '{}', :no)"
)
OLD_EXPORT = (
    "INSERT INTO export_log (id, at, round, kind, purpose, rows) "
    "VALUES (1, :at, 'theirs', 'zip', 'board', 240)"
)


@pytest.fixture
def older(engine: Engine) -> Engine:
    """A database of the version before, with entries and exports."""
    command.downgrade(migration_config(engine), "0010")
    people = [("ana@example.org", HERE), ("bo@example.org", THERE), ("operator@localhost", None)]
    with engine.begin() as connection:
        for code in (HERE, THERE):
            connection.execute(text("INSERT INTO district (code, name) VALUES (:c, :c)"), {"c": code})
        for number, (email, district) in enumerate(people, 1):
            values = {"n": number, "e": email, "d": district, "no": False, "at": AT}
            connection.execute(text(OLD_ACCOUNT), values)
        for key, district in (("ours", HERE), ("theirs", THERE)):
            connection.execute(text(OLD_ROUND), {"k": key, "d": district, "no": False})
        connection.execute(text(OLD_SCHOOL), {"d": HERE, "no": False})
        add_older(connection, ACTS)
        connection.execute(text(OLD_EXPORT), {"at": AT})
    return engine


def add_older(connection, acts):
    """Entries as the version before wrote them."""
    previous = ""
    for number, (who, action, subject) in enumerate(acts, 1):
        values = {
            "number": number,
            "at": "2027-04-06T19:00:00Z",
            "who": who,
            "action": action,
            "subject": subject,
            "details": "{}",
        }
        content = json.dumps([previous, values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = sha256(content.encode()).hexdigest()
        connection.execute(
            text(
                "INSERT INTO audit (number, at, who, action, subject, details, hash) "
                "VALUES (:number, :at, :who, :action, :subject, :details, :hash)"
            ),
            {**values, "at": AT, "hash": previous},
        )


def upgraded(engine: Engine) -> Engine:
    command.upgrade(migration_config(engine), "head")
    return engine


def seen_by(engine: Engine, district: str | None) -> list[tuple[str, str]]:
    with Session(engine) as session:
        return [(act.action, act.subject) for act in show_log(session, district).acts[::-1]]


def test_each_older_entry_gets_the_district_that_it_is_about_and_the_chain_stays_whole(older, now):
    """What was exported before is an entry. The way down keeps it, and after the way up the chain goes on."""
    upgraded(older)

    assert districts_of(older) == [*DISTRICTS, None, THERE]
    assert seen_by(older, HERE) == [
        act[1:] for act, place in zip(ACTS, DISTRICTS, strict=True) if place == HERE
    ]
    with Session(older) as session:
        act = show_log(session, THERE).acts[0]
        assert verify_log(session)[0] == len(ACTS) + 2
    assert (act.who, act.action, act.subject, act.at) == ("unknown", "export zip", "theirs", now)
    assert act.details == {"purpose": "board", "rows": 240}
    assert_it_is_only_added_to(older)

    command.downgrade(migration_config(older), "0010")
    with older.connect() as connection:
        exports = connection.execute(text("SELECT round, kind, purpose, rows FROM export_log")).all()
    upgraded(older)

    assert exports == [("theirs", "zip", "board", 240)]
    with Session(older) as session:
        assert verify_log(session)[0] == len(ACTS) + 3, "down and up again"
        assert [act.action for act in show_log(session, THERE).acts].count("export zip") == 1
    assert_the_chain_goes_on(older, len(ACTS) + 4)


def districts_of(engine: Engine) -> list[str | None]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT district FROM audit ORDER BY number")))


def assert_it_is_only_added_to(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(Exception, match="only added to"):
        connection.execute(text("UPDATE audit SET district = NULL"))


def assert_the_chain_goes_on(engine: Engine, number: int) -> None:
    with Session(engine) as session:
        at = datetime.now(UTC)
        record(session.connection(), "ana@example.org", "round open", "ours", at, district=HERE)
        session.commit()
        assert verify_log(session)[0] == number


FORGERIES = [
    f"UPDATE audit SET district = '{THERE}' WHERE number = 1",
    f"UPDATE audit SET district = '{HERE}' WHERE number = 9",
    "UPDATE audit SET who = 'nobody' WHERE number = 1",
    "DELETE FROM audit WHERE number > 7",
]


def is_found(connection: Connection) -> bool:
    with Session(connection) as session:
        try:
            verify_log(session)
        except AuditError:
            return True
    return False


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_district_that_was_changed_afterwards_is_found(older):
    upgraded(older)
    for forgery in FORGERIES:
        with older.connect() as connection:  # never committed
            for what in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_no_{what}"))
            connection.execute(text(forgery))
            assert is_found(connection), forgery

    with Session(older) as session:
        verify_log(session)  # the control: without a forgery, it is whole
