"""Commands whose errors are one clear line, not a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from survey_app.errors import SurveyAppError


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
