"""What no move begins with, or ends with: each is refused with the remedy, and SQLite goes on as before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from survey_app.errors import MoveError, SurveyAppError, UnsafeDatabase
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.tables import School
from tests.actions.moving.everything import count_rows, move, store
from tests.actions.responses.response_samples import open_everything
from tests.conftest import administer

pytestmark = pytest.mark.postgres


def refused(source: Engine, target: Engine) -> SurveyAppError:
    """Why a move is refused. The source goes on as before."""
    with pytest.raises(SurveyAppError) as error:
        move(source, target)
    store(source, 1)
    return error.value


def test_a_database_with_rows_is_refused(source: Engine, target: Engine) -> None:
    open_everything(target)

    assert "already has rows (district" in str(refused(source, target))


def test_a_database_of_something_else_is_refused(source: Engine, target: Engine) -> None:
    with target.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id int)")

    assert "holds tables of something else (invoices); give an empty" in str(refused(source, target))


def test_tables_of_another_version_are_refused(source: Engine, target: Engine) -> None:
    with target.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0014'")

    assert "tables of another version; give an empty database" in str(refused(source, target))


def test_an_old_source_is_refused(source: Engine, target: Engine) -> None:
    with writing(source) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0014'")

    with pytest.raises(MoveError, match=r"run: python3 run\.py db upgrade"):
        move(source, target)


def test_a_database_that_logs_answers_is_refused(
    source: Engine, target: Engine, postgres_server: str
) -> None:
    administer(postgres_server, f"ALTER DATABASE {target.url.database} SET log_statement = 'all'")

    error = refused(source, target)

    assert isinstance(error, UnsafeDatabase)
    assert "ALTER SYSTEM SET log_statement" in str(error)


def test_a_database_that_nobody_reaches_is_named_without_its_password(
    source: Engine, closing: Callable[[Engine], Engine]
) -> None:
    target = closing(make_engine("postgresql+psycopg://me:geheim@127.0.0.1:1/survey"))

    said = str(refused(source, target))

    assert "127.0.0.1:1/survey cannot be used: " in said
    assert "check that Postgres runs" in said
    assert "geheim" not in said


def test_another_sqlite_is_refused(
    source: Engine, tmp_path: Path, closing: Callable[[Engine], Engine]
) -> None:
    other = closing(make_engine(f"sqlite:///{tmp_path / 'other.sqlite'}"))

    assert "rows can only move to Postgres" in str(refused(source, other))


def test_a_row_that_postgres_refuses_is_not_quoted(source: Engine, target: Engine) -> None:
    with writing(source) as connection:
        connection.execute(update(School).values(city="secret\0city"))

    said = str(refused(source, target))

    assert "refuses a row of the table school" in said
    assert "secret" not in said
    assert set(count_rows(target).values()) == {0}


def test_a_row_that_arrives_changed_is_noticed(source: Engine, target: Engine) -> None:
    with target.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.city := 'Mercéd'; RETURN NEW; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER spoil BEFORE INSERT ON school FOR EACH ROW EXECUTE FUNCTION spoil()"
        )

    assert "what arrived differs in school; nothing was moved" in str(refused(source, target))
    assert set(count_rows(target).values()) == {0}
