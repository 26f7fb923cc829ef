"""What all commands share. Errors are one clear line, not a traceback. Also: the installation's settings and keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from survey_app.actions.known_secrets import KnownSecrets
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import Settings
from survey_app.errors import SurveyAppError
from survey_app.store.database.limits import LONG_READING, allowing

SETTINGS = "survey_app settings"


def the_settings() -> Settings:
    """Return the settings of the installation."""
    settings: Settings = current_app.extensions[SETTINGS]
    return settings


def the_keys() -> EpochKeys:
    """Return the keys that its responses are sealed to."""
    return EpochKeys.of(the_settings().instance_path)


def the_secrets() -> KnownSecrets:
    """Return the secrets that belong to its database."""
    settings = the_settings()
    return KnownSecrets(settings.instance_path, settings.secret_key)


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        # Nobody waits for a page, so what a command reads may take long. What it writes may not: others wait.
        with allowing(reading=LONG_READING):
            yield
    except SurveyAppError as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        # Its first line names what is missing or refused. It never has the parameters of a statement.
        reason = str(error.orig).partition("\n")[0]
        raise click.ClickException(
            f"the database says: {reason}; mend that or try again; python3 run.py check tells more"
        ) from error


class PlainCommand(click.Command):
    """A command that prints an error we raised on purpose, and exits with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        with _in_one_line():
            return super().invoke(context)


class PlainGroup(AppGroup):
    """A group of such commands. The group may also do something itself."""

    command_class = PlainCommand

    def invoke(self, context: click.Context) -> Any:
        """Run the group, then a command of it."""
        with _in_one_line():
            return super().invoke(context)
