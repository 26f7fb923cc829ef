"""seal, check, staff: look after an installation."""

import logging
import os
import signal
import threading
from datetime import UTC, datetime

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from survey_app.actions.envelopes import EnvelopeKeys
from survey_app.actions.epoch_keys import EpochKeys
from survey_app.actions.rounds import advance_rounds
from survey_app.actions.seal_inbox import finish_seal, seal_if_due
from survey_app.actions.staff_links import make_staff_link
from survey_app.actions.submit_response import today_in_california
from survey_app.cli.plain_errors import PlainCommand, PlainGroup
from survey_app.config import Settings
from survey_app.errors import KeyMissing, SurveyAppError
from survey_app.extensions import db
from survey_app.store.safety import refuse_unsafe
from survey_app.store.schema import is_ready
from survey_app.web.language import shipped_languages

SECONDS_BETWEEN_LOOKS = 5.0
log = logging.getLogger(__name__)


def add_commands(app: Flask, settings: Settings) -> None:
    """Add the commands."""
    keys = EpochKeys(settings.instance_path / "keys")

    @app.cli.command("seal", cls=PlainCommand)
    @click.option("--watch", is_flag=True, help="Go on until stopped.")
    def seal(watch: bool) -> None:
        """Mix the responses that wait into the box, if enough wait; end the rounds whose days are over."""
        finish_seal(db.engine, keys)
        if not watch:
            advance_rounds(db.engine, keys, today_in_california())
            click.echo(f"{seal_if_due(db.engine, keys)} responses were sealed")
        else:
            watch_and_seal(keys)

    @app.cli.command("check", cls=PlainCommand)
    def check() -> None:
        """Examine settings, database, keys and languages."""
        examine(keys)
        EnvelopeKeys(settings.instance_path / "envelopes").check()
        click.echo(f"database ready; languages: {', '.join(shipped_languages())}")

    @app.cli.group("staff", cls=PlainGroup)
    def staff() -> None:
        """Let staff in."""

    @staff.command("link")
    def link() -> None:
        """Make a sign-in link that works once, within the hour."""
        click.echo(staff_link(settings))


def examine(keys: EpochKeys) -> None:
    """Raise an error that names what is wrong with the database or the keys."""
    refuse_unsafe(db.engine)
    if not is_ready(db.engine):
        raise SurveyAppError(
            "the database cannot be written or is not up to date; run: python3 run.py db upgrade"
        )
    finish_seal(db.engine, keys)


def staff_link(settings: Settings) -> str:
    """The address of a new one-time sign-in link."""
    return f"{settings.public_url}/staff/enter/{make_staff_link(db.session(), datetime.now(UTC))}"


def watch_and_seal(keys: EpochKeys) -> None:
    """Look every few seconds what is due: a seal, the end of a round. Until told to end, or who started us is gone."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    parent = os.getppid()
    while not stopped.wait(SECONDS_BETWEEN_LOOKS) and os.getppid() == parent:
        try:
            advance_rounds(db.engine, keys, today_in_california())
            seal_if_due(db.engine, keys)
        except (OperationalError, KeyMissing) as error:
            # Nothing is lost: what waits goes on waiting. Only the type of a database error is safe to log.
            log.error("cannot seal now: %s", error if isinstance(error, KeyMissing) else type(error).__name__)
