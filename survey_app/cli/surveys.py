"""survey: check, publish, bring and take away survey files."""

from datetime import UTC, datetime
from pathlib import Path

import click

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.actions.surveys.taking import find_survey, take_import
from survey_app.cli.plain_commands import PlainGroup
from survey_app.documents.fonts import MARK, unprintable, with_code_points
from survey_app.errors import ExportError, SurveyFileError
from survey_app.extensions import db
from survey_app.surveys.exchange.files import FORMATS, Format, read_path, write_file
from survey_app.surveys.exchange.yaml_files import write_files
from survey_app.surveys.model import Survey
from survey_app.surveys.yaml_file import check_survey, load_survey
from survey_app.vocabulary import AUDIENCES

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=PlainGroup)
def survey() -> None:
    """Check, publish, import and export surveys (docs/survey-format.md)."""


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


@survey.command("import")
@click.argument("file", type=FILE)
@click.option("--audience", type=click.Choice(AUDIENCES), help="Whom it is for, if the file does not say.")
@click.option("--district", metavar="CODE", help="Whose draft it is. Not needed if there is only one.")
@click.option("--check", "only_look", is_flag=True, help="Only say what would be taken; make no draft.")
def import_(file: Path, audience: str | None, district: str | None, only_look: bool) -> None:
    """Make a draft of an XLSForm (.xlsx, .xls), or of our YAML with its translations.

    Prints what could not be taken as it was, with its place and what to do.
    """
    imported = read_path(file, audience or "")
    for note in imported.notes:
        click.echo(str(note))
    if only_look:
        click.echo(f"{file.name}: {len(imported.notes)} notes; nothing was stored")
        return
    draft = take_import(db.session(), imported, datetime.now(UTC), district)
    count = sum(map(len, draft.faults.values()))
    click.echo(
        f"draft {draft.line.id}: {draft.line.title}; {len(imported.notes)} notes, {count} faults to mend"
    )


@survey.command()
@click.argument("name")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="Which kind of file.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Where to write. xlsform: a file. yaml: a .zip file, or a folder that is new or empty.",
)
def export(name: str, form: Format, out: Path) -> None:
    """Write a published survey: its newest version, or the version NAME. In all its languages."""
    written = find_survey(db.session(), name)
    if form == "yaml" and out.suffix != ".zip":
        _write_folder(written, out)
    elif out.exists():
        raise ExportError("path_exists", path=out)
    elif not out.parent.is_dir():
        raise ExportError("no_folder", path=out.parent)
    else:
        out.write_bytes(write_file(written, form).content)
    click.echo(f"{written.version} in {', '.join(written.languages)}: {out}")


def _write_folder(written: Survey, out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError("path_exists", path=out)
    for name, content in write_files(written).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def said_of_warnings(count: int) -> str:
    """Say what people must know about texts that some language cannot show; "" if there are none."""
    if not count:
        return ""
    texts = "1 text of its translations" if count == 1 else f"{count} texts of its translations"
    return f"; look at {texts}: where we cannot show one, readers get the source text"
