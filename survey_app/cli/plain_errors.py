"""Commands whose errors are one clear line, not a traceback."""

from typing import Any

import click

from survey_app.errors import SurveyAppError


class PlainCommand(click.Command):
    """A command that prints an error raised on purpose and exits with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except SurveyAppError as error:
            raise click.ClickException(str(error)) from error


class PlainGroup(click.Group):
    """A group of such commands."""

    command_class = PlainCommand
