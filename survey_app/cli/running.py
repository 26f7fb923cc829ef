"""prepare, serve: set an installation up and keep it running."""

from datetime import UTC, datetime

import click
from flask import Flask
from flask_migrate import upgrade

from survey_app.actions.demo import load_sample_district
from survey_app.actions.epoch_keys import EpochKeys
from survey_app.actions.seal_inbox import finish_seal
from survey_app.actions.submit_response import today_in_california
from survey_app.cli.plain_errors import PlainCommand
from survey_app.cli.supervisor import Supervisor, gunicorn_command, sealer_command
from survey_app.cli.system import examine, staff_link
from survey_app.config import Settings
from survey_app.extensions import db
from survey_app.store.catalogue import schools


def add_commands(app: Flask, settings: Settings) -> None:
    """Add `prepare` and `serve`."""
    keys = EpochKeys(settings.instance_path / "keys")

    @app.cli.command("prepare", cls=PlainCommand)
    def prepare() -> None:
        """Bring the database up to date; load the sample district into an empty one."""
        upgrade()
        finish_seal(db.engine, keys)
        is_empty = not schools(db.session())
        db.session.remove()
        if is_empty:
            click.echo("Loading the sample district")
            load_sample_district(db.engine, keys, today_in_california(), datetime.now(UTC))

    @app.cli.command("serve", cls=PlainCommand)
    def serve() -> None:
        """Serve until stopped, and seal beside it."""
        examine(keys)
        greet(settings)
        raise SystemExit(Supervisor(gunicorn_command(settings), sealer_command()).run())


def greet(settings: Settings) -> None:
    """Say where to go."""
    click.echo(f"Home page      {settings.public_url}/")
    for school in schools(db.session())[:1]:
        click.echo(f"A school       {settings.public_url}/s/{school.slug}")
    click.echo(f"Staff, once    {staff_link(settings)}")
    click.echo("Ctrl-C stops the server.")
