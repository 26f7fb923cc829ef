"""round: list, rehearse, open, close and finish."""

from datetime import UTC, datetime

import click

from survey_app.actions.audit_log import OPERATOR
from survey_app.actions.rounds.lifecycle import (
    Actor,
    close_round,
    finish_round,
    list_rounds,
    open_round,
    rehearse_round,
)
from survey_app.actions.rounds.participation import total_of
from survey_app.cli.plain_commands import PlainGroup, the_keys
from survey_app.config import today_in_california
from survey_app.extensions import db


@click.group("round", cls=PlainGroup)
def round_group() -> None:
    """List, rehearse, open, close and finish rounds."""


@round_group.command("list")
def list_() -> None:
    """List every round, the newest first. An open round shows the responses of the last daily count."""
    for line in list_rounds(db.session()):
        days = f"{line.opens_on} to {line.closes_on}"
        click.echo(f"{line.key:<20} {line.phase:<10} {days}  {total_of(line)!s:>12} responses  {line.name}")


@round_group.command("rehearse")
@click.argument("key")
def rehearse(key: str) -> None:
    """Start the rehearsal of a round again. This discards what people tried before."""
    rehearse_round(db.engine, key, operator())
    click.echo(f"{key} is in rehearsal; we keep nothing that people send now")


@round_group.command("open")
@click.argument("key")
def open_(key: str) -> None:
    """Open a round to everyone. This discards the responses of the rehearsal."""
    open_round(db.engine, key, operator())
    click.echo(f"{key} is open")


@round_group.command("close")
@click.argument("key")
def close(key: str) -> None:
    """Close a round to new people. For 14 more days we still take responses that people gave before."""
    last = close_round(db.engine, key, today_in_california(), operator())
    click.echo(f"{key} is closed; we take responses from devices that were offline until {last}")
    click.echo(f"Then we finish it. To finish it now: python3 run.py round finish {key}")


@round_group.command("finish")
@click.argument("key")
def finish(key: str) -> None:
    """Finish a round: take no more late responses, and seal everything. Then results and exports can be made."""
    moved = finish_round(db.engine, the_keys(), key, operator())
    click.echo(f"{key} is finished; we sealed {moved} waiting responses")
    click.echo(f"Next: python3 run.py release --round {key}")
    click.echo(f'Then: python3 run.py export zip --round {key} --purpose "..." --out {key}.zip')


def operator() -> Actor:
    """Return whoever runs the server as the actor, now."""
    return Actor(OPERATOR, datetime.now(UTC))
