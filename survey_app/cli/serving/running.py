"""prepare, serve: set an installation up and keep it running."""

import socket
from datetime import UTC, datetime
from functools import partial

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from survey_app.actions.demo.sample_district import load_sample_district
from survey_app.actions.sealing.key_watch import settle_keys
from survey_app.actions.surveys.catalog import publish_library
from survey_app.cli.demo import release_sample
from survey_app.cli.plain_commands import PlainCommand, the_keys, the_settings
from survey_app.cli.sealing import seal
from survey_app.cli.serving.supervisor import Supervisor, run_gunicorn
from survey_app.cli.staff import keep_address, staff_link
from survey_app.cli.system import check_role, examine, refuse_if_moved, settle_secrets, work
from survey_app.config import Settings, day_of_last_count, today_in_california
from survey_app.errors import KeyMissing, SettingsError
from survey_app.extensions import db
from survey_app.store.catalog import schools
from survey_app.store.database.limits import LONG_WRITING, allowing
from survey_app.store.database.one_sealer import setting_up
from survey_app.store.schools.schools import has_schools


@click.command("prepare", cls=PlainCommand)
@with_appcontext
def prepare() -> None:
    """Bring the database up to date. Load the sample district if the database is empty."""
    with setting_up(db.engine):
        _prepare_alone()


def _prepare_alone() -> None:
    refuse_if_moved()
    upgrade()
    settle_secrets()
    keys = the_keys()
    settle_keys(db.engine, keys, day_of_last_count())
    is_empty = not has_schools(db.session())
    db.session.remove()
    if is_empty:
        click.echo("Loading the sample district")
        # Nobody writes beside us yet, and a slow machine pauses between two statements.
        with allowing(writing=LONG_WRITING):
            made = load_sample_district(db.engine, keys, today_in_california(), datetime.now(UTC))
        click.echo("Making the results of the sample")
        release_sample(the_settings(), made)
    publish_library(db.session(), datetime.now(UTC))
    db.session.remove()


@click.command("serve", cls=PlainCommand)
@click.option("--only", type=click.Choice(["web"]), help="Start no sealer and no worker: others run them.")
@with_appcontext
def serve(only: str | None) -> None:
    """Serve until stopped, with the sealer and the worker beside the server."""
    settings = the_settings()
    with setting_up(db.engine):
        settle_secrets()
        if only:
            start_without_keys()
        else:
            examine(the_keys())
            settle_keys(db.engine, the_keys(), day_of_last_count())
        publish_library(db.session(), datetime.now(UTC))
        db.session.remove()
    if is_listening(settings):
        raise SettingsError("port_taken", port=settings.port)
    keep_address(settings)
    beside = [] if only else [partial(seal.main, ["--watch"]), partial(work.main, ["--watch"])]
    server = partial(run_gunicorn, settings)
    raise SystemExit(Supervisor(server, beside, lambda: greet(settings), db.engine.dispose).run())


def start_without_keys() -> None:
    """Look for what a web server needs. The sealer may start later; until then, nobody is told "stored"."""
    try:
        check_role("web")
    except KeyMissing as error:
        click.echo(f"Until this is mended, no response is stored: {error}", err=True)


def is_listening(settings: Settings) -> bool:
    """Whether somebody answers at our address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 (compared, not bound)
    try:
        socket.create_connection((host, settings.port), timeout=1).close()
    except OSError:
        return False
    return True


def greet(settings: Settings) -> bool:
    """Say where to go, once the server answers there. Return whether it did."""
    if not is_listening(settings):
        return False
    click.echo(f"Home page      {settings.public_url}/")
    for school in schools(db.session())[:1]:
        click.echo(f"A school       {settings.public_url}/s/{school.slug}")
    click.echo(f"Staff, once    {staff_link(settings)}")
    click.echo("Ctrl-C stops the server.")
    db.session.remove()
    return True
