"""demo: another closed round of simulated answers in the sample district, with its results."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from survey_app.actions.audit_log import OPERATOR
from survey_app.actions.demo.sample_district import (
    SAMPLE_RESPONSES,
    SampleRound,
    load_sample_district,
    simulate,
)
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.cli.plain_commands import PlainCommand, the_keys, the_secrets, the_settings
from survey_app.config import Settings, today_in_california
from survey_app.errors import RoundError
from survey_app.extensions import db
from survey_app.store.schools.schools import has_schools


@click.command("demo", cls=PlainCommand)
@click.option(
    "--responses",
    metavar="NUMBER",
    default=SAMPLE_RESPONSES,
    show_default=True,
    help="How many people to simulate.",
)
@click.option(
    "--seed", metavar="NUMBER", default=1, show_default=True, help="The same seed gives the same answers."
)
@with_appcontext
def demo(responses: int, seed: int) -> None:
    """Add a closed round of simulated answers, clearly marked, to try results and exports."""
    settings, keys = the_settings(), the_keys()
    the_secrets().require(db.engine)
    today, now = today_in_california(), datetime.now(UTC)
    if not has_schools(db.session()):
        release_sample(settings, load_sample_district(db.engine, keys, today, now))
    db.session.remove()
    made = simulate(db.engine, keys, today, now, responses=responses, seed=seed)
    release_sample(settings, made)
    click.echo(f"{made.responses} simulated responses in round {made.key}; look at the results:")
    click.echo(f"{settings.public_url}/staff/rounds/{made.key}/results")
    click.echo("Next:")
    click.echo(f'python3 run.py export zip --round {made.key} --purpose "trying it out" --out {made.key}.zip')


def release_sample(settings: Settings, made: SampleRound) -> None:
    """Make the results of a sample round, approved at once. Too few people get no results."""
    secret = release_secret(settings.instance_path)
    db.session.remove()  # what it read is older than this round
    try:
        make_release(db.session(), secret, made.key, OPERATOR, datetime.now(UTC))
    except RoundError as error:
        click.echo(f"Without results: {error}")
    db.session.remove()
