"""Which migration the database has, and whether we can write to it."""

from functools import cache

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from survey_app.config import PROJECT
from survey_app.store.database.engine import writing

MIGRATIONS = PROJECT / "migrations"


def migration_config(engine: Engine) -> Config:
    """What Alembic needs to migrate this engine's database."""
    config = Config(MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


@cache
def newest_migration() -> str | None:
    """Return the migration that this version of the app needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_at_newest_migration(connection: Connection) -> bool:
    """Whether the database has the tables that this version expects."""
    return MigrationContext.configure(connection).get_current_revision() == newest_migration()


def is_ready(engine: Engine) -> bool:
    """Whether we can write to the database now, and it has the newest migration."""
    try:
        with writing(engine) as connection:
            # Takes the write lock and a page, and changes nothing.
            connection.exec_driver_sql("DELETE FROM alembic_version WHERE version_num = ''")
            return is_at_newest_migration(connection)
    except (SQLAlchemyError, OSError):
        return False
