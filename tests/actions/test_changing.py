"""What a person changes is kept with its line in the log, or not at all; and people change things one by one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor, show_log, verify_log
from survey_app.actions.changing import changing
from survey_app.store.audit_log import hold_log
from survey_app.store.database.engine import writing
from survey_app.store.tables import District

CODE = "24-65789"


@pytest.fixture
def ana(now):
    return Actor("ana@merced.org", now)


@pytest.fixture(autouse=True)
def district(engine):
    with writing(engine) as connection:
        connection.execute(insert(District).values(code=CODE, name="0"))


@pytest.fixture(params=["session", "engine"])
def on(request, engine, session):
    """What an action is given: a session, or an engine."""
    return {"session": session, "engine": engine}[request.param]


def name(engine):
    with engine.connect() as connection:
        return connection.scalar(select(District.name).where(District.code == CODE))


def rename(change, to):
    change.connection.execute(update(District).where(District.code == CODE).values(name=to))


def lines(engine):
    with Session(engine) as session:
        verify_log(session)
        return [(act.who, act.action, act.subject, dict(act.details)) for act in show_log(session, None).acts]


def test_a_change_is_kept_with_its_line(on, engine, ana):
    with changing(on, ana, "district brand") as change:
        rename(change, "Merced")
        change.log(CODE, CODE, {"color": ""})

    assert name(engine) == "Merced"
    assert lines(engine) == [("ana@merced.org", "district brand", CODE, {"color": ""})]


def test_the_line_belongs_to_a_district(engine, ana):
    with changing(engine, ana, "district brand") as change:
        change.log(CODE, CODE)
    with changing(engine, ana, "sample remove") as change:
        change.log(CODE, None)

    with Session(engine) as session:
        assert [act.action for act in show_log(session, CODE).acts] == ["district brand"]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_any_error_undoes_the_change_and_its_line(on, engine, ana, error):
    with pytest.raises(error), changing(on, ana, "district brand") as change:
        rename(change, "Merced")
        change.log(CODE, CODE)
        raise error

    assert (name(engine), lines(engine)) == ("0", [])


def test_a_change_that_the_database_refuses_has_no_line(session, engine, ana):
    with pytest.raises(IntegrityError), changing(session, ana, "district brand") as change:
        change.log(CODE, CODE)
        # Nobody knows before it is flushed at the end.
        session.add(District(code=CODE, name="again"))

    assert lines(engine) == []


def test_a_change_without_a_line_is_not_kept(on, engine, ana):
    with (
        pytest.raises(RuntimeError, match="'district brand' has no line"),
        changing(on, ana, "district brand") as change,
    ):
        rename(change, "Merced")

    assert (name(engine), lines(engine)) == ("0", [])


def test_nothing_is_kept_when_nothing_changed(on, engine, ana):
    def look() -> str:
        with changing(on, ana, "sign in by link") as change:
            rename(change, "Merced")
            change.nothing()
            return "looked"

    assert look() == "looked"
    assert (name(engine), lines(engine)) == ("0", [])


def test_what_the_calendar_does_has_no_line(engine):
    with changing(engine, None, "round close") as change:
        rename(change, "Merced")
        change.log(CODE, CODE)

    assert (name(engine), lines(engine)) == ("Merced", [])


def test_a_change_within_a_change_is_refused_and_undoes_the_first(on, engine, session, ana):
    with (
        pytest.raises(RuntimeError, match="end it before the next begins"),
        changing(on, ana, "district brand") as change,
    ):
        rename(change, "Merced")
        change.log(CODE, CODE)
        with changing(session, ana, "school brand"):
            pytest.fail("it began")

    assert (name(engine), lines(engine)) == ("0", [])


def test_a_session_sees_in_its_change_what_others_changed_since_it_read(session, engine, ana):
    row = session.get(District, CODE)
    assert row.name == "0"
    with changing(engine, ana, "district brand") as change:
        rename(change, "Merced")
        change.log(CODE, CODE)

    with changing(session, ana, "district brand") as change:
        row.name += " Union"
        change.log(CODE, CODE)

    assert name(engine) == "Merced Union"


def take_the_lock(engine):
    """What another writer does at this moment; it does not wait."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '1ms'")
            hold_log(connection)
        connection.invalidate()


def test_nobody_else_changes_anything_before_the_first_look_of_a_change(on, engine, ana):
    with changing(on, ana, "district brand") as change:
        with pytest.raises(OperationalError, match=r"locked|lock timeout"):
            take_the_lock(engine)
        change.nothing()

    take_the_lock(engine)


def test_many_people_lose_no_change(engine, ana):
    def add_one(_):
        with Session(engine) as session, changing(session, ana, "district brand") as change:
            row = session.get(District, CODE)
            row.name = str(int(row.name) + 1)
            change.log(CODE, CODE)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(20)))

    assert name(engine) == "20"
    assert len(lines(engine)) == 20
