"""copy-to: move an installation from SQLite to Postgres."""

import os
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import make_url

from survey_app.actions.audit_log import OPERATOR, Actor
from survey_app.actions.moving.copy_to import copy_to, name_of, undo_move
from survey_app.cli.plain_commands import PlainCommand
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.store.database.engine import make_engine

STEPS = {
    "preparing": "Making the tables there",
    "waiting": "Waiting for the sealer",
    "copying": "Copying. From now on, devices keep what people send, and send it again",
}


@click.command("copy-to", cls=PlainCommand)
@click.argument("database_url", required=False)
@click.option(
    "--undo", is_flag=True, help="Let people use the SQLite database again, and say what that means."
)
@with_appcontext
def copy_to_command(database_url: str | None, undo: bool) -> None:
    """Copy everything from SQLite to an empty Postgres, for good. The server may run; nothing is lost."""
    if undo == bool(database_url):
        raise click.UsageError("give the DATABASE_URL of an empty Postgres, or --undo")
    actor = Actor(OPERATOR, datetime.now(UTC))
    if undo:
        undo_move(db.engine, actor)
        click.echo(
            "People can use this database again. Start with the DATABASE_URL from before: python3 run.py"
        )
        click.echo("Never let a server use the copy again: what it took meanwhile is only there. Drop it.")
        return
    move(str(database_url), actor)


def move(database_url: str, actor: Actor) -> None:
    """Copy everything, and say what to do next."""
    settings = read_settings({**os.environ, "DATABASE_URL": database_url})
    target = make_engine(settings.database_url)
    try:
        done = copy_to(db.engine, target, actor, lambda step: click.echo(STEPS[step]))
    finally:
        target.dispose()
    rows = sum(table.rows for table in done.tables)
    click.echo(f"{rows} rows of {len(done.tables)} tables are in {name_of(target)}; counts and hashes agree")
    click.echo(f"Nobody could send for {done.seconds:.1f} s. The door stays closed until you do this:")
    shown = make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=True)
    click.echo(f"1. Stop the server.  2. Set DATABASE_URL={shown}  3. Start it: python3 run.py")
    click.echo(
        "The SQLite file takes nothing anymore. To go back to it instead: python3 run.py copy-to --undo"
    )
