"""round: list, rehearse, open and close."""

import click
from flask import Flask

from survey_app.actions.epoch_keys import EpochKeys
from survey_app.actions.rounds import close_round, list_rounds, open_round, rehearse_round
from survey_app.cli.plain_errors import PlainGroup
from survey_app.config import Settings
from survey_app.extensions import db


def add_commands(app: Flask, settings: Settings) -> None:
    """Add `round`."""

    @app.cli.group("round", cls=PlainGroup)
    def round_group() -> None:
        """List, rehearse, open and close rounds."""

    @round_group.command("list")
    def list_() -> None:
        """Show every round, the newest first."""
        for line in list_rounds(db.session()):
            days = f"{line.opens_on} to {line.closes_on}"
            click.echo(f"{line.key:<20} {line.state:<10} {days}  {line.received:>6} responses  {line.name}")

    @round_group.command("rehearse")
    @click.argument("key")
    def rehearse(key: str) -> None:
        """Begin the rehearsal of a round afresh; what was tried is discarded."""
        rehearse_round(db.engine, key)
        click.echo(f"{key} is in rehearsal; nothing that is sent now is kept")

    @round_group.command("open")
    @click.argument("key")
    def open_(key: str) -> None:
        """Open a round to everyone; rehearsed responses are discarded."""
        open_round(db.engine, key)
        click.echo(f"{key} is open")

    @round_group.command("close")
    @click.argument("key")
    def close(key: str) -> None:
        """Close a round and seal all of its responses."""
        moved = close_round(db.engine, EpochKeys(settings.instance_path / "keys"), key)
        click.echo(f"{key} is closed; {moved} waiting responses were sealed")
        click.echo(f'Next: python3 run.py export zip --round {key} --purpose "..." --out {key}.zip')
