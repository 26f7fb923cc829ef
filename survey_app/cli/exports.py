"""export: tables, anonymized rows, comments and the zip of a closed round."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from survey_app.actions.exports.export import (
    Exported,
    ExportRequest,
    export_comments,
    export_rows,
    export_tables,
    export_zip,
)
from survey_app.cli.plain_commands import PlainGroup
from survey_app.cli.rounds import operator
from survey_app.extensions import db

PATH = click.Path(path_type=Path)

_REQUEST_OPTIONS = (
    click.option(
        "--round",
        "round_key",
        metavar="KEY",
        required=True,
        help="Key of the round; `round list` shows them.",
    ),
    click.option("--school", metavar="SLUG", help="Only this school: the last part of its link."),
    click.option("--survey", metavar="NAME", help="Only this survey, such as student."),
    click.option(
        "--labels",
        "languages",
        metavar="LANGUAGE",
        multiple=True,
        help="Also in words, in this language; may be repeated.",
    ),
    click.option(
        "--purpose",
        metavar="TEXT",
        required=True,
        help="What the rows are for; it is kept with the record of exports.",
    ),
    click.option(
        "--out",
        required=True,
        type=PATH,
        help="Where to write. zip: a file. rows: a new folder, or a .csv file if there is one survey.",
    ),
)


@click.group(cls=PlainGroup)
def export() -> None:
    """Export anonymized answers of a finished round (docs/exports.md)."""


def with_request(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what somebody wants."""
    for option in reversed(_REQUEST_OPTIONS):
        command = option(command)
    return command


@export.command()
@with_request
def rows(out: Path, **wanted: Any) -> None:
    """Write responses.csv of every survey into a new folder, or of one survey into a .csv file."""
    tell(export_rows(db.session(), request(**wanted), out, operator()))


@export.command("zip")
@with_request
def zip_(out: Path, **wanted: Any) -> None:
    """Write one zip: rows in codes and in words, codebooks, tables, and what the files disclose."""
    tell(export_zip(db.session(), request(**wanted), out, operator()))


@export.command()
@click.option(
    "--round", "key", metavar="KEY", required=True, help="Key of a round whose results are approved."
)
@click.option("--school", metavar="SLUG", help="Only this school: the last part of its link.")
@click.option("--out", required=True, type=PATH, help="Where to write, such as tables.csv.")
def tables(key: str, school: str | None, out: Path) -> None:
    """Write every number of the approved results, one per line."""
    click.echo(f"{export_tables(db.session(), key, school, out, operator())} numbers in {out}")


@export.command()
@click.option("--round", "key", metavar="KEY", required=True, help="Key of a finished round.")
@click.option("--school", metavar="SLUG", help="Only this school: the last part of its link.")
@click.option("--out", required=True, type=PATH, help="Where to write, such as comments.csv.")
def comments(key: str, school: str | None, out: Path) -> None:
    """Write the comments that were reviewed and shown: at least 11 on a question at a school, or none."""
    exported = export_comments(db.session(), key, school, out, operator())
    click.echo(f"{exported.comments} comments in {out}")
    if exported.withheld:
        click.echo(
            f"Questions withheld, counted at each school: {exported.withheld}. "
            "Fewer than 11 people wrote something, or fewer than 11 of their comments are shown."
        )


def request(
    round_key: str, purpose: str, school: str | None, survey: str | None, languages: tuple[str, ...]
) -> ExportRequest:
    """The options as a request."""
    return ExportRequest(round_key, purpose, school, survey, languages)


def tell(exported: Exported) -> None:
    """Say what was written, and what must be known about it."""
    for notice in exported.notices:
        click.echo(notice)
    click.echo(f"{exported.rows} rows in {exported.path}")
