"""schools: import them from the files of the state."""

from pathlib import Path

import click

from survey_app.actions.audit_log import OPERATOR
from survey_app.actions.schools.import_schools import Change, Changes, apply_import, plan_import
from survey_app.cli.plain_commands import PlainGroup
from survey_app.cli.rounds import operator
from survey_app.directory.enrollment_file import read_enrollment
from survey_app.directory.languages_file import read_languages
from survey_app.directory.schools_file import read_schools
from survey_app.directory.table_file import other_encoding
from survey_app.documents.fonts import MARK, unprintable, with_code_points
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.vocabulary import grade_name

LONG = ("enrollment_by_grade", "language_counts")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=PlainGroup)
def schools() -> None:
    """Import schools from the files of the state."""


@schools.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--district",
    metavar="CODE",
    help="Code of the district, such as 24-65789. Without it, the districts in the file are listed.",
)
@click.option(
    "--enrollment",
    "--enrolment",
    "enrollment",
    type=FILE,
    help="Census Day enrollment (cdenroll), for the numbers of students.",
)
@click.option("--languages", type=FILE, help="English learners by language (elsch), for the 15% rule.")
@click.option(
    "--apply",
    "is_applied",
    is_flag=True,
    help="Make the changes. Without it, the command only says what would change.",
)
def import_(
    file: Path, district: str | None, enrollment: Path | None, languages: Path | None, is_applied: bool
) -> None:
    """Add and change schools to match the state's directory (pubschls.txt)."""
    directory = read_schools(file)
    if district is None:
        for each in directory.values():
            click.echo(f"{each.code}  {len(each.schools):>4} schools  {each.name}")
        return
    if district not in directory:
        raise NotFound("no_district_in_file", file=file.name, district=district)
    enrollments = read_enrollment(enrollment) if enrollment else {}
    spoken = read_languages(languages) if languages else {}
    changes = plan_import(db.session(), directory[district], enrollments, spoken)
    for path in (file, enrollment, languages):
        if path and (encoding := other_encoding(path)):
            click.echo(f"{path.name} is not in UTF-8; we read it as {encoding}. Check letters with accents")
    tell(changes)
    if is_applied:
        apply_import(db.session(), OPERATOR, changes, operator().now)
        click.echo("applied")
    elif not changes.is_empty:
        click.echo("we changed nothing; add --apply to make the changes")


def tell(changes: Changes) -> None:
    """Say what would change, one line for each change."""
    click.echo(f"{changes.district} {changes.district_name}: {len(changes.unchanged)} schools stay the same")
    for mark, lines in (("new", changes.new), ("change", changes.changed), ("archive", changes.gone)):
        for change in lines:
            click.echo(f"{mark:<8} {change.slug:<36} {_said(change)}")
    if missing := unprintable(" ".join((changes.district_name, *changes.names))):
        click.echo(f"no font has {with_code_points(missing)}; on paper, {MARK} takes its place")
    for name, span in changes.may_offer:
        click.echo(f"{name} may offer {span}; we use the grades that it serves")
    for name, why in changes.left_out:
        click.echo(f"left out {name}: {'it is closed' if why == 'closed' else 'it has no grades'}")


def _said(change: Change) -> str:
    if all(before is None for before, _after in change.fields.values()):
        low, high = (grade_name(change.fields[name][1]) for name in ("grade_low", "grade_high"))
        students = change.fields["enrollment"][1]
        known = "students not known" if students is None else f"{students} students"
        return f"{change.name}, grades {low} to {high}, {known}"
    return ", ".join(
        name if name in LONG else f"{name} {_value(name, before)} → {_value(name, after)}"
        for name, (before, after) in change.fields.items()
    )


def _value(name: str, value: object) -> str:
    if value is None:
        return "not known"
    if isinstance(value, int) and name.startswith("grade_"):
        return grade_name(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
