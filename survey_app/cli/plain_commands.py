"""What all commands share: errors are one clear line, not a traceback; the settings and keys of the installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import Settings
from survey_app.errors import SurveyAppError

SETTINGS = "survey_app settings"


def the_settings() -> Settings:
    """The settings of the installation that the command is about."""
    settings: Settings = current_app.extensions[SETTINGS]
    return settings


def the_keys() -> EpochKeys:
    """The keys that its responses are sealed to."""
    return EpochKeys.of(the_settings().instance_path)


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except SurveyAppError as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        # Its first line names what is missing or refused; the parameters of a statement are never in it.
        reason = str(error.orig).partition("\n")[0]
        raise click.ClickException(
            f"the database says: {reason}; mend that or try again; python3 run.py check tells more"
        ) from error


class PlainCommand(click.Command):
    """A command that prints an error raised on purpose and exits with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        with _in_one_line():
            return super().invoke(context)


class PlainGroup(AppGroup):
    """A group of such commands; it may do something itself, too."""

    command_class = PlainCommand

    def invoke(self, context: click.Context) -> Any:
        """Run the group, then a command of it."""
        with _in_one_line():
            return super().invoke(context)
