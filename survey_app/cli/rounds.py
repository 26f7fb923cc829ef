"""round: list, rehearse, open, close, finish and delete."""

from datetime import UTC, datetime

import click

from survey_app.actions.audit_log import OPERATOR
from survey_app.actions.rounds.deletion import agree_deletion, ask_deletion, call_off_deletion
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
    """List, rehearse, open, close, finish and delete rounds."""


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


@round_group.command("delete")
@click.argument("key")
@click.option(
    "--reason", default="", help="Why, for the log; at most 500 characters. Name nobody who answered."
)
@click.option("--on", "due_on", type=click.DateTime(["%Y-%m-%d"]), help="The day; by default today.")
@click.option(
    "--agree", is_flag=True, help="Agree to what an administrator of the district asked on its page."
)
@click.option("--call-off", is_flag=True, help="Take back what was asked.")
def delete(key: str, reason: str, due_on: datetime | None, agree: bool, call_off: bool) -> None:
    """Ask to delete what a finished round received. Another person must agree; approved results stay."""
    if agree + call_off + bool(reason) != 1:
        raise click.UsageError('say one of --reason "...", --agree, --call-off')
    if call_off:
        call_off_deletion(db.session(), key, operator())
        click.echo(f"Called off: the answers of {key} stay.")
        return
    if agree:
        day = agree_deletion(db.session(), key, operator()).due_on
        click.echo(f"Agreed: the sealer deletes the answers of {key} on {day}, within a minute.")
        return
    today = today_in_california()
    ask_deletion(db.session(), key, reason, due_on.date() if due_on else today, operator(), today)
    click.echo(f"Asked. An administrator of the district must agree: /staff/rounds/{key}/deletion")


def operator() -> Actor:
    """Return whoever runs the server as the actor, now."""
    return Actor(OPERATOR, datetime.now(UTC))
