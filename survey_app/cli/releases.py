"""release: make the results of a round, let everybody see them, withdraw them."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from survey_app.actions.audit_log import OPERATOR
from survey_app.actions.jobs.progress import Watched
from survey_app.actions.results.approval import approve_release, compared_with, standing_of, withdraw_release
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.cli.plain_commands import PlainGroup, the_secrets, the_settings
from survey_app.config import Settings
from survey_app.extensions import db
from survey_app.vocabulary import APPROVED

_KEY = click.option(
    "--round", "key", metavar="KEY", required=True, help="Key of a round; `round list` shows them."
)


@click.group("release", cls=PlainGroup, invoke_without_command=True)
@click.option("--round", "key", metavar="KEY", help="Key of a finished round; `round list` shows them.")
@click.option("--reason", default="", help="Why you make the results again after a withdrawal.")
@click.pass_context
@with_appcontext
def release(context: click.Context, key: str | None, reason: str) -> None:
    """Make a draft of the results of a round. No number in it points at a person (docs/releases.md)."""
    if context.invoked_subcommand:
        if key or reason:
            raise click.UsageError(
                f"put the options behind the command: release {context.invoked_subcommand} --round ..."
            )
    elif key is None:
        raise click.UsageError("name the round: release --round KEY; `round list` shows them")
    else:
        _make(the_settings(), key, reason)


@release.command("approve")
@_KEY
def approve(key: str) -> None:
    """Let everybody see the draft: coordinators, viewers, and families on the public pages."""
    approve_release(db.session(), key, OPERATOR, datetime.now(UTC))
    click.echo(f"The results of round {key} are approved: everybody can see them within two seconds.")


@release.command("withdraw")
@_KEY
@click.option("--reason", required=True, help="Why, for staff; at most 500 characters. Name nobody.")
def withdraw(key: str, reason: str) -> None:
    """Withdraw the results of a round, whether draft or approved."""
    compared = compared_with(db.session(), key)
    withdraw_release(db.session(), key, reason, OPERATOR, datetime.now(UTC))
    click.echo(f"The results of round {key} are withdrawn: nobody can see them now. To make new ones:")
    click.echo(f'python3 run.py release --round {key} --reason "..."')
    if compared:
        click.echo(
            f"These results are compared with them: {', '.join(compared)}. Withdraw those too, and make them again."
        )


def _make(settings: Settings, key: str, reason: str) -> None:
    the_secrets().require(db.engine)
    secret = release_secret(settings.instance_path)
    now = datetime.now(UTC)
    with click.progressbar(length=1, label="Making the results") as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        made = make_release(db.session(), secret, key, OPERATOR, now, reason=reason, watched=Watched(tell))
    for one in made:
        click.echo(f"{one.survey:<12} release {one.number}: {one.shown} of {one.schools} schools")
    page = f"{settings.public_url}/staff/rounds/{key}/results"
    if standing_of(db.session(), key).state == APPROVED:
        click.echo(f"Sample data is approved at once. Look at it: {page}")
        return
    click.echo("This is a draft: only administrators of the district see it. Next:")
    click.echo(f"1. Look at it: {page}")
    click.echo(f"2. Let everybody see it: python3 run.py release approve --round {key}")
    click.echo(f'   or withdraw it: python3 run.py release withdraw --round {key} --reason "..."')
