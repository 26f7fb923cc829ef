"""work, check, secret: look after an installation."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from survey_app.actions.audit_log import OPERATOR, Actor, verify_log
from survey_app.actions.jobs.working import Worker
from survey_app.actions.known_secrets import find_secret, forget_secret, signing_key
from survey_app.actions.private_files import forget_old_queue, require_folder
from survey_app.actions.read_only import is_read_only
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.results.read_results import verify_releases
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import require_keys, require_public_key
from survey_app.cli.plain_commands import PlainCommand, PlainGroup, the_keys, the_secrets, the_settings
from survey_app.errors import NotReady
from survey_app.extensions import db
from survey_app.languages.catalogs import shipped_languages
from survey_app.problems.english import in_english
from survey_app.store.database.moved import refuse_moved
from survey_app.store.database.safety import doubts, refuse_unsafe
from survey_app.store.database.schema import is_ready
from survey_app.web.jobs import folder_of_jobs, the_worker

SECONDS_BETWEEN_LOOKS = 0.5
log = logging.getLogger(__name__)
FOLLOWS = {
    "pepper": "Printed access codes that nobody used yet open nothing anymore. Make new ones, and print new slips.",
    "release.key": "Rounds that have results keep them, but nobody can make them again. Other rounds lose nothing.",
    "second_step_key": (
        "Nobody can sign in with a password anymore. Give each person a new link: python3 run.py staff reset EMAIL. "
        "`python3 run.py staff link` lets you in meanwhile."
    ),
    "secret_key": "All staff are signed out, and sign in again. Nothing is lost.",
}
"""What follows when a secret is given up."""
OF_ENVELOPES = "Responses that wait on devices, sealed to this key, can never be opened. The devices say so."


@click.command("work", cls=PlainCommand)
@click.option("--watch", is_flag=True, help="Keep running until stopped.")
@with_appcontext
def work(watch: bool) -> None:
    """Do the long work that waits, such as making the kit of a district."""
    the_secrets().require(db.engine)
    forget_old_queue(the_settings().instance_path)
    worker = the_worker()
    if watch:
        watch_until_stopped(lambda: do_next_unless_paused(worker), SECONDS_BETWEEN_LOOKS)
    else:
        worker.work_off()


@click.command("check", cls=PlainCommand)
@click.option("--only", type=click.Choice(["web", "sealer", "worker"]), help="Only what one role needs here.")
@with_appcontext
def check(only: str | None) -> None:
    """Check settings, database, keys, languages, releases and the audit log."""
    if only:
        check_role(only)
        click.echo(f"this machine has what the {only} needs")
        return
    examine(the_keys())
    the_secrets().require(db.engine)
    EnvelopeKeys.of(the_settings().instance_path).check()
    for doubt in doubts(db.engine):
        click.echo(f"Warning: {in_english(doubt)}", err=True)
    number, newest = verify_log(db.session())
    releases = verify_releases(db.session())
    click.echo(f"database ready; languages: {', '.join(shipped_languages())}")
    click.echo(f"releases whole: {releases}")
    click.echo(f"audit log whole up to entry {number} {newest[:16]}")


def examine(keys: EpochKeys) -> None:
    """Raise an error that names what is wrong with the database or the keys."""
    examine_database()
    require_keys(db.engine, keys)


def examine_database() -> None:
    """Raise an error that names what is wrong with the database."""
    refuse_unsafe(db.engine)
    refuse_if_moved()
    if not is_ready(db.engine):
        raise NotReady("database_not_ready")


def check_role(role: str) -> None:
    """Raise an error that names what a role lacks on this machine. role: web, sealer or worker."""
    examine_database()
    instance = the_settings().instance_path
    if role == "sealer":
        require_folder(the_keys().folder)
        require_keys(db.engine, the_keys())
    elif role == "web":
        the_secrets().require(db.engine)
        EnvelopeKeys.of(instance).check()
        require_public_key(db.engine)
    else:
        require_folder(folder_of_jobs(instance))


@click.group("secret", cls=PlainGroup)
def secret() -> None:
    """The secrets that belong to the database: give one up."""


@secret.command("forget")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Give it up. Without it, the command only says what follows.")
def forget(name: str, yes: bool) -> None:
    """Give up the secret NAME, which is lost for good, such as pepper or envelopes/1.pem."""
    find_secret(db.engine, name)
    click.echo(FOLLOWS.get(name, OF_ENVELOPES))
    if not yes:
        click.echo(f"If you accept that, stop all servers, then: python3 run.py secret forget {name} --yes")
        return
    forget_secret(db.engine, name, Actor(OPERATOR, datetime.now(UTC)))
    click.echo(
        "Forgotten. The next start takes the file that lies in its place, or makes a new one; the audit log says so."
    )


def settle_secrets() -> None:
    """Make the secrets of a new database; recognize those of every other. Raises NotReady."""
    examine_database()
    the_secrets().settle(db.engine)
    settings = the_settings()
    current_app.secret_key = signing_key(settings.instance_path, settings.secret_key)


def is_paused() -> bool:
    """Whether machines change nothing now, because the installation is read only."""
    return is_read_only(the_settings().instance_path, datetime.now(UTC))


def do_next_unless_paused(worker: Worker) -> None:
    """Do the next job that waits, but not during maintenance."""
    if not is_paused():
        do_next(worker)


def do_next(worker: Worker) -> None:
    """Do the next job that waits, if there is one."""
    try:
        worker.do_next()
    except OperationalError as error:
        # The job waits in the database: this worker or another takes it again. Only the type is safe to log.
        log.error("cannot work now: %s", type(error).__name__)


def refuse_if_moved() -> None:
    """Raise NotReady if the rows of this database have moved to another."""
    with db.engine.connect() as connection:
        refuse_moved(connection)


def watch_until_stopped(act: Callable[[], object], pause: float) -> None:
    """Act again and again, until somebody stops us or whoever started us is gone."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    parent = os.getppid()
    while not stopped.wait(pause) and os.getppid() == parent:
        act()
