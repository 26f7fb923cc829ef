"""survey: check and publish survey files."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask

from survey_app.actions.catalogue import publish_survey
from survey_app.cli.plain_errors import PlainGroup
from survey_app.config import Settings
from survey_app.documents.fonts import MARK, named, unprintable
from survey_app.errors import SurveyFileError
from survey_app.extensions import db
from survey_app.surveys.yaml_file import check_survey, load_survey

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def add_commands(app: Flask, _settings: Settings) -> None:
    """Add `survey`."""
    app.cli.add_command(survey)


@click.group(cls=PlainGroup)
def survey() -> None:
    """Check and publish survey files (docs/survey-format.md)."""


@survey.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Report every fault of a survey file and its translations."""
    faults = check_survey(file)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {file.name}")
    if missing := unprintable(load_survey(file).model_dump_json()):
        click.echo(f"{file.name}: no font has {named(missing)}; on paper {MARK} stands for each")
    click.echo(f"{file.name}: no faults")


@survey.command()
@click.argument("file", type=FILE)
def publish(file: Path) -> None:
    """Freeze a survey file as a version that rounds can use."""
    faults = check_survey(file)
    if faults:
        raise SurveyFileError(faults)
    loaded = load_survey(file)
    publish_survey(db.session(), loaded, datetime.now(UTC))
    click.echo(f"published {loaded.version} in {', '.join(loaded.languages)}")
