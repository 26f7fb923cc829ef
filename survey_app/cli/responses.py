"""responses: import what a device saved to a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from survey_app.actions.responses.access_codes import CodeBook
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.responses.import_file import Secrets, import_responses, read_file
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.surveys.catalog import read_catalog
from survey_app.cli.plain_commands import PlainGroup, the_secrets, the_settings
from survey_app.config import Settings, today_in_california
from survey_app.extensions import db


@click.group("responses", cls=PlainGroup)
def responses() -> None:
    """Import responses that a device could not send."""


@responses.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def import_(context: click.Context, files: tuple[Path, ...]) -> None:
    """Store the responses that devices saved to FILES, each once (docs/offline-files.md)."""
    # Read all files first. If one is bad, the error names it before anything is stored.
    the_secrets().require(db.engine)
    contents = [(path, read_file(path)) for path in files]
    refused = [import_file(the_settings(), path, responses) for path, responses in contents]
    context.exit(1 if any(refused) else 0)


def import_file(settings: Settings, path: Path, responses: Sequence[Any]) -> int:
    """Import the responses of one file and say what became of them. Return how many were refused."""
    catalog = read_catalog(db.session(), today_in_california())
    writer = ResponseWriter(db.engine)
    secrets = Secrets(EnvelopeKeys.of(settings.instance_path), CodeBook.of(settings.instance_path))
    outcomes = list(import_responses(catalog, secrets, writer, responses))
    writer.stop()
    for outcome in outcomes:
        if outcome.refusal:
            which = f"response {outcome.number} ({outcome.id or 'without an id'})"
            click.echo(f"{path}: {which} was not taken: {outcome.refusal}", err=True)
    new = sum(outcome.is_new for outcome in outcomes)
    refused = sum(bool(outcome.refusal) for outcome in outcomes)
    known = len(outcomes) - new - refused
    click.echo(f"{path}: {new} stored, {known} stored before, {refused} not taken")
    return refused
