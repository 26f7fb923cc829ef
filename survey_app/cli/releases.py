"""release: make the results of a round."""

from datetime import UTC, datetime

import click
from flask import Flask

from survey_app.actions.audit import OPERATOR
from survey_app.actions.releases import make_release, release_secret
from survey_app.cli.plain_errors import PlainCommand
from survey_app.config import Settings
from survey_app.extensions import db


def add_commands(app: Flask, settings: Settings) -> None:
    """Add `release`."""

    @app.cli.command("release", cls=PlainCommand)
    @click.option("--round", "key", required=True, help="Key of a finished round; `round list` shows them.")
    @click.option("--interim", is_flag=True, help="Of a round that is still open: totals alone.")
    def release(key: str, *, interim: bool) -> None:
        """Make the results of a round, of which no number points at a person (docs/releases.md)."""
        secret = release_secret(settings.instance_path)
        now = datetime.now(UTC)
        with click.progressbar(length=1, label="Making the results") as bar:

            def tell(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            made = make_release(db.session(), secret, key, OPERATOR, now, interim=interim, tell=tell)
        for one in made:
            click.echo(
                f"{one.survey:<12} release {one.number}: {one.shown} of {one.schools} schools; "
                f"{one.gave_way} times a question shows less to protect somebody"
            )
