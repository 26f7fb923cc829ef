"""How a migration runs: on the app's own engine, all or nothing, with one migration for SQLite and Postgres.

Inside a Flask app the engine is the app's; elsewhere the caller puts one into `config.attributes["engine"]`.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

from survey_app.store.database.engine import for_writing, prepare_engine, write_lock
from survey_app.store.database.limits import LONG_WRITING, allowing
from survey_app.store.database.one_sealer import setting_up
from survey_app.store.tables import Base


def run_migrations() -> None:
    engine: Engine = context.config.attributes.get("engine") or current_app.extensions["migrate"].db.engine
    prepare_engine(engine)
    with (
        setting_up(engine),
        allowing(writing=LONG_WRITING),
        write_lock(engine),
        for_writing(engine).connect() as connection,
    ):
        # SQLite changes a table by making a new one and dropping the old, which must not look like deleting rows.
        set_foreign_keys(connection, "OFF")
        migrate(connection)
        set_foreign_keys(connection, "ON")


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        refuse_dangling(connection)


def set_foreign_keys(connection: Connection, state: str) -> None:
    """Switch them on the connection itself: inside a transaction SQLite ignores it."""
    if connection.dialect.name == "sqlite":
        driver_connection = connection.connection.driver_connection
        assert driver_connection is not None  # noqa: S101 (a connection that is open has one)
        driver_connection.execute(f"PRAGMA foreign_keys={state}")


def refuse_dangling(connection: Connection) -> None:
    """Roll back a migration that left rows pointing at nothing."""
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if dangling:
            raise RuntimeError(
                f"the migration leaves rows that point at nothing: {sorted({row[0] for row in dangling})}"
            )


if context.is_offline_mode():
    raise SystemExit("migrations run on a database, not as a script of SQL; leave out --sql")
run_migrations()
