"""Commands whose errors are one clear line, not a traceback."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from survey_app.errors import SurveyAppError


class PlainCommand(click.Command):
    """A command that prints an error raised on purpose and exits with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except SurveyAppError as error:
            raise click.ClickException(str(error)) from error
        except DBAPIError as error:
            # Its first line names what is missing or refused; the parameters of a statement are never in it.
            reason = str(error.orig).partition("\n")[0]
            raise click.ClickException(
                f"the database says: {reason}; mend that or try again; python3 run.py check tells more"
            ) from error


class PlainGroup(AppGroup):
    """A group of such commands."""

    command_class = PlainCommand
