"""maintenance: let everybody read and nobody change anything, for as long as somebody works on the installation."""

from datetime import UTC, datetime

import click

from survey_app.actions.read_only import LOOKS, begin_read_only, end_read_only, is_read_only
from survey_app.cli.plain_commands import PlainCommand, PlainGroup, the_settings
from survey_app.config import CALIFORNIA

_FORMS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


@click.group("maintenance", cls=PlainGroup, invoke_without_command=True)
@click.pass_context
def maintenance(context: click.Context) -> None:
    """Say whether the installation is read only."""
    if context.invoked_subcommand is None:
        is_on = is_read_only(the_settings().instance_path, datetime.now(UTC))
        click.echo("read only" if is_on else "not read only")


@maintenance.command("on", cls=PlainCommand)
@click.option("--until", type=click.DateTime(_FORMS), help="When it ends by itself, in California's time.")
def on(until: datetime | None) -> None:
    """Let everybody read, and nobody change anything. Phones keep what people send, and send it later."""
    end = until.replace(tzinfo=CALIFORNIA) if until else None
    if end and end <= datetime.now(UTC):
        raise click.BadParameter("this time is over; give one that comes", param_hint="--until")
    begin_read_only(the_settings().instance_path, end)
    click.echo(f"In {2 * LOOKS:.0f} seconds all servers with this instance folder are read only.")


@maintenance.command("off", cls=PlainCommand)
def off() -> None:
    """Let everybody send and change things again."""
    was_on = end_read_only(the_settings().instance_path)
    click.echo("Everybody can send and change things again." if was_on else "It was not read only.")
