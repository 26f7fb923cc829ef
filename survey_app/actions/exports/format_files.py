"""Write the files that describe an export to other programs, and the tables of the release beside them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.actions.exports.row_files import ROWS
from survey_app.actions.results.read_results import Results, results_of
from survey_app.actions.sealing.mixed_responses import SurveySource
from survey_app.errors import FormatError
from survey_app.results.files.codebook import codebook_header, codebook_rows
from survey_app.results.files.csv_files import read_csv, write_csv
from survey_app.results.files.tables import HEADER, NUMBERS, table_rows
from survey_app.results.formats.columns import described_columns
from survey_app.results.formats.datapackage import data_package, rows_resource, table_resource
from survey_app.results.formats.ddi import ddi_codebook
from survey_app.results.formats.r_script import r_script
from survey_app.results.formats.redcap import HEADER as REDCAP_HEADER
from survey_app.results.formats.redcap import redcap_rows
from survey_app.results.formats.sav import can_write_sav, write_sav
from survey_app.results.formats.spss import spss_syntax
from survey_app.results.formats.workbook import MOST_ROWS, write_workbook
from survey_app.results.variables import variables_of

TABLES = "tables.csv"


def write_formats(folder: Path, source: SurveySource, title: str, rows: int) -> list[str]:
    """Write ddi.xml, redcap.csv, responses.sps, read.R and, if there are not too many rows, responses.xlsx and .sav.

    Returns the files that cannot hold these rows, and why. One such file does not stop the others.
    """
    survey = source.file.versions[0]
    columns = list(described_columns(source.file, survey.language))
    ddi_codebook(columns, title, survey.language, rows).write(
        folder / "ddi.xml", encoding="utf-8", xml_declaration=True
    )
    write_csv(folder / "redcap.csv", REDCAP_HEADER, redcap_rows(columns, survey.name))
    formats: dict[str, Callable[[Path], object]] = {
        "responses.sps": lambda path: _write(path, spss_syntax(columns, title))
    }
    _write(folder / "read.R", r_script(columns, title))
    if rows <= MOST_ROWS:
        languages = (survey.language,)
        codebook = [codebook_header(languages), *codebook_rows(source.file, languages)]
        numbers = frozenset(column.name for column in columns if column.is_number)
        formats["responses.xlsx"] = lambda path: write_workbook(
            path, read_csv(folder / ROWS), codebook, numbers
        )
        if can_write_sav():
            formats["responses.sav"] = lambda path: write_sav(path, read_csv(folder / ROWS), columns, title)
    return [fault for name, write in formats.items() if (fault := _attempt(folder / name, write))]


def write_tables(session: Session, folder: Path, key: str, school: str | None) -> int:
    """Write tables.csv with every number of the approved releases of a round. Return how many; 0 writes no file."""
    released = results_of(session, key)
    if not released:
        return 0
    return write_csv(folder / TABLES, HEADER, _table_rows(session, released, school))


def write_data_package(folder: Path, sources: list[SurveySource], name: str, title: str) -> None:
    """Write datapackage.json about the files of rows, and about the tables if there are any."""
    resources = [
        rows_resource(
            source.file.name,
            f"{source.file.name}/{ROWS}",
            described_columns(source.file, source.file.versions[0].language),
        )
        for source in sources
    ]
    if (folder / TABLES).exists():
        resources.append(table_resource("tables", TABLES, HEADER, NUMBERS))
    package = data_package(name, title, resources)
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")


def _table_rows(session: Session, released: list[Results], school: str | None) -> Iterator[list[str]]:
    for one in released:
        versions = one.versions(session)
        variables = variables_of(versions)
        units = [unit for unit in one.header.parts if school is None or unit == school]
        parts = (part for unit in units if (part := one.part(session, unit)))
        yield from table_rows(one.header, parts, variables, versions[0].language)


def _attempt(path: Path, write: Callable[[Path], object]) -> str:
    """Write a file. Return its name and why it could not be written, or ""."""
    try:
        write(path)
    except FormatError as error:
        path.unlink(missing_ok=True)
        return f"{path.parent.name}/{path.name}: {error}"
    return ""


def _write(path: Path, lines: Iterator[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
