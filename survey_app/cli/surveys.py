"""survey: check and publish survey files."""

from datetime import UTC, datetime
from pathlib import Path

import click

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.cli.plain_commands import PlainGroup
from survey_app.documents.fonts import MARK, unprintable, with_code_points
from survey_app.errors import SurveyFileError
from survey_app.extensions import db
from survey_app.surveys.yaml_file import check_survey, load_survey

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=PlainGroup)
def survey() -> None:
    """Check and publish survey files (docs/survey-format.md)."""


@survey.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Report every fault of a survey file, and what its translations are missing."""
    reported = check_survey(file)
    faults = [fault for fault in reported if not fault.is_warning]
    for fault in reported:
        click.echo(f"{'warning: ' if fault.is_warning else ''}{fault}")
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {file.name}")
    if missing := unprintable(load_survey(file).model_dump_json()):
        click.echo(f"{file.name}: no font has {with_code_points(missing)}; on paper, {MARK} takes its place")
    click.echo(f"{file.name}: no faults{said_of_warnings(len(reported))}")


@survey.command()
@click.argument("file", type=FILE)
def publish(file: Path) -> None:
    """Freeze a survey file as a version that rounds can use."""
    reported = check_survey(file)
    if faults := [fault for fault in reported if not fault.is_warning]:
        raise SurveyFileError(faults)
    loaded = load_survey(file)
    publish_survey(db.session(), loaded, datetime.now(UTC))
    click.echo(
        f"published {loaded.version} in {', '.join(loaded.languages)}{said_of_warnings(len(reported))}"
    )


def said_of_warnings(count: int) -> str:
    """Say what people must know about texts that some language cannot show; "" if there are none."""
    if not count:
        return ""
    texts = "1 text of its translations" if count == 1 else f"{count} texts of its translations"
    return f"; look at {texts}: where we cannot show one, readers get the source text"
