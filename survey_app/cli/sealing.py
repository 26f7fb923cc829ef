"""seal, recover: count what came and mix it; give up what nobody can open anymore."""

import logging
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from survey_app.actions.jobs.working import Worker
from survey_app.actions.rounds.deletion import delete_due
from survey_app.actions.rounds.lifecycle import advance_rounds
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import require_keys, watch_keys
from survey_app.actions.sealing.recover import find_lost, give_up_lost
from survey_app.actions.sealing.seal import seal_if_due, seal_now
from survey_app.cli.plain_commands import PlainCommand, the_keys, the_settings
from survey_app.cli.system import is_paused, watch_until_stopped
from survey_app.config import COUNT_HOUR, day_of_last_count, today_in_california
from survey_app.errors import KeyMissing, NotReady
from survey_app.extensions import db
from survey_app.store.database.one_sealer import Leadership
from survey_app.store.responses.inbox import count_waiting
from survey_app.web.jobs import folder_of_jobs, the_sealers_worker

SECONDS_BETWEEN_LOOKS = 1.0
log = logging.getLogger(__name__)


@click.command("seal", cls=PlainCommand)
@click.option("--watch", is_flag=True, help="Keep running until stopped.")
@click.option("--now", "at_once", is_flag=True, help="Do not wait for the hour of the daily count.")
@with_appcontext
def seal(watch: bool, at_once: bool) -> None:
    """Count the waiting responses and mix them into the box, once a day; close and finish rounds on time."""
    keys = the_keys()
    if watch:
        folder = folder_of_jobs(the_settings().instance_path)
        sealer = Sealer(db.engine, keys, the_sealers_worker(db.engine, keys, folder))
        watch_until_stopped(lambda: is_paused() or sealer.look(), SECONDS_BETWEEN_LOOKS)
        sealer.end()
    else:
        require_keys(db.engine, keys)
        seal_and_tell(keys, at_once=at_once)


@click.command("recover", cls=PlainCommand)
@click.option(
    "--yes", is_flag=True, help="Give them up. Without it, the command only says what it would give up."
)
@with_appcontext
def recover(yes: bool) -> None:
    """Give up responses that no key can open anymore, so that their codes and ids can be used again."""
    give_up_and_tell(the_keys(), is_meant=yes)


class Sealer:
    """Does what needs private keys, while no other sealer does it.

    It ends rounds whose days are over or that people want to end, and seals what waits when the hour has come.
    """

    def __init__(self, engine: Engine, keys: EpochKeys, worker: Worker) -> None:
        self._engine = engine
        self._keys = keys
        self._worker = worker
        self._leads = False
        self._leadership = Leadership(engine)
        self._said = ""

    def look(self) -> bool:
        """Do what is due, if we lead. Return whether we do. Without a key that is needed, let another lead."""
        led, self._leads, said = self._leads, False, ""
        try:
            if self._leadership.is_ours():
                self._do_what_is_due(is_first=not led)
                self._leads = True
        except KeyMissing as error:
            self._leadership.end()
            said = str(error)
        except (DBAPIError, NotReady) as error:
            # Nothing is lost: what waits goes on waiting. Only the type of a database error is safe to log.
            said = str(error) if isinstance(error, NotReady) else type(error).__name__
        if said and said != self._said:
            log.error("cannot seal now: %s", said)
        self._said = said
        return self._leads

    def _do_what_is_due(self, *, is_first: bool) -> None:
        watch_keys(self._engine, self._keys, day_of_last_count())
        if is_first:
            self._worker.begin_alone()
        self._worker.work_off()
        advance_rounds(self._engine, self._keys, today_in_california())
        seal_if_due(self._engine, self._keys, day_of_last_count())
        delete_due(self._engine, self._worker.folder, today_in_california(), datetime.now(UTC))

    def end(self) -> None:
        """Let another sealer lead."""
        self._leadership.end()


def seal_and_tell(keys: EpochKeys, *, at_once: bool) -> None:
    """Seal once, and say what happened."""
    advance_rounds(db.engine, keys, today_in_california())
    seal = seal_now if at_once else seal_if_due
    moved = seal(db.engine, keys, day_of_last_count())
    folder = folder_of_jobs(the_settings().instance_path)
    delete_due(db.engine, folder, today_in_california(), datetime.now(UTC))
    with db.engine.connect() as connection:
        left = count_waiting(connection)
    click.echo(f"{moved} responses sealed; {left} still wait")
    if left and not at_once:
        click.echo(f"We count and seal responses once a day, at {COUNT_HOUR}:00 in California.")
        click.echo("To do it now: seal --now. Whoever watches the numbers then sees that somebody answered.")


def give_up_and_tell(keys: EpochKeys, *, is_meant: bool) -> None:
    """Say what nobody can open anymore. Give it up if the operator means it."""
    if is_meant:
        lost = give_up_lost(db.engine, keys, day_of_last_count(), datetime.now(UTC))
    else:
        lost = find_lost(db.engine, keys)
    for each in lost:
        what = "single responses are damaged" if each.has_key else "its key is lost"
        click.echo(f"epoch {each.number}: {what}; we cannot open {each.responses} responses")
    if not lost:
        click.echo("we can open every waiting response; there is nothing to give up")
    elif is_meant:
        click.echo("We gave them up. People can use their codes and ids again; the audit log says so.")
    else:
        click.echo("If you cannot put the key back: python3 run.py recover --yes")
